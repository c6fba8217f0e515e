import { above, below, type Judgement } from '../define/judgement.ts'
import { defineNode } from '../define/node.ts'
import { choice, decimal } from '../define/params.ts'
import { number } from '../define/ports.ts'

export const crosses = defineNode({
  type: 'logic.crosses',
  version: 1,
  title: 'Crosses',
  category: 'logic',
  summary: 'Yes on the bar on which one line passes another',
  docs: `Yes only on the bar of the crossing, no on all others. *b* is the number in the box until a wire replaces it.

| direction | yes when |
|---|---|
| above | on the bar before a ≤ b, and now a > b |
| below | on the bar before a ≥ b, and now a < b |
| either | one of the two |

Touching is not crossing: a line that comes down to *b* and turns up again crosses above on the way up (it stood at *b*, now it is above), one that only comes to stand **on** *b* has not crossed.

**Unknown** on the first bar, while either side is missing, and on the first bar after a missing one: a crossing needs two bars in a row.`,
  params: {
    direction: choice(['above', 'below', 'either'], { label: 'a crosses' }),
    b: decimal({ label: 'b', default: 0, min: -1e12, max: 1e12, help: 'Used while nothing is wired to b' }),
  },
  inputs: { a: number(), b: number({ sameAs: 'a' }, { literal: 'b' }) },
  outputs: { result: { kind: 'condition' } },
  missing: 'restart',
  warmup: () => 2,
  history: () => 1,
  state: () => 0,
  kernel: ({ direction }) => {
    if (direction === 'above') return ({ a, b }, { result }, _state, from, to) => risen(a, b, result, from, to)
    if (direction === 'below') return ({ a, b }, { result }, _state, from, to) => risen(b, a, result, from, to)
    return ({ a, b }, { result }, _state, from, to) => {
      for (let i = from; i < to; i++) {
        const rose = a[i - 1] <= b[i - 1] && a[i] > b[i]
        const fell = a[i - 1] >= b[i - 1] && a[i] < b[i]
        result[i] = rose || fell ? 1 : 0
      }
    }
  },
  judge: ({ direction }) => {
    const [a, b, before, threshold] = [{ input: 'a' }, { input: 'b' }, { input: 'a', back: 1 }, { input: 'b', back: 1 }]
    const rose: Judgement = { all: [{ value: before, is: 'at-or-below', than: threshold }, above(a, b)] }
    const fell: Judgement = { all: [{ value: before, is: 'at-or-above', than: threshold }, below(a, b)] }
    return () => (direction === 'above' ? rose : direction === 'below' ? fell : { any: [rose, fell] })
  },
  examples: [
    { title: 'Above another line', inputs: { a: [1, 2, 3, 4], b: [2, 2, 2, 2] }, outputs: { result: [null, 0, 1, 0] } },
    {
      title: 'Below a level',
      params: { direction: 'below', b: 30 },
      inputs: { a: [31, 29, 28, 31] },
      outputs: { result: [null, 1, 0, 0] },
    },
    {
      title: 'A missing bar hides the crossing',
      inputs: { a: [1, null, 3, 4], b: [2, 2, 2, 2] },
      outputs: { result: [null, null, null, 0] },
    },
  ],
})

/** Yes where `high` is above `low` and was not on the row before: each pair is compared once. */
function risen(high: Float64Array, low: Float64Array, result: Uint8Array, from: number, to: number): void {
  let was = high[from - 1] > low[from - 1]
  for (let i = from; i < to; i++) {
    const is = high[i] > low[i]
    result[i] = is && !was ? 1 : 0
    was = is
  }
}
