import { defineNode } from '../define/node.ts'
import { int } from '../define/params.ts'
import { measured, number, sameAs } from '../define/ports.ts'

/**
 * Adds up the window that ends at `row`, around its newest value c.
 * State: c, Σ(x − c), Σ k (x − c) with k = 0 for the oldest, Σ(x − c)², the largest Σ(x − c)² since c was chosen.
 */
function addUp(source: Float64Array, state: Float64Array, period: number, row: number): void {
  const centre = source[row]
  let sum = 0
  let weighted = 0
  let squares = 0
  for (let k = 0; k < period; k++) {
    const value = source[row - period + 1 + k] - centre
    sum += value
    weighted += k * value
    squares += value * value
  }
  state[0] = centre
  state[1] = sum
  state[2] = weighted
  state[3] = squares
  state[4] = squares
}

export const linearRegression = defineNode({
  type: 'indicator.linear-regression',
  version: 1,
  title: 'Linear regression',
  category: 'indicators',
  summary: 'Straight line through the last N values: where it ends, how steep, how well it fits',
  docs: `The line through the last *period* values with the least squared distance from them.

**Formula** with t = 0 for the oldest bar of the window: slope = Σ(t − t̄)(x − x̄) / Σ(t − t̄)², intercept = x̄ − slope t̄, value = intercept + slope (n − 1), the line's end at this bar. Slope is per bar.
r² = the share of the values' scatter that the line explains, 0 to 1.
Equal to TA-Lib's LINEARREG, LINEARREG_SLOPE and LINEARREG_INTERCEPT and to Tulip's linreg and linregslope. Tulip's intercept lies one bar before the window (its first t is 1). Stock.Indicators gives the same slope and r², and an intercept counted from the beginning of all history.

**Seed** none. The sums are taken around a value of the window and added up anew every 1,024 rows and when the scatter collapses, so they do not drift.

**A flat window** has slope 0; its r², being 0 / 0, is missing.`,
  params: { period: int({ default: 14, min: 2, max: 5000, unit: 'bars' }) },
  inputs: { source: number('any') },
  outputs: {
    value: sameAs('source', { summary: 'End of the line, at this bar' }),
    slope: sameAs('source', { summary: 'Rise per bar' }),
    intercept: sameAs('source', { summary: 'Beginning of the line, at the oldest bar' }),
    fit: measured('ratio', { summary: 'r²: 1 is a perfect line' }),
  },
  missing: 'restart',
  warmup: ({ period }) => period,
  history: ({ period }) => period,
  state: () => 5,
  rebase: true,
  start: ({ period }) => {
    const write = writer(period)
    return ({ source }, outputs, state, row) => {
      addUp(source, state, period, row)
      const [centre = NaN, sum = NaN, weighted = NaN, squares = NaN] = state
      const lift = weighted - ((period - 1) / 2) * sum
      write(outputs.value, outputs.slope, outputs.intercept, outputs.fit, row, centre + sum / period, lift, squares - (sum * sum) / period)
    }
  },
  kernel: ({ period }) => {
    const write = writer(period)
    const last = period - 1
    const middle = last / 2
    const share = 1 / period
    return ({ source }, { value, slope, intercept, fit }, state, from, to) => {
      let centre = state[0]
      let sum = state[1]
      let weighted = state[2]
      let squares = state[3]
      let largest = state[4]
      for (let i = from; i < to; i++) {
        const entering = source[i] - centre
        const leaving = source[i - period] - centre
        // Every value of the window grows one bar older: its k falls by 1, and the oldest, with k = 0, leaves.
        weighted += last * entering - (sum - leaving)
        sum += entering - leaving
        squares += (entering - leaving) * (entering + leaving)
        if (squares > largest) largest = squares
        let scatter = squares - sum * sum * share
        if (scatter * 1024 < largest) {
          addUp(source, state, period, i)
          centre = state[0]
          sum = state[1]
          weighted = state[2]
          squares = state[3]
          largest = state[4]
          scatter = squares - sum * sum * share
        }
        write(value, slope, intercept, fit, i, centre + sum * share, weighted - middle * sum, scatter)
      }
      state[0] = centre
      state[1] = sum
      state[2] = weighted
      state[3] = squares
      state[4] = largest
    }
  },
  plot: 'price',
  examples: [
    {
      title: 'A perfect line, then a bend',
      params: { period: 3 },
      inputs: { source: [1, 2, 3, 7] },
      outputs: {
        value: [null, null, 3, 6.5],
        slope: [null, null, 1, 2.5],
        intercept: [null, null, 1, 1.5],
        fit: [null, null, 1, 12.5 / 14],
      },
    },
    {
      title: 'A flat market',
      params: { period: 3 },
      inputs: { source: [5, 5, 5] },
      outputs: { value: [null, null, 5], slope: [null, null, 0], intercept: [null, null, 5], fit: [null, null, null] },
    },
  ],
})

/** Writes a row's line from the mean x̄, Σ(t − t̄)(x − x̄) and Σ(x − x̄)² of its window. */
function writer(period: number) {
  const middle = (period - 1) / 2
  const spread = (period * (period * period - 1)) / 12
  const share = 1 / spread
  return (
    value: Float64Array,
    slope: Float64Array,
    intercept: Float64Array,
    fit: Float64Array,
    row: number,
    mean: number,
    lift: number,
    scatter: number,
  ): void => {
    const rise = lift * share
    slope[row] = rise
    value[row] = mean + rise * middle
    intercept[row] = mean - rise * middle
    fit[row] = Math.min(1, (rise * lift) / scatter)
  }
}
