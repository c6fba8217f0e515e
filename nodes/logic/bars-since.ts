import { defineNode } from '../define/node.ts'
import { condition, measured } from '../define/ports.ts'

export const barsSince = defineNode({
  type: 'logic.bars-since',
  version: 1,
  title: 'Bars since',
  category: 'logic',
  summary: 'How many bars ago a condition was last seen true',
  docs: `0 on the bar on which the condition is yes, 1 on the next, and so on.

| condition | result | afterwards |
|---|---|---|
| yes | 0 | counts from here |
| no | bars since the last yes; missing before the first | the count goes on |
| unknown | missing: it may have been a yes | the count goes on as if it had been no |

An unknown bar is never taken for a yes, so what follows is the time since the condition was last **seen** true.`,
  params: {},
  inputs: { when: condition() },
  outputs: { bars: measured('count') },
  missing: 'pass',
  warmup: () => 1,
  history: () => 0,
  state: () => 1,
  kernel:
    () =>
    ({ when }, { bars }, state, from, to) => {
      // state[0]: bars since the last yes plus one; 0 before the first.
      let since = state[0]
      for (let i = from; i < to; i++) {
        if (when[i] === 1) since = 1
        else if (since > 0) since++
        bars[i] = when[i] === 2 || since === 0 ? NaN : since - 1
      }
      state[0] = since
    },
  examples: [{ title: 'With an unknown bar', inputs: { when: [0, 1, 0, null, 0, 1] }, outputs: { bars: [null, 0, 1, null, 3, 0] } }],
})
