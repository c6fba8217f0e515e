/**
 * Highest and lowest over a sliding window at a cost that does not grow with the window, however the series runs.
 *
 * Rows are taken in blocks as long as the window. The window ending at a row is then the rest of the block before (its extreme
 * was worked out once, from the back, when the new block began) and the part of this block seen so far. Nothing is rounded, so the
 * result is the same wherever blocks begin. Known as the van Herk / Gil–Werman method.
 *
 * State, from `at`: rows left in the block (0: a block begins, so zeroed state needs no seed), extreme of this block so far,
 * then for q = 0 … period − 1 the extreme of the last q rows of the block before.
 */
export const extremeState = (period: number): number => period + 2

/** Writes the highest of source[i − lag − period + 1 … i − lag] for every row. Reads period − 1 + lag rows back. */
export function rollHighest(
  source: Float64Array,
  highest: Float64Array,
  state: Float64Array,
  at: number,
  period: number,
  lag: number,
  from: number,
  to: number,
): void {
  // A whole number, told to the compiler: it counts rows.
  let left = state[at] | 0
  let front = state[at + 1]
  for (let i = from; i < to;) {
    if (left === 0) {
      left = period
      front = -Infinity
      let back = -Infinity
      state[at + 2] = back
      for (let q = 1; q < period; q++) {
        const value = source[i - lag - q]
        if (value > back) back = value
        state[at + 2 + q] = back
      }
    }
    const end = Math.min(to, i + left)
    const slot = at + 1 + left + i
    left -= end - i
    for (; i < end; i++) {
      const value = source[i - lag]
      const back = state[slot - i]
      if (value > front) front = value
      highest[i] = back > front ? back : front
    }
  }
  state[at] = left
  state[at + 1] = front
}

/** Writes the lowest of source[i − lag − period + 1 … i − lag] for every row. Reads period − 1 + lag rows back. */
export function rollLowest(
  source: Float64Array,
  lowest: Float64Array,
  state: Float64Array,
  at: number,
  period: number,
  lag: number,
  from: number,
  to: number,
): void {
  // A whole number, told to the compiler: it counts rows.
  let left = state[at] | 0
  let front = state[at + 1]
  for (let i = from; i < to;) {
    if (left === 0) {
      left = period
      front = Infinity
      let back = Infinity
      state[at + 2] = back
      for (let q = 1; q < period; q++) {
        const value = source[i - lag - q]
        if (value < back) back = value
        state[at + 2 + q] = back
      }
    }
    const end = Math.min(to, i + left)
    const slot = at + 1 + left + i
    left -= end - i
    for (; i < end; i++) {
      const value = source[i - lag]
      const back = state[slot - i]
      if (value < front) front = value
      lowest[i] = back < front ? back : front
    }
  }
  state[at] = left
  state[at + 1] = front
}

/** Highest of `period` values ending at `row`, looked at one by one. */
export function highestAt(source: Float64Array, period: number, row: number): number {
  let highest = source[row]
  for (let i = row - period + 1; i < row; i++) if (source[i] > highest) highest = source[i]
  return highest
}

/** Lowest of `period` values ending at `row`, looked at one by one. */
export function lowestAt(source: Float64Array, period: number, row: number): number {
  let lowest = source[row]
  for (let i = row - period + 1; i < row; i++) if (source[i] < lowest) lowest = source[i]
  return lowest
}
