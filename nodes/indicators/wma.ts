import { defineNode } from '../define/node.ts'
import { int } from '../define/params.ts'
import { number, sameAs } from '../define/ports.ts'

/** Adds up the window that ends at `row`. State: Σ k·x with k = 1 for the oldest, Σ x, the largest |Σ k·x| since the last time. */
function addUp(source: Float64Array, state: Float64Array, period: number, row: number): void {
  let weighted = 0
  let sum = 0
  for (let k = 1; k <= period; k++) {
    const value = source[row - period + k]
    weighted += k * value
    sum += value
  }
  state[0] = weighted
  state[1] = sum
  state[2] = Math.abs(weighted)
}

export const wma = defineNode({
  type: 'indicator.wma',
  version: 1,
  title: 'Weighted moving average',
  category: 'indicators',
  summary: 'Average whose weights fall in a straight line with age',
  docs: `The newest value weighs *period*, the one before *period* − 1, the oldest 1.

**Formula** WMA = (n x₀ + (n − 1) x₋₁ + … + 1 x₋ₙ₊₁) / (n (n + 1) / 2). Equal to TA-Lib, Tulip and Stock.Indicators.

**Seed** none: the first value appears with the *period*-th row. The running sums are added up anew every 1,024 rows and when an outlier has left the window, so they do not drift.`,
  params: { period: int({ default: 20, min: 1, max: 5000, unit: 'bars' }) },
  inputs: { source: number('any') },
  outputs: { average: sameAs('source') },
  missing: 'restart',
  warmup: ({ period }) => period,
  history: ({ period }) => period,
  state: () => 3,
  rebase: true,
  start:
    ({ period }) =>
    ({ source }, { average }, state, row) => {
      addUp(source, state, period, row)
      average[row] = state[0] / ((period * (period + 1)) / 2)
    },
  kernel: ({ period }) => {
    const share = 1 / ((period * (period + 1)) / 2)
    return ({ source }, { average }, state, from, to) => {
      let weighted = state[0]
      let sum = state[1]
      let largest = state[2]
      for (let i = from; i < to; i++) {
        const value = source[i]
        weighted += period * value - sum
        sum += value - source[i - period]
        const size = Math.abs(weighted)
        if (size > largest) largest = size
        if (size * 1024 < largest) {
          addUp(source, state, period, i)
          weighted = state[0]
          sum = state[1]
          largest = state[2]
        }
        average[i] = weighted * share
      }
      state[0] = weighted
      state[1] = sum
      state[2] = largest
    }
  },
  plot: 'price',
  examples: [
    {
      title: 'Weights 1, 2, 3',
      params: { period: 3 },
      inputs: { source: [1, 2, 6, 6] },
      outputs: { average: [null, null, 23 / 6, 32 / 6] },
    },
  ],
})
