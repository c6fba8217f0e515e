import { defineGate } from '../define/node.ts'
import { int } from '../define/params.ts'

export const lossStreak = defineGate({
  type: 'risk.loss-streak',
  version: 1,
  title: 'Loss streak',
  category: 'risk',
  summary: 'A pause after several losing trades in a row',
  docs: `Counts the losing trades of the slot since its last winning one. A trade is losing when it was closed below what it cost, fees included.

**Refused** (*loss streak*) while at least *losses* trades in a row were lost **and** fewer than *wait* bars of the base clock have passed since the last of them was closed. After the wait the next entry passes; if that one loses too, the wait begins again, until a winner ends the streak.

Exits always pass.`,
  params: {
    losses: int({ label: 'Losses in a row', default: 3, min: 1, max: 100 }),
    wait: int({ label: 'Wait', default: 20, min: 1, max: 100000, unit: 'bars' }),
  },
  inputs: { order: { kind: 'gate' } },
  outputs: { intent: { kind: 'intent' } },
  gate:
    ({ losses, wait }) =>
    (order, account) => {
      if (order.signal.action === 'exit') return 'allow'
      const { lossStreak, barsSinceLoss } = account.slot(order.signal.slot)
      return lossStreak < losses || barsSinceLoss >= wait ? 'allow' : { code: 'LOSS_STREAK', value: lossStreak, limit: losses }
    },
  examples: [
    {
      title: 'Three losses, four bars ago',
      account: { lossStreak: 3, barsSinceLoss: 4 },
      signal: 'enter long',
      lots: 1,
      answer: { code: 'LOSS_STREAK', value: 3, limit: 3 },
    },
    { title: 'After the wait', account: { lossStreak: 3, barsSinceLoss: 20 }, signal: 'enter long', lots: 1, answer: 'allow' },
  ],
})
