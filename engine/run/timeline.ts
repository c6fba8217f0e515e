import { barLength, type Timeframe } from '../../nodes/define/timeframe.ts'
import type { ClockNumber, Plan } from '../compile/plan.ts'
import { expectedBarsBetween, type Calendar } from '../market/calendar.ts'
import type { Candles } from '../market/candles.ts'

/** What the clocks of a run need to know of one stream. */
export type TimedStream = { readonly timeframe: Timeframe; readonly calendar: Calendar; readonly candles: Candles }

/**
 * The clocks of one run over recorded data: when each row is known, and which row of one clock is the last one known
 * at each row of another.
 */
export type Timeline = {
  /** Close times of a clock's rows, UTC milliseconds: when each is known. */
  closes(clock: ClockNumber): Float64Array
  /** For each row of `to`: the last row of stream `from` known by then and not too old, else −1. */
  rows(from: ClockNumber, to: ClockNumber): Int32Array
}

/** A value older than this many expected bars is missing. */
const OLDEST = 2

export function createTimeline(plan: Plan, streams: readonly TimedStream[]): Timeline {
  const closeTimes: Float64Array[] = streams.map(({ timeframe, candles }) => closesOf(candles.time, barLength(timeframe)))
  if (plan.baseClock === streams.length) closeTimes.push(join(plan.baseStreams.map((stream) => closeTimes[stream]!)))
  const known = new Map<string, Int32Array>()

  return {
    closes: (clock) => closeTimes[clock]!,
    rows(from, to) {
      const name = `${from} ${to}`
      const map = known.get(name) ?? alignRows(closeTimes[from]!, closeTimes[to]!, streams[from]!)
      known.set(name, map)
      return map
    },
  }
}

/** Close times by the open times they were made of: every edit runs over the same candles again. */
const made = new WeakMap<Float64Array, { readonly length: number; readonly closes: Float64Array }>()

function closesOf(opens: Float64Array, length: number): Float64Array {
  const known = made.get(opens)
  if (known?.length === length) return known.closes
  const closes = new Float64Array(opens.length)
  for (let i = 0; i < opens.length; i++) closes[i] = opens[i]! + length
  made.set(opens, { length, closes })
  return closes
}

/** Ascending union of ascending times. */
function join(columns: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(columns.reduce((sum, column) => sum + column.length, 0))
  let offset = 0
  for (const column of columns) {
    all.set(column, offset)
    offset += column.length
  }
  all.sort()
  let length = 0
  for (let i = 0; i < all.length; i++) if (i === 0 || all[i] !== all[i - 1]) all[length++] = all[i]!
  return all.slice(0, length)
}

function alignRows(from: Float64Array, to: Float64Array, stream: TimedStream): Int32Array {
  const map = new Int32Array(to.length)
  let row = -1
  for (let i = 0; i < to.length; i++) {
    const time = to[i]!
    while (row + 1 < from.length && from[row + 1]! <= time) row++
    map[i] = row >= 0 && isFresh(from[row]!, time, stream) ? row : -1
  }
  return map
}

/** Whether a value known since `closed` still counts `now`: at most two bars the calendar expected lie between. */
export function isFresh(closed: number, now: number, { timeframe, calendar }: Omit<TimedStream, 'candles'>): boolean {
  const length = barLength(timeframe)
  if (now - closed <= OLDEST * length) return true
  return calendar !== '24/7' && expectedBarsBetween(calendar, timeframe, closed, now - length + 1) <= OLDEST
}
