import { defineNode } from '../define/node.ts'
import { decimal } from '../define/params.ts'
import { number } from '../define/ports.ts'
import { commonUnit } from '../define/units.ts'

export const maximum = defineNode({
  type: 'math.maximum',
  version: 1,
  title: 'Maximum',
  category: 'math',
  summary: 'Largest of two to four numbers',
  docs: `The largest of a, b and, where they are wired, c and d, bar by bar. *b* is the number in the box until a wire replaces it. For the highest value over past bars use *Highest*.

All sides must measure the same thing. Missing while any wired input is missing.`,
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
      for (let i = from; i < to; i++) result[i] = Math.max(a[i], b[i])
      if (c) for (let i = from; i < to; i++) result[i] = Math.max(result[i], c[i])
      if (d) for (let i = from; i < to; i++) result[i] = Math.max(result[i], d[i])
    },
  examples: [
    { title: 'Higher of two lines', inputs: { a: [3, 5, null], b: [4, 4, 4] }, outputs: { result: [4, 5, null] } },
    { title: 'Of four', inputs: { a: [1], b: [2], c: [3], d: [4] }, outputs: { result: [4] } },
  ],
})
