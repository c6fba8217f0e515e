import { defineOrder } from '../define/node.ts'
import { expiry, orderDistance, orderPrice } from '../define/order-price.ts'
import { choice, decimal, flag, int } from '../define/params.ts'
import { number } from '../define/ports.ts'
import { buys } from '../define/side.ts'
import type { Denial, Level, SlotView } from '../define/trade.ts'

export const bracketOrder = defineOrder({
  type: 'order.bracket',
  version: 1,
  title: 'Bracket order',
  category: 'orders',
  summary: 'An entry with its stop and its target attached',
  docs: `Enters at the market or at a limit. As soon as any of it is filled a **stop** and a **target** guard just that much; when one of them fills, the other goes. They are distances from the fill, unless given as prices.

| | taken from, the first that is there |
|---|---|
| stop | the stop distance the sizing used · the wire *stop price* · the wire *stop distance* · *stop* in percent of the last price (0 is none) |
| target | the wire *target price* · the wire *target distance* · *target multiple* × the stop's distance · *target* in percent of the last price (0 is none) |

When sizing used a stop distance (*Volatility*), the stop **is** that distance: one number for both. With **trailing** the stop follows the best price since the fill at its distance; a stop given as a price is taken as its distance from the last price then.

An **exit** through this node closes at the market, and stop and target are withdrawn with it. A market entry is guarded by the slippage cap as in *Market order*; a limit entry rests until filled, replaced or expired.

Denied (*price unknown*) when a wire that is used is missing or not above zero: no entry without the protection it was meant to have. Prices on the wrong side of the market are refused by the desk.`,
  params: {
    entry: choice(['market', 'limit'], { label: 'Enter at' }),
    betterBy: decimal({
      label: 'Better by',
      default: 0.1,
      min: -10,
      max: 50,
      unit: '%',
      help: 'Limit entry: used while nothing is wired to price',
    }),
    stop: decimal({ label: 'Stop', default: 2, min: 0, max: 50, unit: '%', help: '0 for none' }),
    trailing: flag({ label: 'Trailing', default: false, help: 'The stop follows the best price since the fill' }),
    targetMultiple: decimal({ label: 'Target multiple', default: 2, min: 0, max: 100, unit: '× stop', help: '0 for none' }),
    target: decimal({ label: 'Target', default: 0, min: 0, max: 500, unit: '%', help: '0 for none' }),
    slippageCap: decimal({ label: 'Slippage cap', default: 1, min: 0.05, max: 20, unit: '%', help: 'Market entries and exits' }),
    expires: int({ label: 'Expires after', default: 0, min: 0, max: 100000, unit: 'bars', help: 'Limit entry; 0 for never' }),
    replace: flag({ label: 'Replace', default: true, help: 'Withdraw what this node still has working first' }),
  },
  inputs: {
    intent: { kind: 'intent' },
    price: number('price', { optional: true, summary: 'Limit of the entry' }),
    stopPrice: number('price', { optional: true }),
    stopDistance: number('price', { optional: true }),
    targetPrice: number('price', { optional: true }),
    targetDistance: number('price', { optional: true }),
  },
  outputs: {},
  protects: ({ stop, target }) => stop > 0 || target > 0,
  orders:
    ({ entry, betterBy, stop: stopPercent, trailing, targetMultiple, target: targetPercent, slippageCap, expires, replace }) =>
    ({ signal, stopTicks }, account, wires, row) => {
      const slot = account.slot(signal.slot)
      const atMarket = { type: 'market', timeInForce: 'IOC', maxSlippage: slippageCap / 100, replace } as const
      if (signal.action === 'exit') return atMarket

      const stop =
        stopTicks > 0
          ? { ticks: stopTicks }
          : (priceLevel(wires.stopPrice, row, slot) ?? distanceLevel(wires.stopDistance, row, slot, stopPercent / 100))
      if (stop && 'code' in stop) return stop
      const target =
        priceLevel(wires.targetPrice, row, slot) ??
        (stop && !wires.targetDistance && targetMultiple > 0
          ? times(away(stop, slot), targetMultiple)
          : distanceLevel(wires.targetDistance, row, slot, targetPercent / 100))
      if (target && 'code' in target) return target
      const guard = stop && (trailing ? { trail: away(stop, slot) } : { stop })
      const protection = { ...guard, ...(target && { target }) }
      if (entry === 'market') return { ...atMarket, protection }

      const offset = (buys(signal, account) ? -betterBy : betterBy) / 100
      const limit = orderPrice(wires.price, row, slot, offset)
      return typeof limit === 'number' ? { type: 'limit', limit, timeInForce: 'GTC', replace, protection, ...expiry(expires) } : limit
    },
  examples: [
    {
      title: 'Stop 2 % away, target twice as far',
      signal: 'enter long',
      lots: 10,
      answer: { type: 'market', protection: { stop: { distance: 2 }, target: { distance: 4 } } },
    },
    {
      title: 'The stop that sizing used',
      signal: 'enter long',
      lots: 10,
      stopTicks: 500,
      answer: { protection: { stop: { ticks: 500 }, target: { ticks: 1000 } } },
    },
    {
      title: 'A stop price that is missing',
      signal: 'enter long',
      lots: 10,
      wires: { stopPrice: null },
      answer: { code: 'PRICE_UNKNOWN' },
    },
  ],
})

type Away = Exclude<Level, { price: number }>

/** The level a wire names outright; undefined when nothing is wired. */
function priceLevel(wire: Float64Array | undefined, row: number, slot: SlotView): Level | undefined | Denial {
  if (!wire) return undefined
  const price = orderPrice(wire, row, slot, 0)
  return typeof price === 'number' ? { price } : price
}

function distanceLevel(wire: Float64Array | undefined, row: number, slot: SlotView, fraction: number): Level | undefined | Denial {
  const distance = orderDistance(wire, row, slot, fraction)
  return typeof distance === 'number' ? { distance } : distance
}

/** A level as its distance; a price is as far away as it is from the last price. */
function away(level: Level, slot: SlotView): Away {
  return 'price' in level ? { distance: Math.abs(slot.referencePrice - level.price) } : level
}

function times(level: Away, multiple: number): Away {
  return 'ticks' in level ? { ticks: Math.ceil(level.ticks * multiple) } : { distance: level.distance * multiple }
}
