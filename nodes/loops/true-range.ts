import type { CandleColumns } from '../define/ports.ts'

/** Widest of: high to low, previous close to high, previous close to low. Quote per base. Reads one row back. */
export function trueRangeAt({ high, low, close }: CandleColumns, row: number): number {
  const before = close[row - 1]
  return Math.max(high[row], before) - Math.min(low[row], before)
}

/** Mean of the `period` true ranges that end at `row`: the seed of Wilder's average. Reads `period` rows back. */
export function meanTrueRange(candles: CandleColumns, period: number, row: number): number {
  let sum = 0
  for (let i = row - period + 1; i <= row; i++) sum += trueRangeAt(candles, i)
  return sum / period
}
