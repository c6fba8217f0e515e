import { defineNode } from '../define/node.ts'
import { int } from '../define/params.ts'
import { number, sameAs } from '../define/ports.ts'

/** Adds up the window that ends at `row`. State: Σ x·volume, Σ volume, the largest |Σ x·volume| and Σ volume since the last time. */
function addUp(source: Float64Array, volume: Float64Array, state: Float64Array, period: number, row: number): void {
  let turnover = 0
  let quantity = 0
  for (let i = row - period + 1; i <= row; i++) {
    turnover += source[i] * volume[i]
    quantity += volume[i]
  }
  state[0] = turnover
  state[1] = quantity
  state[2] = Math.abs(turnover)
  state[3] = quantity
}

export const vwma = defineNode({
  type: 'indicator.vwma',
  version: 1,
  title: 'Volume-weighted moving average',
  category: 'indicators',
  summary: 'Mean of the last N values, each weighing as much as was traded',
  docs: `Values with much volume count for more. *Volume-weighted average price*, rolling, does the same with typical prices.

**Formula** Σ x · volume / Σ volume over *period* bars. Equal to Tulip and Stock.Indicators; TA-Lib has none.

**Seed** none. **Without any volume** in the window there is no mean: the output is missing.`,
  params: { period: int({ default: 20, min: 1, max: 5000, unit: 'bars' }) },
  inputs: { source: number('any'), volume: number('quantity') },
  outputs: { average: sameAs('source') },
  missing: 'restart',
  warmup: ({ period }) => period,
  history: ({ period }) => period,
  state: () => 4,
  rebase: true,
  start:
    ({ period }) =>
    ({ source, volume }, { average }, state, row) => {
      addUp(source, volume, state, period, row)
      average[row] = state[0] / state[1]
    },
  kernel:
    ({ period }) =>
    ({ source, volume }, { average }, state, from, to) => {
      let turnover = state[0]
      let quantity = state[1]
      let largestTurnover = state[2]
      let largestQuantity = state[3]
      for (let i = from; i < to; i++) {
        turnover += source[i] * volume[i] - source[i - period] * volume[i - period]
        quantity += volume[i] - volume[i - period]
        const size = Math.abs(turnover)
        if (size > largestTurnover) largestTurnover = size
        if (quantity > largestQuantity) largestQuantity = quantity
        // An outlier has left, and its rounding would weigh.
        if (size * 1024 < largestTurnover || quantity * 1024 < largestQuantity) {
          addUp(source, volume, state, period, i)
          turnover = state[0]
          quantity = state[1]
          largestTurnover = state[2]
          largestQuantity = state[3]
        }
        average[i] = turnover / quantity
      }
      state[0] = turnover
      state[1] = quantity
      state[2] = largestTurnover
      state[3] = largestQuantity
    },
  plot: 'price',
  examples: [
    {
      title: 'The second value weighs three times as much',
      params: { period: 2 },
      inputs: { source: [10, 14, 14, 14], volume: [1, 3, 0, 0] },
      outputs: { average: [null, 13, 14, null] },
    },
  ],
})
