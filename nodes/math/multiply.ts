import { defineNode } from '../define/node.ts'
import { decimal } from '../define/params.ts'
import { number } from '../define/ports.ts'
import { timesUnit } from '../define/units.ts'

export const multiply = defineNode({
  type: 'math.multiply',
  version: 1,
  title: 'Multiply',
  category: 'math',
  summary: 'Product of two to four numbers',
  docs: `**Formula** a × b, times c and d where they are wired. *b* is the number in the box until a wire replaces it.

Units multiply: a price times a quantity is a notional, a price times a ratio stays a price; what has no name of its own (price × price) is a plain number. Missing while any wired input is missing, and where the product is too large for a number.`,
  params: { b: decimal({ label: 'b', default: 1, min: -1e12, max: 1e12, help: 'Used while nothing is wired to b' }) },
  inputs: { a: number(), b: number('any', { literal: 'b' }), c: number('any', { optional: true }), d: number('any', { optional: true }) },
  outputs: {
    result: { kind: 'number', unit: { from: ({ a, b, c, d }) => timesUnit(timesUnit(a, b), timesUnit(c ?? 'literal', d ?? 'literal')) } },
  },
  missing: 'skip',
  warmup: () => 1,
  history: () => 0,
  state: () => 0,
  kernel:
    () =>
    ({ a, b, c, d }, { result }, _state, from, to) => {
      for (let i = from; i < to; i++) result[i] = a[i] * b[i]
      if (c) for (let i = from; i < to; i++) result[i] *= c[i]
      if (d) for (let i = from; i < to; i++) result[i] *= d[i]
    },
  examples: [
    { title: 'Twice the range', params: { b: 2 }, inputs: { a: [3, null, 5] }, outputs: { result: [6, null, 10] } },
    { title: 'Too large a product is missing', inputs: { a: [1e200, 2], b: [1e200, 3] }, outputs: { result: [null, 6] } },
  ],
})
