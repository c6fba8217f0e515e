import { defineOrder } from '../define/node.ts'
import { expiry, orderDistance, priceUnknown } from '../define/order-price.ts'
import { decimal, flag, int } from '../define/params.ts'
import { number } from '../define/ports.ts'

export const trailingStopOrder = defineOrder({
  type: 'order.trailing-stop',
  version: 1,
  title: 'Trailing stop',
  category: 'orders',
  summary: 'A stop that follows the price at a distance and never steps back',
  docs: `**Distance** = what is wired to *distance* (several ATR, say); without a wire a share of the last price. It is fixed when the order is placed.

Selling, the trigger stays that far below the **highest** price since the order was placed; buying, that far above the **lowest**. When the market comes back to the trigger the order becomes a market order.

Wire an **exit** to it to guard a position from the bar of that signal on: further signals add nothing while the whole position is covered, and with *replace* they begin the trail anew. An **entry** through this node buys the turn after a fall. To guard an entry from its first fill on use *Bracket* with *trailing*.

The trail is watched on this machine unless the venue can do it; the order says which. Denied (*price unknown*) when the wire is missing or not above zero.`,
  params: {
    percent: decimal({ label: 'Distance', default: 3, min: 0.05, max: 50, unit: '%', help: 'Used while nothing is wired to distance' }),
    expires: int({ label: 'Expires after', default: 0, min: 0, max: 100000, unit: 'bars', help: '0 for never' }),
    replace: flag({
      label: 'Replace',
      default: false,
      help: 'Withdraw what this node still has working first; the trail then begins anew',
    }),
  },
  inputs: { intent: { kind: 'intent' }, distance: number('price', { optional: true }) },
  outputs: {},
  orders:
    ({ percent, expires, replace }) =>
    ({ signal }, account, { distance }, row) => {
      const trail = orderDistance(distance, row, account.slot(signal.slot), percent / 100) ?? priceUnknown(NaN)
      return typeof trail === 'number' ? { type: 'trailing-stop', trail, timeInForce: 'GTC', replace, ...expiry(expires) } : trail
    },
  examples: [
    {
      title: 'Three behind the highest price',
      account: { heldLots: 10 },
      signal: 'exit',
      lots: 10,
      answer: { type: 'trailing-stop', trail: 3 },
    },
  ],
})
