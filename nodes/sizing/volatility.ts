import { closingSize } from '../define/side.ts'
import { defineSizing } from '../define/node.ts'
import { decimal } from '../define/params.ts'
import { number } from '../define/ports.ts'
import { entryParams, entrySize, sizeUnknown } from '../define/entry-size.ts'

export const volatility = defineSizing({
  type: 'sizing.volatility',
  version: 1,
  title: 'Volatility',
  category: 'sizing',
  summary: 'Each entry risks the same share of equity, whatever the market moves',
  docs: `Wild markets get small positions, quiet ones large: the loss at the stop is the same share of equity each time.

**Stop distance** = multiple × range; wire an *average true range* to *range*.
**Quantity** = floor to the lot of equity × risk ÷ (stop distance + costs of entry and exit per unit), and never worth more than *at most* of equity.

The stop distance travels on with the order: an order node that sets a stop (*Bracket*) uses this very number, so the stop you sized for is the stop you get. **With a plain market order nothing stops you there**; the size then only assumes it.

Exits close the whole position. Denied: *size unknown* when the range is missing or zero, *size zero* when the risk buys less than one lot.

The unit system of the Turtles (C. Faith, *The Original Turtle Trading Rules*, 2003) sizes by 1 % of equity per N, their name for a 20-day ATR, with a stop at 2 N.`,
  params: {
    risk: decimal({ label: 'Risk', default: 1, min: 0.01, max: 20, unit: '% of equity', help: 'Lost if the stop is hit' }),
    multiple: decimal({ label: 'Stop distance', default: 2, min: 0.1, max: 50, unit: '× range' }),
    atMost: decimal({ label: 'At most', default: 100, min: 0.1, max: 100, unit: '% of equity', help: 'Largest notional of one entry' }),
    ...entryParams,
  },
  inputs: { signal: { kind: 'signal', sized: false }, range: number('price') },
  outputs: { sized: { kind: 'signal', sized: true } },
  most: ({ atMost }) => ({ share: atMost / 100 }),
  size:
    ({ risk, multiple, atMost, additions, reverse }) =>
    (signal, account, { range }, row) => {
      if (signal.action === 'exit') return closingSize(signal, account)
      const distance = range[row] * multiple
      if (!(distance > 0)) return sizeUnknown(range[row])
      if (!(account.equity > 0)) return sizeUnknown(account.equity)
      const slot = account.slot(signal.slot)
      const lots = Math.min(
        slot.lotsForRisk(account.share(account.equity, risk / 100), distance),
        slot.lotsForNotional(account.share(account.equity, atMost / 100)),
      )
      return entrySize(lots, slot.ticksFor(distance), { additions, reverse })
    },
  examples: [
    {
      title: '1 % of 10,000 over two ranges of 2.5',
      signal: 'enter long',
      wires: { range: 2.5 },
      answer: { lots: 20_000, stopTicks: 500 },
    },
    { title: 'Twice the range, half the size', signal: 'enter long', wires: { range: 5 }, answer: { lots: 10_000, stopTicks: 1000 } },
    { title: 'No range, no size', signal: 'enter long', wires: { range: 0 }, answer: { code: 'SIZE_UNKNOWN' } },
  ],
})
