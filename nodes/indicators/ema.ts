import { defineNode } from '../define/node.ts'
import { int } from '../define/params.ts'
import { number, sameAs } from '../define/ports.ts'
import { settleRows } from '../define/settle.ts'

export const ema = defineNode({
  type: 'indicator.ema',
  version: 1,
  title: 'Exponential moving average',
  category: 'indicators',
  summary: 'Average that weighs recent values more',
  docs: `Each new value counts for 2 / (period + 1), the average so far for the rest.

**Formula** EMA = EMA₋₁ + α (x − EMA₋₁), α = 2 / (period + 1).

**Seed** the mean of the first *period* values, as TA-Lib and Stock.Indicators do. Tulip starts from the first value; both agree once the seed is forgotten.`,
  params: { period: int({ default: 20, min: 1, max: 5000, unit: 'bars' }) },
  inputs: { source: number('any') },
  outputs: { average: sameAs('source') },
  missing: 'restart',
  warmup: ({ period }) => period,
  settle: ({ period }) => period + settleRows(1 - 2 / (period + 1)),
  history: ({ period }) => period - 1,
  state: () => 1,
  start:
    ({ period }) =>
    ({ source }, { average }, state, row) => {
      let sum = 0
      for (let i = row - period + 1; i <= row; i++) sum += source[i]
      state[0] = sum / period
      average[row] = state[0]
    },
  kernel: ({ period }) => {
    const alpha = 2 / (period + 1)
    return ({ source }, { average }, state, from, to) => {
      let value = state[0]
      for (let i = from; i < to; i++) {
        value += alpha * (source[i] - value)
        average[i] = value
      }
      state[0] = value
    }
  },
  plot: 'price',
  examples: [
    { title: 'Three values, then one', params: { period: 3 }, inputs: { source: [1, 2, 3, 8] }, outputs: { average: [null, null, 2, 5] } },
  ],
})
