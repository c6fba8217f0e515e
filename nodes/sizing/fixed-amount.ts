import { closingSize } from '../define/side.ts'
import { defineSizing } from '../define/node.ts'
import { decimal } from '../define/params.ts'
import { number } from '../define/ports.ts'
import { entryParams, entrySize, sizeUnknown } from '../define/entry-size.ts'

export const fixedAmount = defineSizing({
  type: 'sizing.fixed-amount',
  version: 1,
  title: 'Fixed amount',
  category: 'sizing',
  summary: 'Each entry is worth the same amount of money',
  docs: `**Quantity** = floor to the lot of amount ÷ price, entry costs and the reserve included: 100 buys for at most 100, fees and all. A wire replaces the box: the amount is then what the wire carries on the bar of the signal.

The amount is in account currency. Exits close the whole position. Denied: *size unknown* while the wire is missing or below zero, *size zero* when the amount buys less than one lot.`,
  params: {
    amount: decimal({
      label: 'Amount',
      default: 100,
      min: 0,
      max: 1e9,
      help: 'In account currency; used while nothing is wired to amount',
    }),
    ...entryParams,
  },
  inputs: { signal: { kind: 'signal', sized: false }, amount: number('notional', { literal: 'amount' }) },
  outputs: { sized: { kind: 'signal', sized: true } },
  most: ({ amount }) => ({ amount }),
  size:
    ({ additions, reverse }) =>
    (signal, account, { amount }, row) => {
      if (signal.action === 'exit') return closingSize(signal, account)
      if (!(amount[row] >= 0)) return sizeUnknown(amount[row])
      const lots = account.slot(signal.slot).lotsForNotional(account.share(account.unit, amount[row]))
      return entrySize(lots, 0, { additions, reverse })
    },
  examples: [
    { title: 'For 250', params: { amount: 250 }, signal: 'enter long', answer: { lots: 2500 } },
    { title: 'Less than a lot', params: { amount: 0.05 }, signal: 'enter long', answer: { code: 'SIZE_ZERO' } },
  ],
})
