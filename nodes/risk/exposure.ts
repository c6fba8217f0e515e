import { mostLots } from '../define/most-lots.ts'
import { defineGate } from '../define/node.ts'
import { decimal, flag } from '../define/params.ts'
import { lotsAgainst } from '../define/side.ts'

export const exposure = defineGate({
  type: 'risk.exposure',
  version: 1,
  title: 'Exposure',
  category: 'risk',
  summary: 'Refuses an entry that would put too much of the account at stake',
  docs: `**E** = worth of all positions, long and short added up, plus working orders that increase them, over **all** slots of the run.

**Refused** (*exposure*) when E with the new entry filled is above *limit* × equity. Exactly at the limit passes. With **fit** the entry is cut to what still fits instead.

An opposite entry counts at the larger of the two positions it passes through. When it is refused **nothing is closed**; a strategy that only turns round needs an exit of its own. Exits always pass. Unknown equity, or equity of zero or less, refuses.

The account rule of the same name holds for live trading at 15 % whether or not this gate is in the graph.`,
  params: {
    limit: decimal({ label: 'Limit', default: 15, min: 0.1, max: 100, unit: '% of equity' }),
    fit: flag({ label: 'Fit', default: false, help: 'Cut an entry to what fits instead of refusing it' }),
  },
  inputs: { order: { kind: 'gate' } },
  outputs: { intent: { kind: 'intent' } },
  gate:
    ({ limit: percent, fit }) =>
    (order, account) => {
      if (order.signal.action === 'exit') return 'allow'
      const slot = account.slot(order.signal.slot)
      const against = lotsAgainst(order.signal, account)
      // A reversal passes through flat: what it leaves is gone when what it enters is there, so the larger one counts.
      const others = account.exposure - slot.notional(against)
      const limit = account.equity > 0 ? account.share(account.equity, percent / 100) : NaN
      const value = others + Math.max(slot.notional(against), slot.notional(order.lots))
      if (value <= limit) return 'allow'
      const lots = fit ? mostLots(slot, 0, limit - others, order.lots) : 0
      return lots > 0 ? { fit: lots } : { code: 'EXPOSURE', value: value / account.equity, limit: percent / 100 }
    },
  leaves: ({ limit }) => ({ exposure: [{ share: limit / 100 }] }),
  binds: ({ limit }) => limit < 100,
  examples: [
    { title: 'Exactly at the limit', account: { exposure: 1000 }, signal: 'enter long', lots: 5000, answer: 'allow' },
    {
      title: 'Above it',
      account: { exposure: 1000 },
      signal: 'enter long',
      lots: 6000,
      answer: { code: 'EXPOSURE', value: 0.16, limit: 0.15 },
    },
  ],
})
