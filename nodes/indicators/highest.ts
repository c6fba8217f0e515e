import { defineNode } from '../define/node.ts'
import { flag, int } from '../define/params.ts'
import { number, sameAs } from '../define/ports.ts'
import { extremeState, rollHighest } from '../loops/extremes.ts'

export const highest = defineNode({
  type: 'indicator.highest',
  version: 1,
  title: 'Highest',
  category: 'indicators',
  summary: 'Highest of the last N values',
  docs: `The highest of the last *period* values, this bar's among them unless *include this bar* is switched off. Switch it off to ask whether this bar exceeds everything before it: a value never exceeds a maximum it is part of.

**Formula** max(x₀ … x₋ₙ₊₁); without this bar max(x₋₁ … x₋ₙ). Equal to TA-Lib's MAX and Tulip's max.

**Seed** none.`,
  params: {
    period: int({ default: 20, min: 1, max: 5000, unit: 'bars' }),
    includeCurrent: flag({ default: true, label: 'Include this bar' }),
  },
  inputs: { source: number('any') },
  outputs: { highest: sameAs('source') },
  missing: 'restart',
  warmup: ({ period, includeCurrent }) => period + (includeCurrent ? 0 : 1),
  history: ({ period, includeCurrent }) => period - 1 + (includeCurrent ? 0 : 1),
  state: ({ period }) => extremeState(period),
  kernel: ({ period, includeCurrent }) => {
    const lag = includeCurrent ? 0 : 1
    return ({ source }, outputs, state, from, to) => rollHighest(source, outputs.highest, state, 0, period, lag, from, to)
  },
  plot: 'price',
  examples: [
    { title: 'Of two', params: { period: 2 }, inputs: { source: [3, 1, 2, 5] }, outputs: { highest: [null, 3, 2, 5] } },
    {
      title: 'Before this bar',
      params: { period: 2, includeCurrent: false },
      inputs: { source: [3, 1, 2, 5] },
      outputs: { highest: [null, null, 3, 2] },
    },
  ],
})
