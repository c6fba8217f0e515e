import { defineOrder } from '../define/node.ts'
import { expiry, orderPrice, priceUnknown } from '../define/order-price.ts'
import { decimal, flag, int } from '../define/params.ts'
import { number } from '../define/ports.ts'
import { buys } from '../define/side.ts'

export const stopLimitOrder = defineOrder({
  type: 'order.stop-limit',
  version: 1,
  title: 'Stop-limit order',
  category: 'orders',
  summary: 'Like a stop, but never fills worse than a limit',
  docs: `**Trigger** = what is wired to *trigger*; without a wire the last price moved by *beyond by*: above it for buying, below it for selling.

**Limit** = what is wired to *limit*; without a wire the trigger moved on by *give*, in the same direction.

When the market reaches the trigger a limit order is placed at the limit. You know the worst price, and pay for it: if the market jumps over the limit **nothing fills**. As a stop loss that means being left with the position.

**Replace** (default): a new signal first withdraws what this node still has working. Denied (*price unknown*) when a wire is missing or not above zero.`,
  params: {
    beyondBy: decimal({ label: 'Beyond by', default: 0.5, min: 0.01, max: 50, unit: '%', help: 'Used while nothing is wired to trigger' }),
    give: decimal({ label: 'Give', default: 0.2, min: 0, max: 20, unit: '%', help: 'Used while nothing is wired to limit' }),
    expires: int({ label: 'Expires after', default: 0, min: 0, max: 100000, unit: 'bars', help: '0 for never' }),
    replace: flag({ label: 'Replace', default: true, help: 'Withdraw what this node still has working first' }),
  },
  inputs: { intent: { kind: 'intent' }, trigger: number('price', { optional: true }), limit: number('price', { optional: true }) },
  outputs: {},
  orders:
    ({ beyondBy, give, expires, replace }) =>
    ({ signal }, account, wires, row) => {
      const onward = buys(signal, account) ? 1 : -1
      const trigger = orderPrice(wires.trigger, row, account.slot(signal.slot), (onward * beyondBy) / 100)
      if (typeof trigger !== 'number') return trigger
      const limit = wires.limit ? wires.limit[row] : trigger * (1 + (onward * give) / 100)
      return limit > 0 ? { type: 'stop-limit', trigger, limit, timeInForce: 'GTC', replace, ...expiry(expires) } : priceUnknown(limit)
    },
  examples: [
    {
      title: 'Selling below 90, not below 89.1',
      params: { beyondBy: 10, give: 1 },
      signal: 'enter short',
      lots: 10,
      answer: { type: 'stop-limit', trigger: 90, limit: 89.1 },
    },
  ],
})
