import type { CandleColumns } from '../define/ports.ts'
import { trueRangeAt } from './true-range.ts'

/**
 * Wilder's directional movement: how far a bar reaches beyond the one before, upward or downward, whichever is more.
 * State: running +DM, −DM and true range, each kept for (n − 1) / n and increased by the new bar's.
 */
export const directionState = 3

/** +DI, or −DI, in percent: the share of the range that `moved` is. 0 without range, as in TA-Lib; sums this small have lost their digits. */
export function directionLine(moved: number, range: number): number {
  return range > 1e-290 ? (100 * moved) / range : 0
}

/** Difference of the two lines as a share of their sum, in percent; NaN when both are 0. */
export function directionIndex(plus: number, minus: number): number {
  return plus + minus > 0 ? (100 * Math.abs(plus - minus)) / (plus + minus) : NaN
}

/** TA-Lib's seed: the plain sums of `period` − 1 bars, the last of them at `row`. Reads `period` − 1 rows back. */
export function seedDirection(candles: CandleColumns, state: Float64Array, period: number, row: number): void {
  let plus = 0
  let minus = 0
  let range = 0
  for (let i = row - period + 2; i <= row; i++) {
    const up = candles.high[i] - candles.high[i - 1]
    const down = candles.low[i - 1] - candles.low[i]
    if (up > down && up > 0) plus += up
    if (down > up && down > 0) minus += down
    range += trueRangeAt(candles, i)
  }
  state[0] = plus
  state[1] = minus
  state[2] = range
}

/** Takes bar `row` into the sums. Reads one row back. */
export function stepDirection(candles: CandleColumns, state: Float64Array, kept: number, row: number): void {
  const up = candles.high[row] - candles.high[row - 1]
  const down = candles.low[row - 1] - candles.low[row]
  state[0] = state[0] * kept + (up + Math.abs(up)) * 0.5 * Number(up > down)
  state[1] = state[1] * kept + (down + Math.abs(down)) * 0.5 * Number(down > up)
  state[2] = state[2] * kept + trueRangeAt(candles, row)
}
