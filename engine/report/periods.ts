import { barLength } from '../../nodes/define/timeframe.ts'
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

/** Day a close belongs to: a bar that closes at midnight belongs to the day that ends there. */
const dayOf = (time: number) => Math.floor((time - 1) / DAY)

/**
 * Returns from the end of one period to the end of the next, as fractions. The first row is where the measuring starts, not an observation.
 * Rows without a known equity are passed over; so are days without a row: the return over a weekend is one observation.
 * A return from an equity of 0 or less does not exist and makes the whole series NaN.
 */
export function periodReturns(times: Float64Array, values: Float64Array, period: Period): number[] {
  const returns: number[] = []
  let start = NaN
  let last = NaN
  let day = NaN
  const close = () => {
    if (start === start && last === last) returns.push(start > 0 ? last / start - 1 : NaN)
    if (last === last) start = last
    last = NaN
  }
  for (let i = 0; i < times.length; i++) {
    const value = values[i]
    if (value !== value) continue
    if (start !== start) {
      start = value
      day = dayOf(times[i])
      continue
    }
    const today = period.length > DAY ? i : dayOf(times[i])
    if (today !== day) close()
    day = today
    last = value
  }
  close()
  return returns
}

/** Last known value of each calendar month (UTC) with its change, as a fraction, against the month before; `start` stands before the first. */
export function monthlyReturns(
  times: Float64Array,
  values: Float64Array,
  start: number,
): { year: number; month: number; return: number | null }[] {
  const months: { year: number; month: number; return: number | null }[] = []
  let before = start
  let last = NaN
  let end = -Infinity
  const close = () => {
    if (months.length === 0) return
    if (last === last && before > 0) months[months.length - 1].return = last / before - 1
    if (last === last) before = last
    last = NaN
  }
  for (let i = 0; i < times.length; i++) {
    if (times[i] - 1 >= end) {
      close()
      const date = new Date(times[i] - 1)
      const year = date.getUTCFullYear()
      const month = date.getUTCMonth()
      end = Date.UTC(year, month + 1)
      months.push({ year, month: month + 1, return: null })
    }
    if (values[i] === values[i]) last = values[i]
  }
  close()
  return months
}
