import { barLength, barOpen, type Timeframe } from '../../nodes/define/timeframe.ts'
import { expectedBarsBetween, isExpected, type Calendar } from './calendar.ts'

/** A run of bars that the calendar expects and the data lack: opens in [from, to), UTC milliseconds. */
export type Gap = { readonly from: number; readonly to: number; readonly bars: number }

/** What is there, what is not, and what nobody expected. */
export type GapReport = {
  readonly bars: number
  readonly missing: number
  readonly gaps: readonly Gap[]
  /** Bars outside the calendar: counted, and the first hundred listed by open time. */
  readonly unexpected: number
  readonly unexpectedTimes: readonly number[]
}

const LISTED = 100

/**
 * Compares the open times of bars (rising, UTC milliseconds) with what the calendar expects between the first and the last of them.
 * Gaps are merged only when nothing lies between them.
 */
export function gapReport(time: Float64Array, timeframe: Timeframe, calendar: Calendar): GapReport {
  const length = barLength(timeframe)
  const always = calendar === '24/7'
  const gaps: Gap[] = []
  const unexpectedTimes: number[] = []
  let missing = 0
  let unexpected = 0
  for (let i = 0; i < time.length; i++) {
    const expected = always ? barOpen(timeframe, time[i]) === time[i] : isExpected(calendar, timeframe, time[i])
    if (!expected) {
      unexpected++
      if (unexpectedTimes.length < LISTED) unexpectedTimes.push(time[i])
    }
    if (i === 0 || time[i] - time[i - 1] === length) continue
    const from = barOpen(timeframe, time[i - 1]) + length
    const bars = expectedBarsBetween(calendar, timeframe, from, time[i])
    if (bars === 0) continue
    missing += bars
    gaps.push({ from, to: time[i], bars })
  }
  return { bars: time.length, missing, gaps, unexpected, unexpectedTimes }
}
