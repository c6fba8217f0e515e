import { barLength, barOpen, type Timeframe } from '../../nodes/define/timeframe.ts'
import type { Instrument } from '../money/instruments.ts'
import { isTradingDay, session } from './nyse.ts'

export type Calendar = Instrument['calendar']

const DAY = 86_400_000

/** Open time of the first bar that opens at or after `time`, on the timeframe's grid. */
export function nextOpen(timeframe: Timeframe, time: number): number {
  const open = barOpen(timeframe, time)
  return open === time ? open : open + barLength(timeframe)
}

/**
 * Whether the calendar expects a bar that opens at `openTime` (UTC milliseconds). A time off the timeframe's grid is never expected.
 * Under `nyse` a bar of a day or longer is expected when it holds a trading day (and is stamped 00:00 UTC of its date);
 * a shorter one when it touches the session.
 */
export function isExpected(calendar: Calendar, timeframe: Timeframe, openTime: number): boolean {
  if (barOpen(timeframe, openTime) !== openTime) return false
  if (calendar === '24/7') return true
  const length = barLength(timeframe)
  const day = Math.floor(openTime / DAY)
  if (length < DAY) {
    if (!isTradingDay(day)) return false
    const { open, close } = session(day)
    return openTime + length > open && openTime < close
  }
  for (let d = day; d < day + length / DAY; d++) if (isTradingDay(d)) return true
  return false
}

/** How many bars the calendar expects with an open time in [from, to), UTC milliseconds. */
export function expectedBarsBetween(calendar: Calendar, timeframe: Timeframe, from: number, to: number): number {
  const length = barLength(timeframe)
  const first = nextOpen(timeframe, from)
  const end = nextOpen(timeframe, to)
  if (end <= first) return 0
  if (calendar === '24/7') return (end - first) / length
  let count = 0
  if (length >= DAY) {
    for (let open = first; open < end; open += length) if (isExpected(calendar, timeframe, open)) count++
    return count
  }
  for (let day = Math.floor(first / DAY); day * DAY < end; day++) {
    if (!isTradingDay(day)) continue
    const { open, close } = session(day)
    const sessionFirst = Math.max(first, barOpen(timeframe, open))
    const sessionEnd = Math.min(end, nextOpen(timeframe, close))
    if (sessionEnd > sessionFirst) count += (sessionEnd - sessionFirst) / length
  }
  return count
}
