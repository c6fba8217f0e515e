import { describe, expect, test } from 'vitest'
import type { OrderNode } from '../../../nodes/define/node.ts'
import { nodes } from '../../../nodes/index.ts'
import { bracketOrder } from '../../../nodes/orders/bracket.ts'
import { limitOrder } from '../../../nodes/orders/limit.ts'
import { marketOrder } from '../../../nodes/orders/market.ts'
import { stopLimitOrder } from '../../../nodes/orders/stop-limit.ts'
import { stopOrder } from '../../../nodes/orders/stop.ts'
import { trailingStopOrder } from '../../../nodes/orders/trailing-stop.ts'
import { accountView } from '../../kit/account-view.ts'
import { askOrder, enterLong, enterShort, leave, sized } from '../../kit/ask-node.ts'

/** Price 100. */
const flat = accountView({})
const long = accountView({ slots: { main: { positionLots: 50 } } })
const short = accountView({ slots: { main: { positionLots: -50 } } })
const [buy, sell, out] = [sized(enterLong, 10), sized(enterShort, 10), sized(leave, 50)]

test('T-MARKET: a market order carries its slippage cap, unless told not to', () => {
  expect(askOrder(marketOrder, {}, buy, flat)).toEqual({ type: 'market', timeInForce: 'IOC', maxSlippage: 0.01, replace: false })
  expect(askOrder(marketOrder, { guarded: false }, out, long)).toEqual({ type: 'market', timeInForce: 'IOC', replace: false })
})

describe('prices without a wire lie on the right side of the last one', () => {
  test('a limit is better: below to buy, above to sell', () => {
    expect(askOrder(limitOrder, { betterBy: 1 }, buy, flat)).toEqual({ type: 'limit', limit: 99, timeInForce: 'GTC', replace: true })
    expect(askOrder(limitOrder, { betterBy: 1 }, sell, flat)).toMatchObject({ limit: 101 })
    expect(askOrder(limitOrder, { betterBy: 1 }, out, long)).toMatchObject({ limit: 101 })
    expect(askOrder(limitOrder, { betterBy: 1, timeInForce: 'PO', expires: 3, replace: false }, out, short)).toEqual({
      type: 'limit',
      limit: 99,
      timeInForce: 'PO',
      expiresAfter: 3,
      replace: false,
    })
  })

  test('a stop is beyond: above to buy, below to sell', () => {
    expect(askOrder(stopOrder, { beyondBy: 2 }, buy, flat)).toEqual({ type: 'stop', trigger: 102, timeInForce: 'GTC', replace: true })
    expect(askOrder(stopOrder, { beyondBy: 2 }, out, long)).toMatchObject({ trigger: 98 })
    expect(askOrder(stopOrder, { beyondBy: 2 }, out, short)).toMatchObject({ trigger: 102 })
  })

  test('a stop-limit gives a little beyond its trigger', () => {
    expect(askOrder(stopLimitOrder, { beyondBy: 10, give: 1 }, buy, flat)).toMatchObject({
      type: 'stop-limit',
      trigger: 110.00000000000001,
      limit: 111.10000000000001,
    })
    expect(askOrder(stopLimitOrder, { beyondBy: 10, give: 1 }, sell, flat)).toMatchObject({ trigger: 90, limit: 89.1 })
  })

  test('a trailing stop has a distance', () => {
    expect(askOrder(trailingStopOrder, { percent: 3 }, out, long)).toEqual({
      type: 'trailing-stop',
      trail: 3,
      timeInForce: 'GTC',
      replace: false,
    })
  })
})

test('a wire replaces the offset', () => {
  expect(askOrder(limitOrder, {}, buy, flat, { price: 42 })).toMatchObject({ limit: 42 })
  expect(askOrder(stopOrder, {}, buy, flat, { trigger: 142 })).toMatchObject({ trigger: 142 })
  expect(askOrder(stopLimitOrder, { give: 0 }, buy, flat, { trigger: 142 })).toMatchObject({ trigger: 142, limit: 142 })
  expect(askOrder(stopLimitOrder, {}, buy, flat, { trigger: 142, limit: 143 })).toMatchObject({ trigger: 142, limit: 143 })
  expect(askOrder(trailingStopOrder, {}, out, long, { distance: 7 })).toMatchObject({ trail: 7 })
})

