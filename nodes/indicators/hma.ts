import { defineNode } from '../define/node.ts'
import { int } from '../define/params.ts'
import { number, sameAs } from '../define/ports.ts'
import { seedWeighted, rollWeighted, weightedState } from '../loops/weighted.ts'

const half = (period: number) => Math.floor(period / 2)
const root = (period: number) => Math.floor(Math.sqrt(period))

export const hma = defineNode({
  type: 'indicator.hma',
  version: 1,
  title: 'Hull moving average',
  category: 'indicators',
  summary: 'Smooth average that follows turns quickly',
  docs: `Weighted averages played against each other so that their lags cancel.

**Formula** HMA = WMA(2 WMA(x, n/2) − WMA(x, n), √n), halves and roots rounded down.
**Source** Alan Hull (2005). Equal to Tulip and Stock.Indicators; TA-Lib has none.

**Seed** none: the first value appears with row *period* + √*period* − 1.`,
  params: { period: int({ default: 14, min: 2, max: 1000, unit: 'bars' }) },
  inputs: { source: number('any') },
  outputs: { average: sameAs('source') },
  missing: 'restart',
  warmup: ({ period }) => period + root(period) - 1,
  history: ({ period }) => period + root(period) - 1,
  // The two inner averages' sums, then the last values the outer average takes.
  state: ({ period }) => 2 * weightedState + root(period),
  rebase: true,
  start: ({ period }) => {
    const outer = root(period)
    const take = outerAverage(period)
    return ({ source }, { average }, state, row) => {
      for (let i = row - outer + 1; i <= row; i++) {
        const fast = seedWeighted(source, state, 0, half(period), i)
        const slow = seedWeighted(source, state, weightedState, period, i)
        average[row] = take(2 * fast - slow, state)
      }
    }
  },
  kernel: ({ period }) => {
    const take = outerAverage(period)
    return ({ source }, { average }, state, from, to) => {
      for (let i = from; i < to; i++) {
        rollWeighted(source, average, state, 0, half(period), i, i + 1)
        const fast = average[i]
        rollWeighted(source, average, state, weightedState, period, i, i + 1)
        average[i] = take(2 * fast - average[i], state)
      }
    }
  },
  plot: 'price',
  examples: [
    {
      title: 'A straight line has no lag',
      params: { period: 4 },
      inputs: { source: [1, 2, 3, 4, 5, 6] },
      outputs: { average: [null, null, null, null, 5, 6] },
    },
  ],
})

/** Weighted mean of the last √n values, `value` the newest: kept oldest first behind the inner sums. */
function outerAverage(period: number) {
  const outer = root(period)
  const at = 2 * weightedState
  return (value: number, state: Float64Array): number => {
    let sum = 0
    for (let k = 0; k < outer - 1; k++) {
      state[at + k] = state[at + k + 1]
      sum += (k + 1) * state[at + k]
    }
    state[at + outer - 1] = value
    return (sum + outer * value) / ((outer * (outer + 1)) / 2)
  }
}
