/**
 * Weighted mean over a sliding window, the newest value weighing as much as the window is long, the oldest 1.
 * Both sums are running. They are added up anew when the weighted sum falls below 1/1,024 of the largest since the last time:
 * an outlier has left, and its rounding would weigh.
 *
 * State, from `at`: Σ k·x with k = 1 for the oldest, Σ x, the largest |Σ k·x| since the sums were added up.
 */
export const weightedState = 3

/** Adds up the `period` values that end at `row` and returns their weighted mean. Reads `period` − 1 rows back. */
export function seedWeighted(source: Float64Array, state: Float64Array, at: number, period: number, row: number): number {
  let weighted = 0
  let sum = 0
  for (let k = 1; k <= period; k++) {
    const value = source[row - period + k]
    weighted += k * value
    sum += value
  }
  state[at] = weighted
  state[at + 1] = sum
  state[at + 2] = Math.abs(weighted)
  return weighted / ((period * (period + 1)) / 2)
}

/** Writes the weighted mean of the `period` values that end at each row. Reads `period` rows back. */
export function rollWeighted(
  source: Float64Array,
  average: Float64Array,
  state: Float64Array,
  at: number,
  period: number,
  from: number,
  to: number,
): void {
  const share = 1 / ((period * (period + 1)) / 2)
  let weighted = state[at]
  let sum = state[at + 1]
  let largest = state[at + 2]
  for (let i = from; i < to; i++) {
    const value = source[i]
    weighted += period * value - sum
    sum += value - source[i - period]
    const size = Math.abs(weighted)
    if (size > largest) largest = size
    if (size * 1024 < largest) {
      seedWeighted(source, state, at, period, i)
      weighted = state[at]
      sum = state[at + 1]
      largest = state[at + 2]
    }
    average[i] = weighted * share
  }
  state[at] = weighted
  state[at + 1] = sum
  state[at + 2] = largest
}
