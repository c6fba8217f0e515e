import { defineNode } from '../define/node.ts'
import { int } from '../define/params.ts'
import { condition } from '../define/ports.ts'

export const cooldown = defineNode({
  type: 'logic.cooldown',
  version: 1,
  title: 'Cooldown',
  category: 'logic',
  summary: 'Lets a condition through at most once in so many bars',
  docs: `After a yes the next *bars* bars answer no, whatever the condition says; then the next yes passes.

| condition | while cooling down | otherwise |
|---|---|---|
| yes | no | **yes**, and the cooldown begins |
| no | no | no |
| unknown | no | unknown; no cooldown begins |

This cools down a *condition*. To wait after a trade was closed use the gate *Cooldown after exit*.`,
  params: { bars: int({ default: 10, min: 1, max: 100000, unit: 'bars' }) },
  inputs: { when: condition() },
  outputs: { result: { kind: 'condition' } },
  missing: 'pass',
  warmup: () => 1,
  history: () => 0,
  state: () => 1,
  kernel:
    ({ bars }) =>
    ({ when }, { result }, state, from, to) => {
      // state[0]: bars that still answer no.
      let wait = state[0]
      for (let i = from; i < to; i++) {
        if (wait > 0) {
          result[i] = 0
          wait--
        } else {
          result[i] = when[i]
          if (when[i] === 1) wait = bars
        }
      }
      state[0] = wait
    },
  examples: [
    { title: 'Two quiet bars', params: { bars: 2 }, inputs: { when: [1, 1, 1, 1, 0, 1] }, outputs: { result: [1, 0, 0, 1, 0, 0] } },
    { title: 'Unknown', params: { bars: 1 }, inputs: { when: [null, 1, null, null] }, outputs: { result: [null, 1, 0, null] } },
  ],
})
