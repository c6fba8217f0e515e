/**
 * Mean and squared deviations over a sliding window, as running sums of x − c and (x − c)².
 *
 * Plain sums of squares lose every digit where the spread is small against the price, or after an outlier. So c is a value of the
 * window itself, and everything is added up anew, around the newest value, as soon as the squared deviations are less than 1/1,024
 * of the largest sum of squares since the last time: what rounding left behind then still weighs less than 1e-9. A flat window gives exactly 0.
 *
 * State: c, Σ(x − c), Σ(x − c)², the largest Σ(x − c)² since c was chosen.
 */
export const spreadState = 4

/** Adds up the `period` values that end at `row`, around the newest. */
export function seedSpread(source: Float64Array, state: Float64Array, period: number, row: number): void {
  const centre = source[row]
  let sum = 0
  let squares = 0
  for (let i = row - period + 1; i <= row; i++) {
    const value = source[i] - centre
    sum += value
    squares += value * value
  }
  state[0] = centre
  state[1] = sum
  state[2] = squares
  state[3] = squares
}

/** Mean of the window the state stands for. */
export function meanOf(state: Float64Array, period: number): number {
  return state[0] + state[1] / period
}

/** Σ(x − mean)² of the window the state stands for; never below 0. */
export function squaredDeviationsOf(state: Float64Array, period: number): number {
  return Math.max(0, state[2] - (state[1] * state[1]) / period)
}

/** Writes mean and Σ(x − mean)² of the `period` values that end at each row. The two may be one column: the deviations stay. Reads `period` rows back. */
export function rollSpread(
  source: Float64Array,
  mean: Float64Array,
  squaredDeviations: Float64Array,
  state: Float64Array,
  period: number,
  from: number,
  to: number,
): void {
  const share = 1 / period
  let centre = state[0]
  let sum = state[1]
  let squares = state[2]
  let largest = state[3]
  for (let i = from; i < to; i++) {
    const entering = source[i] - centre
    const leaving = source[i - period] - centre
    const change = entering - leaving
    sum += change
    squares += change * (entering + leaving)
    if (squares > largest) largest = squares
    let deviations = squares - sum * sum * share
    if (deviations * 1024 < largest) {
      seedSpread(source, state, period, i)
      centre = state[0]
      sum = state[1]
      squares = state[2]
      largest = state[3]
      deviations = squaredDeviationsOf(state, period)
    }
    mean[i] = centre + sum * share
    squaredDeviations[i] = deviations
  }
  state[0] = centre
  state[1] = sum
  state[2] = squares
  state[3] = largest
}
