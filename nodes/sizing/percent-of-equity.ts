import { defineSizing } from '../define/node.ts'
import { decimal } from '../define/params.ts'
import { closingSize } from '../define/side.ts'
import { entryParams, entrySize, sizeUnknown } from '../define/entry-size.ts'

export const percentOfEquity = defineSizing({
  type: 'sizing.percent-of-equity',
  version: 1,
  title: 'Percent of equity',
  category: 'sizing',
  summary: 'Each entry is worth a share of what the account is worth now',
  docs: `**Quantity** = floor to the lot of equity × percent ÷ price, entry costs and the reserve included, so that the money is there when the fill comes.

Equity is cash plus positions at the last price. Winners make the next position larger, losers smaller.

Exits close the whole position. Denied: *size unknown* while equity is unknown, *size zero* when the share buys less than one lot.`,
  params: {
    percent: decimal({ label: 'Share of equity', default: 10, min: 0.01, max: 100, unit: '%' }),
    ...entryParams,
  },
  inputs: { signal: { kind: 'signal', sized: false } },
  outputs: { sized: { kind: 'signal', sized: true } },
  most: ({ percent }) => ({ share: percent / 100 }),
  size:
    ({ percent, additions, reverse }) =>
    (signal, account) => {
      if (signal.action === 'exit') return closingSize(signal, account)
      if (!(account.equity > 0)) return sizeUnknown(account.equity)
      const lots = account.slot(signal.slot).lotsForNotional(account.share(account.equity, percent / 100))
      return entrySize(lots, 0, { additions, reverse })
    },
  examples: [
    { title: 'A tenth of 10,000 at 100', signal: 'enter long', answer: { lots: 10_000, stopTicks: 0 } },
    { title: 'An exit closes all', account: { heldLots: 700 }, signal: 'exit', answer: { lots: 700 } },
    { title: 'Equity unknown', account: { equity: null }, signal: 'enter long', answer: { code: 'SIZE_UNKNOWN' } },
  ],
})
