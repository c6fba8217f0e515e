import { defineNode } from '../define/node.ts'
import { decimal } from '../define/params.ts'
import { measured, number } from '../define/ports.ts'

export const relativeDifference = defineNode({
  type: 'math.relative-difference',
  version: 1,
  title: 'Relative difference',
  category: 'math',
  summary: 'How far one number is from another, as a share of it',
  docs: `**Formula** (a − b) ÷ b, a ratio: 0.02 means a is 2 % above b, −0.02 means 2 % below. *b* is the number in the box until a wire replaces it.

Missing where b is zero. For the change over past bars use *Rate of change*.`,
  params: { b: decimal({ label: 'b', default: 1, min: -1e12, max: 1e12, help: 'Used while nothing is wired to b' }) },
  inputs: { a: number(), b: number({ sameAs: 'a' }, { literal: 'b' }) },
  outputs: { result: measured('ratio') },
  missing: 'skip',
  warmup: () => 1,
  history: () => 0,
  state: () => 0,
  kernel:
    () =>
    ({ a, b }, { result }, _state, from, to) => {
      for (let i = from; i < to; i++) result[i] = (a[i] - b[i]) / b[i]
    },
  examples: [{ title: 'Price against its average', inputs: { a: [110, 90, 1], b: [100, 100, 0] }, outputs: { result: [0.1, -0.1, null] } }],
})
