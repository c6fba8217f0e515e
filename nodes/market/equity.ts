import { finite } from '../define/finite.ts'
import { defineAccount } from '../define/node.ts'
import { slot } from '../define/params.ts'
import { measured } from '../define/ports.ts'

export const equity = defineAccount({
  type: 'market.equity',
  version: 1,
  title: 'Equity',
  category: 'market',
  summary: 'What the account of this run is worth, and how far below its peak',
  docs: `The run's account on every bar, after all fills known by then and before anything is decided on it. Money is in account currency.

| output | formula |
|---|---|
| equity | cash + positions at the last price |
| cash | what is not in positions |
| drawdown | (highest equity so far − equity) ÷ highest equity; 0.1 is 10 % below the peak |
| day change | (equity − equity at 00:00 UTC) ÷ equity at 00:00 UTC |
| exposure | (positions + working orders that increase them) ÷ equity |

Missing while a price or a rate needed to value the account is missing. *Slot* only says whose bars the numbers follow; the account is the same for all.`,
  params: { slot: slot({ help: 'Whose bars the numbers follow' }) },
  inputs: {},
  outputs: {
    equity: measured('notional'),
    cash: measured('notional'),
    drawdown: measured('ratio'),
    dayChange: measured('ratio'),
    exposure: measured('ratio'),
  },
  slot: ({ slot }) => slot,
  read:
    () =>
    (account, { equity, cash, drawdown, dayChange, exposure }, row) => {
      equity[row] = account.equity / account.unit
      cash[row] = account.cash / account.unit
      drawdown[row] = finite((account.peakEquity - account.equity) / account.peakEquity)
      dayChange[row] = finite((account.equity - account.dayStartEquity) / account.dayStartEquity)
      exposure[row] = finite(account.exposure / account.equity)
    },
  examples: [
    {
      title: 'A tenth below the peak',
      account: { equity: 9000, peak: 10_000, dayStart: 9375, exposure: 4500 },
      outputs: { equity: 9000, drawdown: 0.1, dayChange: -0.04, exposure: 0.5 },
    },
    { title: 'A rate is missing', account: { equity: null }, outputs: { equity: null, drawdown: null, exposure: null } },
  ],
})
