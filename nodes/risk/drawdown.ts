import { defineGate } from '../define/node.ts'
import { decimal } from '../define/params.ts'

export const drawdown = defineGate({
  type: 'risk.drawdown',
  version: 1,
  title: 'Drawdown',
  category: 'risk',
  summary: 'No new entries once the account has lost too much',
  docs: `Two limits on the loss of the whole run, open losses included; 0 switches one off.

| limit | loss | over when |
|---|---|---|
| from peak | (highest equity so far − equity) ÷ highest equity | equity is back within the limit |
| in a day | (equity at 00:00 UTC − equity) ÷ equity at 00:00 UTC | the next day begins |

**Refused** (*max drawdown*) when either loss is **above** its limit; exactly at it passes. Exits always pass; an opposite entry is an entry, and when it is refused nothing is closed. Unknown equity refuses.

While you hold nothing, equity cannot come back by itself: a limit from the peak, once broken with no position open, ends the strategy's entries for good. That is its purpose.`,
  params: {
    fromPeak: decimal({ label: 'From peak', default: 10, min: 0, max: 100, unit: '%' }),
    inDay: decimal({ label: 'In a day', default: 5, min: 0, max: 100, unit: '%' }),
  },
  inputs: { order: { kind: 'gate' } },
  outputs: { intent: { kind: 'intent' } },
  gate: ({ fromPeak, inDay }) => {
    const limits = { peak: fromPeak / 100, day: inDay / 100 }
    return (order, account) => {
      if (order.signal.action === 'exit') return 'allow'
      const { equity, peakEquity, dayStartEquity } = account
      const within = (start: number, limit: number) => start > 0 && start - equity <= account.share(start, limit)
      if (fromPeak > 0 && !within(peakEquity, limits.peak))
        return { code: 'MAX_DRAWDOWN', value: (peakEquity - equity) / peakEquity, limit: limits.peak }
      if (inDay > 0 && !within(dayStartEquity, limits.day)) {
        return { code: 'MAX_DRAWDOWN', value: (dayStartEquity - equity) / dayStartEquity, limit: limits.day }
      }
      return 'allow'
    }
  },
  binds: ({ fromPeak, inDay }) => (fromPeak > 0 && fromPeak < 100) || (inDay > 0 && inDay < 100),
  examples: [
    { title: 'Ten percent below the peak', account: { equity: 9000, peak: 10_000 }, signal: 'enter long', lots: 1, answer: 'allow' },
    {
      title: 'More than that',
      account: { equity: 8500, peak: 10_000 },
      signal: 'enter long',
      lots: 1,
      answer: { code: 'MAX_DRAWDOWN', value: 0.15, limit: 0.1 },
    },
    {
      title: 'An exit passes all the same',
      account: { equity: 8500, peak: 10_000, heldLots: 5 },
      signal: 'exit',
      lots: 5,
      answer: 'allow',
    },
  ],
})
