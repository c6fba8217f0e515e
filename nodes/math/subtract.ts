import { defineNode } from '../define/node.ts'
import { decimal } from '../define/params.ts'
import { number } from '../define/ports.ts'
import { commonUnit } from '../define/units.ts'

export const subtract = defineNode({
  type: 'math.subtract',
  version: 1,
  title: 'Subtract',
  category: 'math',
  summary: 'Difference of two numbers',
  docs: `**Formula** a − b. *b* is the number in the box until a wire replaces it.

Both sides must measure the same thing; the difference has that unit. Missing while either side is missing, and where the difference is too large for a number.`,
  params: { b: decimal({ label: 'b', default: 0, min: -1e12, max: 1e12, help: 'Used while nothing is wired to b' }) },
  inputs: { a: number(), b: number({ sameAs: 'a' }, { literal: 'b' }) },
  outputs: { result: { kind: 'number', unit: { from: ({ a, b }) => commonUnit([a, b]) } } },
  missing: 'skip',
  warmup: () => 1,
  history: () => 0,
  state: () => 0,
  kernel:
    () =>
    ({ a, b }, { result }, _state, from, to) => {
      for (let i = from; i < to; i++) result[i] = a[i] - b[i]
    },
  examples: [{ title: 'Distance of two lines', inputs: { a: [10, 12, null], b: [7, 13, 1] }, outputs: { result: [3, -1, null] } }],
})
