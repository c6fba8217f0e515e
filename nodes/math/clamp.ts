import { defineNode } from '../define/node.ts'
import { decimal } from '../define/params.ts'
import { number } from '../define/ports.ts'
import { commonUnit } from '../define/units.ts'

export const clamp = defineNode({
  type: 'math.clamp',
  version: 1,
  title: 'Clamp',
  category: 'math',
  summary: 'Keeps a number between two bounds',
  docs: `**Formula** min(max(x, low), high). *low* and *high* are the numbers in the boxes until wires replace them.

Missing where low is above high: there is no number between such bounds. All sides must measure the same thing.`,
  params: {
    low: decimal({ label: 'Low', default: 0, min: -1e12, max: 1e12, help: 'Used while nothing is wired to low' }),
    high: decimal({ label: 'High', default: 100, min: -1e12, max: 1e12, help: 'Used while nothing is wired to high' }),
  },
  inputs: {
    source: number(),
    low: number({ sameAs: 'source' }, { literal: 'low' }),
    high: number({ sameAs: 'source' }, { literal: 'high' }),
  },
  outputs: { result: { kind: 'number', unit: { from: ({ source, low, high }) => commonUnit([source, low, high]) } } },
  missing: 'skip',
  warmup: () => 1,
  history: () => 0,
  state: () => 0,
  kernel:
    () =>
    ({ source, low, high }, { result }, _state, from, to) => {
      for (let i = from; i < to; i++) result[i] = low[i] <= high[i] ? Math.min(Math.max(source[i], low[i]), high[i]) : NaN
    },
  examples: [
    { title: 'Between 0 and 100', inputs: { source: [-5, 50, 120, null] }, outputs: { result: [0, 50, 100, null] } },
    { title: 'Bounds the wrong way round', params: { low: 2, high: 1 }, inputs: { source: [1.5] }, outputs: { result: [null] } },
  ],
})
