import { defineOrder } from '../define/node.ts'
import { expiry, orderPrice } from '../define/order-price.ts'
import { choice, decimal, flag, int } from '../define/params.ts'
import { number } from '../define/ports.ts'
import { buys } from '../define/side.ts'

export const limitOrder = defineOrder({
  type: 'order.limit',
  version: 1,
  title: 'Limit order',
  category: 'orders',
  summary: 'Waits at a price: buys there or lower, sells there or higher',
  docs: `**Price** = what is wired to *price*; without a wire the last price moved by *better by*: below it for buying, above it for selling. A negative number pays up instead. The price is rounded so that it is never worse for you than asked.

A limit that rests fills when the market trades **through** it; that it was touched is not enough. It may never fill.

| time in force | |
|---|---|
| GTC | rests until filled, withdrawn or expired |
| IOC | takes what is there now, the rest is dropped |
| FOK | all at once or nothing |
| PO | post only: refused if it would fill at once, so it pays the maker's fee |

**Replace** (default): a new signal first withdraws what this node still has working and then asks for the rest, so the price can follow a line bar by bar. Without it what rests stays: a further entry counts as an addition, a further exit adds only what is not covered yet.

An exit sells (or buys back) the position at its limit: a target, not a protection. Denied (*price unknown*) when the wire is missing or not above zero.`,
  params: {
    betterBy: decimal({ label: 'Better by', default: 0.1, min: -10, max: 50, unit: '%', help: 'Used while nothing is wired to price' }),
    timeInForce: choice(['GTC', 'IOC', 'FOK', 'PO'], { label: 'Time in force' }),
    expires: int({ label: 'Expires after', default: 0, min: 0, max: 100000, unit: 'bars', help: '0 for never' }),
    replace: flag({ label: 'Replace', default: true, help: 'Withdraw what this node still has working first' }),
  },
  inputs: { intent: { kind: 'intent' }, price: number('price', { optional: true }) },
  outputs: {},
  orders:
    ({ betterBy, timeInForce, expires, replace }) =>
    ({ signal }, account, { price }, row) => {
      const offset = (buys(signal, account) ? -betterBy : betterBy) / 100
      const limit = orderPrice(price, row, account.slot(signal.slot), offset)
      return typeof limit === 'number' ? { type: 'limit', limit, timeInForce, replace, ...expiry(expires) } : limit
    },
  examples: [
    {
      title: 'Buying 1 % below 100',
      params: { betterBy: 1 },
      signal: 'enter long',
      lots: 10,
      answer: { type: 'limit', limit: 99, timeInForce: 'GTC' },
    },
    {
      title: 'Selling a long position 1 % above',
      params: { betterBy: 1 },
      account: { heldLots: 10 },
      signal: 'exit',
      lots: 10,
      answer: { limit: 101 },
    },
    { title: 'At a line', signal: 'enter long', lots: 10, wires: { price: 97.5 }, answer: { limit: 97.5 } },
    { title: 'The line is missing', signal: 'enter long', lots: 10, wires: { price: null }, answer: { code: 'PRICE_UNKNOWN' } },
  ],
})
