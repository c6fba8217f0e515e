import { barLength } from '../../nodes/define/timeframe.ts'
import type { ReportDocument } from '../protocol/report.ts'
import type { StreamFacts } from '../protocol/run.ts'

const DAY = 86_400_000

/** Stretches of time whose returns are the observations of volatility, Sharpe and Sortino. */
export type Period = {
  /** Length in milliseconds: a UTC day, or one bar where bars are longer than a day. */
  readonly length: number
  /** How many make a year: 365 days round the clock, 252 trading days, or 365 days ÷ the bar's length. */
  readonly perYear: number
}

/**
 * The period a run is measured by. Days, since returns per bar would give another Sharpe for every timeframe of the same curve.
 * 252 only where every instrument trades on exchange days: one that trades round the clock moves equity on all 365.
 */
export function periodOf(streams: readonly StreamFacts[]): Period {
  const finest = streams.reduce((least, stream) => Math.min(least, barLength(stream.timeframe)), Infinity)
  if (finest > DAY && finest < Infinity) return { length: finest, perYear: (365 * DAY) / finest }
  const exchangeDays = streams.length > 0 && streams.every((stream) => stream.instrument.calendar === 'nyse')
  return { length: DAY, perYear: exchangeDays ? 252 : 365 }
}

/**
 * Returns from the end of one period to the end of the next, as fractions. The first row is where the measuring starts, not an observation.
 * Rows without a known equity are passed over; so are days without a row: the return over a weekend is one observation.
 * A return from an equity of 0 or less does not exist and is NaN, which makes every figure from the series NaN.
 */
export function periodReturns(times: Float64Array, values: Float64Array, period: Period): number[] {
  const first = values.findIndex((value) => value === value)
  if (first === -1) return []
  const ends = period.length > DAY ? (row: number) => row + 1 : (row: number) => firstRowAfter(times, dayEnd(times[row]), row)
  const returns: number[] = []
  let start = values[first]
  for (let from = first; from < times.length;) {
    const to = ends(from)
    // The period the measuring starts in has a return only if it has more than the first row.
    const last = lastKnown(values, Math.max(from, first + 1), to)
    if (last === last) {
      returns.push(start > 0 ? last / start - 1 : NaN)
      start = last
    }
    from = to
  }
  return returns
}

/** Last known value of each calendar month (UTC) with its change, as a fraction, against the month before; `start` stands before the first. */
export function monthlyReturns(times: Float64Array, values: Float64Array, start: number): Omit<ReportDocument['months'][number], 'hold'>[] {
  const months: Omit<ReportDocument['months'][number], 'hold'>[] = []
  let before = start
  for (let from = 0; from < times.length;) {
    // A bar that closes at midnight belongs to the month that ends there.
    const date = new Date(times[from] - 1)
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
    const to = firstRowAfter(times, Date.UTC(year, month + 1), from)
    const last = lastKnown(values, from, to)
    months.push({ year, month: month + 1, return: last === last && before > 0 ? last / before - 1 : null })
    if (last === last) before = last
    from = to
  }
  return months
}

/** End of the UTC day a close belongs to: a bar that closes at midnight belongs to the day that ends there. */
function dayEnd(time: number): number {
  return Math.ceil(time / DAY) * DAY
}

/** First row from `from` on that closes after `end`; found in a few steps, since a run may have a million bars and only days matter. */
function firstRowAfter(times: Float64Array, end: number, from: number): number {
  let step = 1
  let low = from
  while (low + step < times.length && times[low + step] <= end) {
    low += step
    step *= 2
  }
  let high = Math.min(low + step, times.length)
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle] <= end) low = middle + 1
    else high = middle
  }
  return low
}

function lastKnown(values: Float64Array, from: number, to: number): number {
  for (let row = to - 1; row >= from; row--) if (values[row] === values[row]) return values[row]
  return NaN
}
