import { defineNode } from '../define/node.ts'
import { choice, int } from '../define/params.ts'
import { condition } from '../define/ports.ts'

export const previousCondition = defineNode({
  type: 'logic.previous-condition',
  version: 1,
  title: 'Previous condition',
  category: 'logic',
  summary: 'The condition as it was some bars ago',
  docs: `What the condition was *bars* ago: yes, no or unknown.

On the first *bars* rows there is nothing to look back to; they read as *start with* says.

**Cycles.** A graph may run in a circle only through this node (or *Previous*). Start such a circle with *no* or *yes*, or it stays unknown for ever.`,
  params: {
    bars: int({ label: 'Bars ago', default: 1, min: 1, max: 5000, unit: 'bars' }),
    start: choice(['unknown', 'no', 'yes'], { label: 'Start with' }),
  },
  inputs: { source: condition() },
  outputs: { result: { kind: 'condition' } },
  delayed: true,
  missing: 'pass',
  warmup: ({ bars, start }) => (start === 'unknown' ? bars + 1 : 1),
  history: ({ bars }) => bars,
  state: () => 1,
  kernel: ({ bars, start }) => {
    const first = { no: 0, yes: 1, unknown: 2 }[start]
    // state[0]: rows seen so far, counted up to `bars`.
    return ({ source }, { result }, state, from, to) => {
      let seen = state[0]
      for (let i = from; i < to; i++) {
        result[i] = seen < bars ? first : source[i - bars]
        if (seen < bars) seen++
      }
      state[0] = seen
    }
  },
  examples: [
    { title: 'One bar ago', inputs: { source: [1, 0, null, 1] }, outputs: { result: [null, 1, 0, null] } },
    {
      title: 'Two bars ago, starting with no',
      params: { bars: 2, start: 'no' },
      inputs: { source: [1, 1, 0] },
      outputs: { result: [0, 0, 1] },
    },
  ],
})
