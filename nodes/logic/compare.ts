import { defineNode } from '../define/node.ts'
import { choice, decimal } from '../define/params.ts'
import { number } from '../define/ports.ts'

export const compare = defineNode({
  type: 'logic.compare',
  version: 1,
  title: 'Compare',
  category: 'logic',
  summary: 'Is one number above, below or equal to another?',
  docs: `Compares *a* with *b* on every bar. *b* is the number in the box until a wire replaces it. Both must measure the same thing: a price with a price, never a price with a volume.

| is | yes when |
|---|---|
| above | a > b |
| at-or-above | a ≥ b |
| below | a < b |
| at-or-below | a ≤ b |
| equal | the distance of a and b is at most the tolerance |

**Unknown** while either side is missing. For the bar on which one line passes another use *Crosses*.`,
  params: {
    is: choice(['above', 'at-or-above', 'below', 'at-or-below', 'equal'], { label: 'a is' }),
    b: decimal({ label: 'b', default: 0, min: -1e12, max: 1e12, help: 'Used while nothing is wired to b' }),
    tolerance: decimal({
      label: 'Tolerance',
      default: 0,
      min: 0,
      max: 1e12,
      help: 'For equal only: the largest distance that still counts',
    }),
  },
  inputs: { a: number(), b: number({ sameAs: 'a' }, { literal: 'b' }) },
  outputs: { result: { kind: 'condition' } },
  missing: 'skip',
  warmup: () => 1,
  history: () => 0,
  state: () => 0,
  kernel: ({ is, tolerance }) => {
    switch (is) {
      case 'above':
        return ({ a, b }, { result }, _state, from, to) => {
          for (let i = from; i < to; i++) result[i] = a[i] > b[i] ? 1 : 0
        }
      case 'at-or-above':
        return ({ a, b }, { result }, _state, from, to) => {
          for (let i = from; i < to; i++) result[i] = a[i] >= b[i] ? 1 : 0
        }
      case 'below':
        return ({ a, b }, { result }, _state, from, to) => {
          for (let i = from; i < to; i++) result[i] = a[i] < b[i] ? 1 : 0
        }
      case 'at-or-below':
        return ({ a, b }, { result }, _state, from, to) => {
          for (let i = from; i < to; i++) result[i] = a[i] <= b[i] ? 1 : 0
        }
      case 'equal':
        return ({ a, b }, { result }, _state, from, to) => {
          for (let i = from; i < to; i++) result[i] = Math.abs(a[i] - b[i]) <= tolerance ? 1 : 0
        }
    }
  },
  judge: ({ is, tolerance }) => {
    const [a, b] = [{ input: 'a' }, { input: 'b' }]
    if (is !== 'equal') return () => ({ value: a, is, than: b })
    return () => ({
      all: [
        { value: a, is: 'at-or-above', than: b, plus: -tolerance },
        { value: a, is: 'at-or-below', than: b, plus: tolerance },
      ],
    })
  },
  examples: [
    { title: 'Above a level', params: { b: 70 }, inputs: { a: [69, 70, 71, null] }, outputs: { result: [0, 0, 1, null] } },
    {
      title: 'At or below another line',
      params: { is: 'at-or-below' },
      inputs: { a: [1, 2, 3], b: [2, 2, 2] },
      outputs: { result: [1, 1, 0] },
    },
    {
      title: 'Equal within half a point',
      params: { is: 'equal', tolerance: 0.5 },
      inputs: { a: [9, 9.5, 10.5], b: [10, 10, 10] },
      outputs: { result: [0, 1, 1] },
    },
  ],
})
