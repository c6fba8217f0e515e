import { closingSize } from '../define/side.ts'
import { defineSizing } from '../define/node.ts'
import { decimal } from '../define/params.ts'
import { number } from '../define/ports.ts'
import { entryParams, entrySize, sizeUnknown } from '../define/entry-size.ts'

export const fixedQuantity = defineSizing({
  type: 'sizing.fixed-quantity',
  version: 1,
  title: 'Fixed quantity',
  category: 'sizing',
  summary: 'Each entry buys or sells the same amount of the base asset',
  docs: `**Quantity** = the number in the box, in base (0.01 BTC, 1 share), floored to the market's lot. A wire replaces the box: the quantity is then what the wire carries on the bar of the signal.

Exits close the whole position. Denied: *size unknown* while the wire is missing or below zero, *size zero* when the amount is less than one lot.`,
  params: {
    quantity: decimal({ label: 'Quantity', default: 1, min: 0, max: 1e9, unit: 'base', help: 'Used while nothing is wired to quantity' }),
    ...entryParams,
  },
  inputs: { signal: { kind: 'signal', sized: false }, quantity: number('quantity', { literal: 'quantity' }) },
  outputs: { sized: { kind: 'signal', sized: true } },
  most: ({ quantity }) => ({ quantity }),
  size:
    ({ additions, reverse }) =>
    (signal, account, { quantity }, row) => {
      if (signal.action === 'exit') return closingSize(signal, account)
      if (!(quantity[row] >= 0)) return sizeUnknown(quantity[row])
      return entrySize(account.slot(signal.slot).lotsForQuantity(quantity[row]), 0, { additions, reverse })
    },
  examples: [
    { title: 'Floored to the lot', params: { quantity: 1.2345 }, signal: 'enter long', answer: { lots: 1234 } },
    { title: 'The wire replaces the box', signal: 'enter short', wires: { quantity: 2 }, answer: { lots: 2000 } },
  ],
})
