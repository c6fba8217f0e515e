import { defineNode } from '../define/node.ts'
import { int } from '../define/params.ts'
import { number, sameAs } from '../define/ports.ts'
import { settleRows } from '../define/settle.ts'

export const tema = defineNode({
  type: 'indicator.tema',
  version: 1,
  title: 'Triple exponential moving average',
  category: 'indicators',
  summary: 'Exponential average with most of its lag taken back',
  docs: `The double exponential average taken one step further.

**Formula** TEMA = 3 E₁ − 3 E₂ + E₃, each the EMA of the one before, all of *period*.
**Source** Patrick Mulloy (1994).

**Seed** TA-Lib's: each average begins with the mean of its first *period* inputs, so the first value appears with row 3 × *period* − 2. Tulip seeds each with the first value it takes, Stock.Indicators begins on row *period*; all agree once the seed is forgotten.`,
  params: { period: int({ default: 20, min: 1, max: 5000, unit: 'bars' }) },
  inputs: { source: number('any') },
  outputs: { average: sameAs('source') },
  missing: 'restart',
  warmup: ({ period }) => 3 * period - 2,
  settle: ({ period }) => 3 * period - 2 + 3 * settleRows(1 - 2 / (period + 1)),
  history: ({ period }) => 3 * period - 3,
  state: () => 3,
  start: ({ period }) => {
    const alpha = 2 / (period + 1)
    return ({ source }, { average }, state, row) => {
      const second = row - period + 1
      const first = second - period + 1
      let once = 0
      for (let i = first - period + 1; i <= first; i++) once += source[i]
      once /= period
      let sum = once
      for (let i = first + 1; i <= second; i++) {
        once += alpha * (source[i] - once)
        sum += once
      }
      let twice = sum / period
      let sumOfTwice = twice
      for (let i = second + 1; i <= row; i++) {
        once += alpha * (source[i] - once)
        twice += alpha * (once - twice)
        sumOfTwice += twice
      }
      state[0] = once
      state[1] = twice
      state[2] = sumOfTwice / period
      average[row] = 3 * (once - twice) + state[2]
    }
  },
  kernel: ({ period }) => {
    const alpha = 2 / (period + 1)
    return ({ source }, { average }, state, from, to) => {
      let once = state[0]
      let twice = state[1]
      let thrice = state[2]
      for (let i = from; i < to; i++) {
        once += alpha * (source[i] - once)
        twice += alpha * (once - twice)
        thrice += alpha * (twice - thrice)
        average[i] = 3 * (once - twice) + thrice
      }
      state[0] = once
      state[1] = twice
      state[2] = thrice
    }
  },
  plot: 'price',
  examples: [
    { title: 'A step up', params: { period: 2 }, inputs: { source: [3, 3, 3, 6] }, outputs: { average: [null, null, null, 17 / 3] } },
  ],
})
