import { mostLots } from '../define/most-lots.ts'
import { defineGate } from '../define/node.ts'
import { decimal, flag } from '../define/params.ts'
import { lotsAgainst } from '../define/side.ts'

export const maxPosition = defineGate({
  type: 'risk.max-position',
  version: 1,
  title: 'Max position',
  category: 'risk',
  summary: 'Refuses an entry that would make one position too large',
  docs: `Looks at what the position of the slot would be worth if the entry and every working order that increases it were filled.

**Refused** (*max position*) when that notional is above the share of equity, or above the amount where one is set (0 is none). Exactly at the limit passes. With **fit** the entry is cut to what still fits instead.

An opposite entry counts with its own size only: what it turns round is gone by then. When it is refused **nothing is closed**; a strategy that only turns round needs an exit of its own. Exits always pass. Unknown equity or price refuses. A refusal reports both as shares of equity.

A share of 100 % with no amount cannot bind on an account without leverage: the problem list says so.`,
  params: {
    percent: decimal({ label: 'Share of equity', default: 25, min: 0.1, max: 100, unit: '%' }),
    amount: decimal({ label: 'Amount', default: 0, min: 0, max: 1e9, help: 'In account currency; 0 for none' }),
    fit: flag({ label: 'Fit', default: false, help: 'Cut an entry to what fits instead of refusing it' }),
  },
  inputs: { order: { kind: 'gate' } },
  outputs: { intent: { kind: 'intent' } },
  gate:
    ({ percent, amount, fit }) =>
    (order, account) => {
      if (order.signal.action === 'exit') return 'allow'
      const slot = account.slot(order.signal.slot)
      const against = lotsAgainst(order.signal, account)
      const held = (against > 0 ? 0 : Math.abs(slot.positionLots)) + slot.workingLots
      const share = account.equity > 0 ? account.share(account.equity, percent / 100) : NaN
      const limit = amount > 0 ? Math.min(share, account.share(account.unit, amount)) : share
      const value = slot.notional(held + order.lots)
      if (value <= limit) return 'allow'
      const lots = fit ? mostLots(slot, held, limit, order.lots) : 0
      return lots > 0 ? { fit: lots } : { code: 'MAX_POSITION', value: value / account.equity, limit: limit / account.equity }
    },
  leaves: ({ percent, amount }) => ({ position: [{ share: percent / 100 }, ...(amount > 0 ? [{ amount }] : [])] }),
  binds: ({ percent, amount }) => percent < 100 || amount > 0,
  examples: [
    { title: 'Exactly a quarter', signal: 'enter long', lots: 25_000, answer: 'allow' },
    {
      title: 'With what is held it is more',
      account: { heldLots: 20_000 },
      signal: 'enter long',
      lots: 10_000,
      answer: { code: 'MAX_POSITION', value: 0.3, limit: 0.25 },
    },
    {
      title: 'Cut to what fits',
      params: { fit: true },
      account: { heldLots: 20_000 },
      signal: 'enter long',
      lots: 10_000,
      answer: { fit: 5000 },
    },
  ],
})