describe('a missing price is a denial, never a guess', () => {
  const orders = nodes.filter((node): node is OrderNode => node.role === 'order')
  const wired = orders.flatMap((node) =>
    Object.entries(node.inputs).flatMap(([port, { kind }]) => (kind === 'number' ? [[node.type, port, node] as const] : [])),
  )

  test.each(wired)('%s.%s', (_type, port, node) => {
    const params = node === bracketOrder ? { entry: 'limit' } : {}
    for (const value of [NaN, 0, -3]) {
      expect(askOrder(node, params, buy, flat, { [port]: value })).toEqual({ code: 'PRICE_UNKNOWN', value, limit: 0 })
    }
  })

  test('there are such wires', () => expect(wired.length).toBeGreaterThan(8))

  test.each([limitOrder, stopOrder, stopLimitOrder, trailingStopOrder, bracketOrder])('$type without a last price', (node) => {
    expect(askOrder(node, {}, buy, accountView({ slots: { main: { price: NaN } } }))).toMatchObject({ code: 'PRICE_UNKNOWN' })
  })
})

describe('a bracket', () => {
  test('sets stop and target as distances from the fill', () => {
    expect(askOrder(bracketOrder, {}, buy, flat)).toEqual({
      type: 'market',
      timeInForce: 'IOC',
      maxSlippage: 0.01,
      replace: true,
      protection: { stop: { distance: 2 }, target: { distance: 4 } },
    })
  })

  test('takes the stop that sizing used, before any other', () => {
    const order = { ...buy, stopTicks: 333 }
    expect(askOrder(bracketOrder, { targetMultiple: 1.5 }, order, flat, { stopDistance: 9 })).toMatchObject({
      protection: { stop: { ticks: 333 }, target: { ticks: 500 } },
    })
  })

  test('takes prices, then distances, then percent', () => {
    expect(askOrder(bracketOrder, {}, buy, flat, { stopPrice: 95, stopDistance: 9 })).toMatchObject({
      protection: { stop: { price: 95 }, target: { distance: 10 } },
    })
    expect(askOrder(bracketOrder, {}, buy, flat, { stopDistance: 9, targetDistance: 5 })).toMatchObject({
      protection: { stop: { distance: 9 }, target: { distance: 5 } },
    })
    expect(askOrder(bracketOrder, {}, buy, flat, { targetPrice: 120, targetDistance: 5 })).toMatchObject({
      protection: { stop: { distance: 2 }, target: { price: 120 } },
    })
    expect(askOrder(bracketOrder, { targetMultiple: 0, target: 10 }, buy, flat)).toMatchObject({ protection: { target: { distance: 10 } } })
  })

  test('trails, also behind a price', () => {
    expect(askOrder(bracketOrder, { trailing: true, targetMultiple: 0 }, buy, flat)).toMatchObject({
      protection: { trail: { distance: 2 } },
    })
    expect(askOrder(bracketOrder, { trailing: true, targetMultiple: 0 }, buy, flat, { stopPrice: 93 })).toMatchObject({
      protection: { trail: { distance: 7 } },
    })
  })

  test('may go without either', () => {
    expect(askOrder(bracketOrder, { stop: 0, targetMultiple: 2 }, buy, flat)).toMatchObject({ protection: {} })
    expect(bracketOrder.protects?.({ stop: 0, target: 0 })).toBe(false)
    expect(bracketOrder.protects?.({ stop: 2, target: 0 })).toBe(true)
  })

  test('enters at a limit, and leaves at the market without protection', () => {
    expect(askOrder(bracketOrder, { entry: 'limit', betterBy: 1, expires: 5, stop: 3, targetMultiple: 0 }, buy, flat)).toEqual({
      type: 'limit',
      limit: 99,
      timeInForce: 'GTC',
      expiresAfter: 5,
      replace: true,
      protection: { stop: { distance: 3 } },
    })
    expect(askOrder(bracketOrder, { entry: 'limit' }, out, long)).toEqual({
      type: 'market',
      timeInForce: 'IOC',
      maxSlippage: 0.01,
      replace: true,
    })
  })
})
