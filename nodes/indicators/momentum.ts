import { defineNode } from '../define/node.ts'
import { int } from '../define/params.ts'
import { number, sameAs } from '../define/ports.ts'

export const momentum = defineNode({
  type: 'indicator.momentum',
  version: 1,
  title: 'Momentum',
  category: 'indicators',
  summary: 'Change since N bars ago, in the value’s own unit',
  docs: `How much the value has changed over *period* bars. *Rate of change* gives the same as a fraction.

**Formula** x − x₋ₙ. Equal to TA-Lib's MOM, Tulip's mom and Stock.Indicators.`,
  params: { period: int({ default: 10, min: 1, max: 5000, unit: 'bars' }) },
  inputs: { source: number('any') },
  outputs: { change: sameAs('source') },
  missing: 'restart',
  warmup: ({ period }) => period + 1,
  history: ({ period }) => period,
  state: () => 0,
  kernel:
    ({ period }) =>
    ({ source }, { change }, state, from, to) => {
      for (let i = from; i < to; i++) change[i] = source[i] - source[i - period]
    },
  plot: 'pane',
  examples: [{ title: 'Over two bars', params: { period: 2 }, inputs: { source: [4, 5, 7, 3] }, outputs: { change: [null, null, 3, -2] } }],
})
