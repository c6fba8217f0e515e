import { defineNode } from '../define/node.ts'
import { int } from '../define/params.ts'
import { number, sameAs } from '../define/ports.ts'

export const sma = defineNode({
  type: 'indicator.sma',
  version: 1,
  title: 'Simple moving average',
  category: 'indicators',
  summary: 'Mean of the last N values',
  docs: `Mean of the last *period* values, every one weighing the same.

**Formula** SMA = (x₀ + x₋₁ + … + x₋ₙ₊₁) / n. Equal to TA-Lib, Tulip and Stock.Indicators.

**Seed** none: the first value appears with the *period*-th row. The running sum is added up anew every 1,024 rows, so it does not drift.`,
  params: { period: int({ default: 20, min: 1, max: 5000, unit: 'bars' }) },
  inputs: { source: number('any') },
  outputs: { average: sameAs('source') },
  missing: 'restart',
  warmup: ({ period }) => period,
  history: ({ period }) => period,
  state: () => 1,
  rebase: true,
  start:
    ({ period }) =>
    ({ source }, { average }, state, row) => {
      let sum = 0
      for (let i = row - period + 1; i <= row; i++) sum += source[i]
      state[0] = sum
      average[row] = sum / period
    },
  kernel:
    ({ period }) =>
    ({ source }, { average }, state, from, to) => {
      let sum = state[0]
      for (let i = from; i < to; i++) {
        sum += source[i] - source[i - period]
        average[i] = sum / period
      }
      state[0] = sum
    },
  plot: 'price',
  examples: [{ title: 'Three values', params: { period: 3 }, inputs: { source: [1, 2, 3, 7] }, outputs: { average: [null, null, 2, 4] } }],
})
