import { firing } from '../define/firing.ts'
import { firingJudge } from '../define/judgement.ts'
import { defineCancel } from '../define/node.ts'
import { choice, slot, text } from '../define/params.ts'
import { condition } from '../define/ports.ts'

export const cancelOrders = defineCancel({
  type: 'order.cancel',
  version: 1,
  title: 'Cancel orders',
  category: 'orders',
  summary: 'Withdraws waiting orders of a slot when a condition says so',
  docs: `When the condition turns true (or on every bar while it is) the slot's working orders are withdrawn: *entries* (orders that would open or increase the position), *exits* (orders that would reduce it, other than protection), or *all* of both. **Stops and targets that guard a position stay**; they go when the position does.

A cancel is a request: the venue may fill the order first. To move an order to a new price let its order node *replace* it instead.

An unknown condition withdraws nothing.`,
  params: {
    slot: slot(),
    which: choice(['entries', 'exits', 'all'], { label: 'Which' }),
    fire: choice(['turns-true', 'while-true'], { label: 'Fire when' }),
    reason: text({ label: 'Reason', default: '', help: 'Shown beside every order this withdraws' }),
  },
  inputs: { when: condition() },
  outputs: { fires: { kind: 'condition' } },
  missing: 'pass',
  warmup: () => 1,
  history: () => 0,
  state: () => 1,
  kernel: ({ fire }) => firing(fire === 'while-true'),
  judge: ({ fire }) => firingJudge(fire === 'while-true'),
  cancel: ({ slot, which, reason }) => ({ slot, which, reason }),
  examples: [
    { title: 'Turns true', inputs: { when: [0, 1, 1, 0, 1] }, outputs: { fires: [0, 1, 0, 0, 1] } },
    { title: 'While true', params: { fire: 'while-true' }, inputs: { when: [0, 1, 1, null, 1] }, outputs: { fires: [0, 1, 1, 0, 1] } },
  ],
})
