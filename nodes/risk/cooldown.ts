import { defineGate } from '../define/node.ts'
import { choice, int } from '../define/params.ts'

export const exitCooldown = defineGate({
  type: 'risk.cooldown',
  version: 1,
  title: 'Cooldown after exit',
  category: 'risk',
  summary: 'No new entry for some bars after a position was closed',
  docs: `**Refused** (*cooldown*) while fewer than *bars* bars of the base clock have passed since the slot's last position was closed, or since its last **losing** one.

The bar in which it was closed counts as 0, the next as 1. Before the first trade nothing is refused. Additions to an open position and reversals are entries too. Exits always pass.

To thin out a *condition* instead use the logic node *Cooldown*.`,
  params: {
    bars: int({ default: 5, min: 1, max: 100000, unit: 'bars' }),
    after: choice(['exit', 'loss'], { label: 'After', help: 'Any exit, or only one with a loss' }),
  },
  inputs: { order: { kind: 'gate' } },
  outputs: { intent: { kind: 'intent' } },
  gate:
    ({ bars, after }) =>
    (order, account) => {
      if (order.signal.action === 'exit') return 'allow'
      const slot = account.slot(order.signal.slot)
      const since = after === 'loss' ? slot.barsSinceLoss : slot.barsSinceExit
      return since >= bars ? 'allow' : { code: 'COOLDOWN', value: since, limit: bars }
    },
  examples: [
    {
      title: 'Four bars after the exit',
      account: { barsSinceExit: 4 },
      signal: 'enter long',
      lots: 1,
      answer: { code: 'COOLDOWN', value: 4, limit: 5 },
    },
    { title: 'Five bars after it', account: { barsSinceExit: 5 }, signal: 'enter long', lots: 1, answer: 'allow' },
  ],
})
