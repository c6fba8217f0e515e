import { above, below } from '../define/judgement.ts'
import { defineAccount } from '../define/node.ts'
import { slot } from '../define/params.ts'
import { measured } from '../define/ports.ts'

export const position = defineAccount({
  type: 'market.position',
  version: 1,
  title: 'Position',
  category: 'market',
  summary: 'What this run holds in a slot: size, entry price, profit, age',
  docs: `The run's own position in one slot, on every bar after all fills known by then and before anything is decided on it.

| output | meaning | when flat |
|---|---|---|
| quantity | base held; below 0 is short | 0 |
| entry price | average price paid or received | missing |
| open profit | at the last price, fees paid included, in account currency | 0 |
| bars held | bars since the one in which the position was first entered | 0 |
| entries | fills that opened or added, as decisions | 0 |
| long, short | yes while such a position is held | no |

Only what **this run** traded counts, not what the account held before. A rest too small to be sold reads as flat.

What hangs on this node is decided bar by bar with the account and cannot be computed ahead; keep indicators on the market side where you can.`,
  params: { slot: slot() },
  inputs: {},
  outputs: {
    quantity: measured('quantity'),
    entryPrice: measured('price'),
    openProfit: measured('notional'),
    barsHeld: measured('count'),
    entries: measured('count'),
    long: { kind: 'condition' },
    short: { kind: 'condition' },
  },
  slot: ({ slot }) => slot,
  read:
    ({ slot }) =>
    (account, { quantity, entryPrice, openProfit, barsHeld, entries, long, short }, row) => {
      const held = account.slot(slot)
      quantity[row] = held.positionQuantity
      entryPrice[row] = held.entryPrice
      openProfit[row] = held.openProfit / account.unit
      barsHeld[row] = held.barsHeld
      entries[row] = held.entries
      long[row] = held.positionLots > 0 ? 1 : 0
      short[row] = held.positionLots < 0 ? 1 : 0
    },
  judge: () => (output) => (output === 'long' ? above({ output: 'quantity' }, 0) : below({ output: 'quantity' }, 0)),
  examples: [
    {
      title: 'Long for three bars',
      account: { heldLots: 2000, barsHeld: 3, entries: 1 },
      outputs: { quantity: 2, barsHeld: 3, entries: 1, long: 1, short: 0 },
    },
    { title: 'Flat', account: {}, outputs: { quantity: 0, entryPrice: null, openProfit: 0, barsHeld: 0, long: 0, short: 0 } },
  ],
})
