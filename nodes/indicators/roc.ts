import { defineNode } from '../define/node.ts'
import { int } from '../define/params.ts'
import { measured, number } from '../define/ports.ts'

export const roc = defineNode({
  type: 'indicator.roc',
  version: 1,
  title: 'Rate of change',
  category: 'indicators',
  summary: 'Change since N bars ago, as a fraction',
  docs: `How much the value has changed over *period* bars: 0.05 is five percent up.

**Formula** (x − x₋ₙ) / x₋ₙ. This is TA-Lib's ROCP and Tulip's roc; TA-Lib's ROC and Stock.Indicators give a hundred times as much, in percent.

**From 0** there is no rate: the output is missing there (TA-Lib says 0).`,
  params: { period: int({ default: 10, min: 1, max: 5000, unit: 'bars' }) },
  inputs: { source: number('any') },
  outputs: { change: measured('ratio') },
  missing: 'restart',
  warmup: ({ period }) => period + 1,
  history: ({ period }) => period,
  state: () => 0,
  kernel:
    ({ period }) =>
    ({ source }, { change }, state, from, to) => {
      for (let i = from; i < to; i++) {
        const before = source[i - period]
        change[i] = (source[i] - before) / before
      }
    },
  plot: 'pane',
  examples: [
    {
      title: 'Up a quarter, then from 0',
      params: { period: 1 },
      inputs: { source: [4, 5, 0, 3] },
      outputs: { change: [null, 0.25, -1, null] },
    },
  ],
})
