import { barLength, barOpen, timeframes, type Timeframe } from '../../nodes/define/timeframe.ts'
import { timeOfDay } from './csv-fields.ts'
import type { ProblemCode } from './problems.ts'

/** What the first rows of a file say about all of it. */
export type SeriesShape = {
  readonly timeframe: Timeframe
  /** It runs from newest to oldest. */
  readonly reversed: boolean
  /** Bars of days are stamped with a time of day that means the date. */
  readonly byDate: boolean
}

const DAY = 86_400_000
const HOUR = 3_600_000

/** Times of day at which US daily bars are stamped: midnight or the opening bell in New York, in winter and summer. */
const newYorkStamps = [4 * HOUR, 5 * HOUR, 13.5 * HOUR, 14.5 * HOUR]

/** A time for people: ISO, without empty milliseconds. */
export const isoText = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z')

/** 00:00 UTC of the date a US daily bar is stamped with; any other time as it is. */
export const dateOfStamp = (time: number): number => (newYorkStamps.includes(timeOfDay(time)) ? time - timeOfDay(time) : time)

/**
 * Tells timeframe and direction from the times of the first rows (UTC milliseconds, at least one): the most common step is the timeframe, unless the person
 * named one; most steps decide the direction. Answers a problem where the times fit no timeframe.
 */
export function shapeOf(times: readonly number[], asked: Timeframe | undefined): SeriesShape | { code: ProblemCode; message: string } {
  const steps = new Map<number, number>()
  let falling = 0
  for (let i = 1; i < times.length; i++) {
    const step = Math.abs(times[i] - times[i - 1])
    if (step > 0) steps.set(step, (steps.get(step) ?? 0) + 1)
    if (times[i] < times[i - 1]) falling++
    if (times[i] > times[i - 1]) falling--
  }
  const common = [...steps].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0]
  if (asked === undefined && common === undefined) {
    return { code: 'too-few-bars', message: 'one bar alone has no timeframe; give at least two, or say which timeframe it is' }
  }
  const timeframe = asked ?? timeframes.find((candidate) => barLength(candidate) === common)
  if (timeframe === undefined) {
    const message = `most bars are ${spanText(common ?? 0)} apart, and there is no such timeframe; there are ${timeframes.join(', ')}`
    return { code: 'timeframe', message }
  }
  const length = barLength(timeframe)
  const byDate = length >= DAY && times.every((time) => newYorkStamps.includes(timeOfDay(time)))
  if (!byDate && times.filter((time) => barOpen(timeframe, time) === time).length < times.length / 2) {
    const open = isoText(barOpen(timeframe, times[0]))
    const advice = 'import a finer timeframe, or dates without time of day'
    const message = `bars of ${timeframe} open at ${open} and every ${spanText(length)}, but this one is stamped ${isoText(times[0])}; ${advice}`
    return { code: 'misaligned', message }
  }
  return { timeframe, reversed: falling > 0, byDate }
}

/** "5 minutes", "2 hours", "3 days" */
export function spanText(milliseconds: number): string {
  const units = [
    [DAY, 'day'],
    [HOUR, 'hour'],
    [60_000, 'minute'],
    [1000, 'second'],
  ] as const
  const [size, name] = units.find(([unit]) => milliseconds % unit === 0) ?? [1, 'millisecond']
  const count = milliseconds / size
  return `${count} ${name}${count === 1 ? '' : 's'}`
}
