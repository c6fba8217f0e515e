import { defineNode } from '../define/node.ts'
import { decimal } from '../define/params.ts'
import { number } from '../define/ports.ts'
import { commonUnit } from '../define/units.ts'

export const add = defineNode({
  type: 'math.add',
  version: 1,
  title: 'Add',
  category: 'math',
  summary: 'Sum of two to four numbers',
  docs: `**Formula** a + b, plus c and d where they are wired, added in that order. *b* is the number in the box until a wire replaces it.

All sides must measure the same thing; the sum has that unit. Missing while any wired input is missing, and where the sum is too large for a number.`,
  params: { b: decimal({ label: 'b', default: 0, min: -1e12, max: 1e12, help: 'Used while nothing is wired to b' }) },
  inputs: {
    a: number(),
    b: number({ sameAs: 'a' }, { literal: 'b' }),
    c: number({ sameAs: 'a' }, { optional: true }),
    d: number({ sameAs: 'a' }, { optional: true }),
  },
  outputs: { result: { kind: 'number', unit: { from: ({ a, b, c, d }) => commonUnit([a, b, c, d]) } } },
  missing: 'skip',
  warmup: () => 1,
  history: () => 0,
  state: () => 0,
  kernel:
    () =>
    ({ a, b, c, d }, { result }, _state, from, to) => {
      for (let i = from; i < to; i++) result[i] = a[i] + b[i]
      if (c) for (let i = from; i < to; i++) result[i] += c[i]
      if (d) for (let i = from; i < to; i++) result[i] += d[i]
    },
  examples: [
    { title: 'A price and a distance', params: { b: 5 }, inputs: { a: [100, 101, null] }, outputs: { result: [105, 106, null] } },
    { title: 'Three columns', inputs: { a: [1, 2], b: [10, 20], c: [100, 200] }, outputs: { result: [111, 222] } },
  ],
})
