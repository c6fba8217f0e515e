import { both } from '../define/kleene.ts'
import { defineNode } from '../define/node.ts'
import { condition } from '../define/ports.ts'

export const and = defineNode({
  type: 'logic.and',
  version: 1,
  title: 'And',
  category: 'logic',
  summary: 'Yes when all of its conditions are yes',
  docs: `Joins two to four conditions: all must be yes.

| conditions | answer |
|---|---|
| any is no | **no**, whatever the others are |
| all are yes | yes |
| otherwise (none is no, one is unknown) | unknown |

These are Kleene's rules: an unknown condition only matters where it could change the answer.`,
  params: {},
  inputs: { a: condition(), b: condition(), c: condition({ optional: true }), d: condition({ optional: true }) },
  outputs: { result: { kind: 'condition' } },
  missing: 'pass',
  warmup: () => 1,
  history: () => 0,
  state: () => 0,
  kernel:
    () =>
    ({ a, b, c, d }, { result }, _state, from, to) => {
      for (let i = from; i < to; i++) result[i] = both(a[i], b[i])
      if (c) for (let i = from; i < to; i++) result[i] = both(result[i], c[i])
      if (d) for (let i = from; i < to; i++) result[i] = both(result[i], d[i])
    },
  judge: () => () => ({ all: ['a', 'b', 'c', 'd'].map((port) => ({ yes: port })) }),
  examples: [
    {
      title: 'Every pair',
      inputs: { a: [0, 0, 0, 1, 1, 1, null, null, null], b: [0, 1, null, 0, 1, null, 0, 1, null] },
      outputs: { result: [0, 0, 0, 0, 1, null, 0, null, null] },
    },
    { title: 'Three', inputs: { a: [1, 1], b: [1, 1], c: [1, 0] }, outputs: { result: [1, 0] } },
  ],
})
