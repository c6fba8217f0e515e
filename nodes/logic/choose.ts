import { defineNode } from '../define/node.ts'
import { decimal } from '../define/params.ts'
import { condition, number } from '../define/ports.ts'
import { commonUnit } from '../define/units.ts'

export const choose = defineNode({
  type: 'logic.choose',
  version: 1,
  title: 'Choose',
  category: 'logic',
  summary: 'One number while a condition is yes, another while it is no',
  docs: `| condition | result |
|---|---|
| yes | the number *yes* |
| no | the number *no* |
| unknown | missing |

The number that is not chosen may be missing. Both must measure the same thing. The boxes are used until wires replace them.`,
  params: {
    yes: decimal({ label: 'Yes', default: 1, min: -1e12, max: 1e12, help: 'Used while nothing is wired to yes' }),
    no: decimal({ label: 'No', default: 0, min: -1e12, max: 1e12, help: 'Used while nothing is wired to no' }),
  },
  inputs: { when: condition(), yes: number('any', { literal: 'yes' }), no: number({ sameAs: 'yes' }, { literal: 'no' }) },
  outputs: { result: { kind: 'number', unit: { from: ({ yes, no }) => commonUnit([yes, no]) } } },
  missing: 'pass',
  warmup: () => 1,
  history: () => 0,
  state: () => 0,
  kernel:
    () =>
    ({ when, yes, no }, { result }, _state, from, to) => {
      for (let i = from; i < to; i++) result[i] = when[i] === 1 ? yes[i] : when[i] === 0 ? no[i] : NaN
    },
  examples: [
    { title: 'Two numbers', params: { yes: 2, no: 3 }, inputs: { when: [1, 0, null] }, outputs: { result: [2, 3, null] } },
    {
      title: 'What is not chosen may be missing',
      inputs: { when: [1, 0, 1], yes: [5, null, null], no: [null, 6, 6] },
      outputs: { result: [5, 6, null] },
    },
  ],
})
