import { defineNode } from '../define/node.ts'
import { int } from '../define/params.ts'
import { number, sameAs } from '../define/ports.ts'
import { settleRows } from '../define/settle.ts'

export const dema = defineNode({
  type: 'indicator.dema',
  version: 1,
  title: 'Double exponential moving average',
  category: 'indicators',
  summary: 'Exponential average with half its lag taken back',
  docs: `An EMA less the lag it has, estimated by averaging it once more.

**Formula** DEMA = 2 E₁ − E₂, E₁ the EMA of the values, E₂ the EMA of E₁, both of *period*.
**Source** Patrick Mulloy (1994).

**Seed** TA-Lib's: each average begins with the mean of its first *period* inputs, so the first value appears with row 2 × *period* − 1. Tulip seeds each with the first value it takes, Stock.Indicators begins earlier; all agree once the seed is forgotten.`,
  params: { period: int({ default: 20, min: 1, max: 5000, unit: 'bars' }) },
  inputs: { source: number('any') },
  outputs: { average: sameAs('source') },
  missing: 'restart',
  warmup: ({ period }) => 2 * period - 1,
  settle: ({ period }) => 2 * period - 1 + 2 * settleRows(1 - 2 / (period + 1)),
  history: ({ period }) => 2 * period - 2,
  state: () => 2,
  start: ({ period }) => {
    const alpha = 2 / (period + 1)
    return ({ source }, { average }, state, row) => {
      const first = row - period + 1
      let once = 0
      for (let i = first - period + 1; i <= first; i++) once += source[i]
      once /= period
      let sum = once
      for (let i = first + 1; i <= row; i++) {
        once += alpha * (source[i] - once)
        sum += once
      }
      state[0] = once
      state[1] = sum / period
      average[row] = 2 * once - state[1]
    }
  },
  kernel: ({ period }) => {
    const alpha = 2 / (period + 1)
    return ({ source }, { average }, state, from, to) => {
      let once = state[0]
      let twice = state[1]
      for (let i = from; i < to; i++) {
        once += alpha * (source[i] - once)
        twice += alpha * (once - twice)
        average[i] = 2 * once - twice
      }
      state[0] = once
      state[1] = twice
    }
  },
  plot: 'price',
  examples: [
    {
      title: 'A step up',
      params: { period: 3 },
      inputs: { source: [2, 2, 2, 2, 6] },
      outputs: { average: [null, null, null, null, 2 * 4 - 8 / 3] },
    },
  ],
})
