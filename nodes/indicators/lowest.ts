import { defineNode } from '../define/node.ts'
import { flag, int } from '../define/params.ts'
import { number, sameAs } from '../define/ports.ts'
import { extremeState, rollLowest } from '../loops/extremes.ts'

export const lowest = defineNode({
  type: 'indicator.lowest',
  version: 1,
  title: 'Lowest',
  category: 'indicators',
  summary: 'Lowest of the last N values',
  docs: `The lowest of the last *period* values, this bar's among them unless *include this bar* is switched off. Switch it off to ask whether this bar undercuts everything before it: a value never undercuts a minimum it is part of.

**Formula** min(x₀ … x₋ₙ₊₁); without this bar min(x₋₁ … x₋ₙ). Equal to TA-Lib's MIN and Tulip's min.

**Seed** none.`,
  params: {
    period: int({ default: 20, min: 1, max: 5000, unit: 'bars' }),
    includeCurrent: flag({ default: true, label: 'Include this bar' }),
  },
  inputs: { source: number('any') },
  outputs: { lowest: sameAs('source') },
  missing: 'restart',
  warmup: ({ period, includeCurrent }) => period + (includeCurrent ? 0 : 1),
  history: ({ period, includeCurrent }) => period - 1 + (includeCurrent ? 0 : 1),
  state: ({ period }) => extremeState(period),
  kernel: ({ period, includeCurrent }) => {
    const lag = includeCurrent ? 0 : 1
    return ({ source }, outputs, state, from, to) => rollLowest(source, outputs.lowest, state, 0, period, lag, from, to)
  },
  plot: 'price',
  examples: [
    { title: 'Of two', params: { period: 2 }, inputs: { source: [3, 1, 2, 5] }, outputs: { lowest: [null, 1, 1, 2] } },
    {
      title: 'Before this bar',
      params: { period: 2, includeCurrent: false },
      inputs: { source: [3, 1, 2, 5] },
      outputs: { lowest: [null, null, 1, 1] },
    },
  ],
})
