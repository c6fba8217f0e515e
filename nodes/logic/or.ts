import { either } from '../define/kleene.ts'
import { defineNode } from '../define/node.ts'
import { condition } from '../define/ports.ts'

export const or = defineNode({
  type: 'logic.or',
  version: 1,
  title: 'Or',
  category: 'logic',
  summary: 'Yes when at least one of its conditions is yes',
  docs: `Joins two to four conditions: one is enough.

| conditions | answer |
|---|---|
| any is yes | **yes**, whatever the others are |
| all are no | no |
| otherwise (none is yes, one is unknown) | unknown |

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
      for (let i = from; i < to; i++) result[i] = either(a[i], b[i])
      if (c) for (let i = from; i < to; i++) result[i] = either(result[i], c[i])
      if (d) for (let i = from; i < to; i++) result[i] = either(result[i], d[i])
    },
  judge: () => () => ({ any: ['a', 'b', 'c', 'd'].map((port) => ({ yes: port })) }),
  examples: [
    {
      title: 'Every pair',
      inputs: { a: [0, 0, 0, 1, 1, 1, null, null, null], b: [0, 1, null, 0, 1, null, 0, 1, null] },
      outputs: { result: [0, 1, null, 1, 1, 1, null, 1, null] },
    },
    { title: 'Three', inputs: { a: [0, 0], b: [0, 0], c: [1, 0] }, outputs: { result: [1, 0] } },
  ],
})
