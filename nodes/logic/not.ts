import { opposite } from '../define/kleene.ts'
import { defineNode } from '../define/node.ts'
import { condition } from '../define/ports.ts'

export const not = defineNode({
  type: 'logic.not',
  version: 1,
  title: 'Not',
  category: 'logic',
  summary: 'Yes becomes no, no becomes yes',
  docs: `Turns a condition round. **Unknown stays unknown**: "not above the average" is no answer while there is no average yet.`,
  params: {},
  inputs: { source: condition() },
  outputs: { result: { kind: 'condition' } },
  missing: 'pass',
  warmup: () => 1,
  history: () => 0,
  state: () => 0,
  kernel:
    () =>
    ({ source }, { result }, _state, from, to) => {
      for (let i = from; i < to; i++) result[i] = opposite(source[i])
    },
  judge: () => () => ({ not: { yes: 'source' } }),
  examples: [{ title: 'All three', inputs: { source: [0, 1, null] }, outputs: { result: [1, 0, null] } }],
})
