import { defineNode } from '../define/node.ts'
import { choice, decimal, int } from '../define/params.ts'
import { number, sameAs } from '../define/ports.ts'

export const previous = defineNode({
  type: 'logic.previous',
  version: 1,
  title: 'Previous',
  category: 'logic',
  summary: 'The number as it was some bars ago',
  docs: `**Formula** x₋ₙ: what the wire carried *bars* ago. A value that was missing then is missing now.

On the first *bars* rows there is nothing to look back to; they are missing, or the number written in *start value*.

**Cycles.** A graph may run in a circle only through this node (or *Previous condition*): what a node decides now may depend on what it decided a bar ago, never on itself. Give such a circle a start value, or it stays missing for ever.`,
  params: {
    bars: int({ label: 'Bars ago', default: 1, min: 1, max: 5000, unit: 'bars' }),
    start: choice(['missing', 'value'], { label: 'Start with' }),
    startValue: decimal({ label: 'Start value', default: 0, min: -1e12, max: 1e12 }),
  },
  inputs: { source: number() },
  outputs: { result: sameAs('source') },
  delayed: true,
  missing: 'pass',
  warmup: ({ bars, start }) => (start === 'missing' ? bars + 1 : 1),
  history: ({ bars }) => bars,
  state: () => 1,
  kernel: ({ bars, start, startValue }) => {
    const first = start === 'missing' ? NaN : startValue
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
    { title: 'One bar ago', inputs: { source: [1, 2, null, 4] }, outputs: { result: [null, 1, 2, null] } },
    {
      title: 'Two bars ago, starting from 10',
      params: { bars: 2, start: 'value', startValue: 10 },
      inputs: { source: [1, 2, 3, 4] },
      outputs: { result: [10, 10, 1, 2] },
    },
  ],
})
