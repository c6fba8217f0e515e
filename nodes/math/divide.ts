import { defineNode } from '../define/node.ts'
import { decimal } from '../define/params.ts'
import { number } from '../define/ports.ts'
import { overUnit } from '../define/units.ts'

export const divide = defineNode({
  type: 'math.divide',
  version: 1,
  title: 'Divide',
  category: 'math',
  summary: 'One number over another; over zero is missing',
  docs: `**Formula** a ÷ b. *b* is the number in the box until a wire replaces it.

Dividing by zero is **missing**, never infinite, as is a result too large for a number. Units divide: like by like is a ratio, a notional by a price is a quantity; what has no name of its own is a plain number.`,
  params: { b: decimal({ label: 'b', default: 1, min: -1e12, max: 1e12, help: 'Used while nothing is wired to b' }) },
  inputs: { a: number(), b: number('any', { literal: 'b' }) },
  outputs: { result: { kind: 'number', unit: { from: ({ a, b }) => overUnit(a, b) } } },
  missing: 'skip',
  warmup: () => 1,
  history: () => 0,
  state: () => 0,
  kernel:
    () =>
    ({ a, b }, { result }, _state, from, to) => {
      for (let i = from; i < to; i++) result[i] = a[i] / b[i]
    },
  examples: [
    { title: 'Half', params: { b: 2 }, inputs: { a: [10, 5] }, outputs: { result: [5, 2.5] } },
    { title: 'Over zero is missing', inputs: { a: [1, 0, 6], b: [0, 0, 3] }, outputs: { result: [null, null, 2] } },
  ],
})
