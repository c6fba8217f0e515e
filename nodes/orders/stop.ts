import { defineOrder } from '../define/node.ts'
import { expiry, orderPrice } from '../define/order-price.ts'
import { decimal, flag, int } from '../define/params.ts'
import { number } from '../define/ports.ts'
import { buys } from '../define/side.ts'

export const stopOrder = defineOrder({
  type: 'order.stop',
  version: 1,
  title: 'Stop order',
  category: 'orders',
  summary: 'Buys once the price has risen to a level, sells once it has fallen to it',
  docs: `**Trigger** = what is wired to *trigger*; without a wire the last price moved by *beyond by*: above it for buying, below it for selling. When the market reaches the trigger the order becomes a market order and fills at what there is then; beyond a gap that is worse than the trigger.

For an **entry** it buys strength: in when the breakout happens, not when the bar has closed. For an **exit** it is a stop loss that this signal places; to guard an entry from its first fill on use *Bracket*.

**Replace** (default): a new signal first withdraws what this node still has working, so the trigger can follow a line bar by bar. Without it what rests stays: a further entry counts as an addition, a further exit adds only what is not covered yet.

Where the venue does not hold stops itself the desk does, and says so. Denied (*price unknown*) when the wire is missing or not above zero; a trigger on the wrong side of the market is refused by the desk.`,
  params: {
    beyondBy: decimal({ label: 'Beyond by', default: 0.5, min: 0.01, max: 50, unit: '%', help: 'Used while nothing is wired to trigger' }),
    expires: int({ label: 'Expires after', default: 0, min: 0, max: 100000, unit: 'bars', help: '0 for never' }),
    replace: flag({ label: 'Replace', default: true, help: 'Withdraw what this node still has working first' }),
  },
  inputs: { intent: { kind: 'intent' }, trigger: number('price', { optional: true }) },
  outputs: {},
  orders:
    ({ beyondBy, expires, replace }) =>
    ({ signal }, account, wires, row) => {
      const offset = (buys(signal, account) ? beyondBy : -beyondBy) / 100
      const trigger = orderPrice(wires.trigger, row, account.slot(signal.slot), offset)
      return typeof trigger === 'number' ? { type: 'stop', trigger, timeInForce: 'GTC', replace, ...expiry(expires) } : trigger
    },
  examples: [
    {
      title: 'Buying strength 2 % above 100',
      params: { beyondBy: 2 },
      signal: 'enter long',
      lots: 10,
      answer: { type: 'stop', trigger: 102 },
    },
    {
      title: 'Guarding a long position 2 % below',
      params: { beyondBy: 2 },
      account: { heldLots: 10 },
      signal: 'exit',
      lots: 10,
      answer: { trigger: 98 },
    },
  ],
})
