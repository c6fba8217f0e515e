import { both, either, opposite } from '../define/kleene.ts'
import { defineNode } from '../define/node.ts'
import { choice } from '../define/params.ts'
import { condition } from '../define/ports.ts'

export const latch = defineNode({
  type: 'logic.latch',
  version: 1,
  title: 'Latch',
  category: 'logic',
  summary: 'Stays on from one event until another turns it off',
  docs: `Turned on by *set*, off by *reset*; remembers in between. When both are yes on one bar, *wins* decides. It starts off, or on if told so.

**Unknown never switches it.** While an input that could have switched it is unknown the answer is unknown; afterwards the last certain state is back. With *reset* winning:

| before | set | reset | answer | afterwards |
|---|---|---|---|---|
| any | any | yes | no | off |
| any | yes | no | yes | on |
| any | yes | unknown | unknown | as before |
| off | no | no or unknown | no | off |
| off | unknown | no or unknown | unknown | off |
| on | no or unknown | no | yes | on |
| on | no or unknown | unknown | unknown | on |

With *set* winning the table is the same with set and reset, on and off, yes and no exchanged.`,
  params: {
    wins: choice(['reset', 'set'], { label: 'Wins', help: 'Which one counts when both are true on one bar' }),
    start: choice(['off', 'on'], { label: 'Starts' }),
  },
  inputs: { set: condition(), reset: condition() },
  outputs: { result: { kind: 'condition' } },
  missing: 'pass',
  warmup: () => 1,
  history: () => 0,
  state: () => 1,
  kernel: ({ wins, start }) => {
    const startsOn = start === 'on' ? 1 : 0
    // state[0]: 1 while the latch stands other than it started, so that a fresh state is the start.
    return ({ set, reset }, { result }, state, from, to) => {
      let on = state[0] === 1 ? 1 - startsOn : startsOn
      for (let i = from; i < to; i++) {
        const answer = wins === 'reset' ? both(opposite(reset[i]), either(set[i], on)) : either(set[i], both(opposite(reset[i]), on))
        if (answer !== 2) on = answer
        result[i] = answer
      }
      state[0] = on === startsOn ? 0 : 1
    }
  },
  examples: [
    { title: 'On, then off', inputs: { set: [0, 1, 0, 0, 1], reset: [0, 0, 0, 1, 1] }, outputs: { result: [0, 1, 1, 0, 0] } },
    {
      title: 'Both at once, set winning',
      params: { wins: 'set' },
      inputs: { set: [1, 0, 0], reset: [1, 0, 1] },
      outputs: { result: [1, 1, 0] },
    },
    {
      title: 'An unknown input never switches it',
      inputs: { set: [null, 0, 1, null, 0], reset: [0, 0, 0, 0, null] },
      outputs: { result: [null, 0, 1, 1, null] },
    },
  ],
})
