/**
 * Textbook indicators, each row computed from its whole window or from the first row on, by the formula as it stands in the books.
 * Slow on purpose: nothing is carried that could drift. NaN before the first value.
 */

const rows = (length: number, value: (i: number) => number): number[] => Array.from({ length }, (_, i) => value(i))

function sum(values: readonly number[], from: number, to: number): number {
  let total = 0
  for (let i = from; i <= to; i++) total += values[i]
  return total
}

/** Mean of the last `period` values. */
export function sma(values: readonly number[], period: number): number[] {
  return rows(values.length, (i) => (i < period - 1 ? Number.NaN : sum(values, i - period + 1, i) / period))
}

/** Exponential average with α = 2 ÷ (period + 1), seeded with the mean of the first `period` values present. */
export function ema(values: readonly number[], period: number): number[] {
  const first = values.findIndex((value) => !Number.isNaN(value))
  const out = rows(values.length, () => Number.NaN)
  if (first < 0 || first + period > values.length) return out
  let average = sum(values, first, first + period - 1) / period
  out[first + period - 1] = average
  for (let i = first + period; i < values.length; i++) {
    average = average + (2 / (period + 1)) * (values[i] - average)
    out[i] = average
  }
  return out
}
