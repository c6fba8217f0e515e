import { defineNode } from '../define/node.ts'
import { int } from '../define/params.ts'
import { number, sameAs } from '../define/ports.ts'
import { rollWeighted, seedWeighted, weightedState } from '../loops/weighted.ts'

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
  state: () => weightedState,
  rebase: true,
  start:
    ({ period }) =>
    ({ source }, { average }, state, row) => {
      average[row] = seedWeighted(source, state, 0, period, row)
    },
  kernel:
    ({ period }) =>
    ({ source }, { average }, state, from, to) =>
      rollWeighted(source, average, state, 0, period, from, to),
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
