import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { balanceOf } from '../../engine/demo-exchange/accounts.ts'
import { ONE, textOf } from '../../engine/demo-exchange/amounts.ts'
import { isOpen, type Order } from '../../engine/demo-exchange/orders.ts'
import { ask, funds, letPass, openExchange } from './market.ts'

type At = Awaited<ReturnType<typeof openExchange>>

/** What an account must hold, worked out from its trades alone. */
function heldByTrades(orders: Iterable<Order>): { USDT: bigint; BTC: bigint } {
  const held = { ...funds }
  for (const order of orders) {
    for (const { price, quantity, commission } of order.fills) {
      const value = (price * quantity) / ONE
      held.BTC += order.side === 'BUY' ? quantity - commission : -quantity
      held.USDT += order.side === 'BUY' ? -value : value - commission
    }
  }
  return held
}

function check({ exchange }: At): void {
  const [account] = exchange.accounts
  const orders = [...account!.orders.values()]
  const held = heldByTrades(orders)
  const [usdt, btc] = [balanceOf(account!, 'USDT'), balanceOf(account!, 'BTC')]
  expect(usdt.free + usdt.locked).toBe(held.USDT)
  expect(btc.free + btc.locked).toBe(held.BTC)
  for (const { free, locked } of [usdt, btc]) {
    expect(free >= 0n).toBe(true)
    expect(locked >= 0n).toBe(true)
  }
  for (const order of orders) {
    expect(order.fills.reduce((sum, { quantity }) => sum + quantity, 0n)).toBe(order.executed)
  }
  expect(orders.filter((order) => !isOpen(order) && order.locked !== 0n)).toEqual([])
  const locked = orders.reduce((sum, order) => sum + (order.side === 'SELL' ? order.locked : 0n), 0n)
  expect(btc.locked).toBe(locked)
}

describe('the ledger of the demo exchange', () => {
  test('equals its trades after any orders, and sets aside no more than is open', async () => {
    const seen = { fills: 0, partial: 0, canceled: 0, expired: 0, stops: 0, lists: 0 }
    const act = fc.record({
      side: fc.constantFrom('BUY', 'SELL'),
      kind: fc.constantFrom('MARKET', 'LIMIT', 'IOC', 'FOK', 'LIMIT_MAKER', 'STOP_LOSS', 'STOP_LOSS_LIMIT', 'OCO', 'CANCEL'),
      away: fc.integer({ min: -300, max: 300 }),
      quantity: fc.integer({ min: 100, max: 95_000 }),
      wait: fc.integer({ min: 0, max: 120_000 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 14 }), async (acts) => {
        const at = await openExchange()
        const { last } = at.exchange.market('BTCUSDT')
        for (const { side, kind, away, quantity, wait } of acts) {
          const price = (offset: number) => textOf(last + BigInt(offset) * (ONE / 100n))
          const common = { symbol: 'BTCUSDT', side, quantity: textOf(BigInt(quantity) * (ONE / 100_000n) * 10n) }
          const limit = { ...common, type: 'LIMIT', price: price(away) }
          if (kind === 'CANCEL') {
            const open = [...at.exchange.accounts[0]!.orders.values()].find(isOpen)
            if (open) await ask(at, 'DELETE', '/api/v3/order', { symbol: 'BTCUSDT', orderId: String(open.id) })
          } else if (kind === 'OCO') {
            const [above, below] = side === 'SELL' ? ['LIMIT_MAKER', 'STOP_LOSS'] : ['STOP_LOSS', 'LIMIT_MAKER']
            const leg = (name: string, type: string, offset: number) => ({
              [`${name}Type`]: type,
              [type === 'STOP_LOSS' ? `${name}StopPrice` : `${name}Price`]: price(offset),
            })
            const { status } = await ask(at, 'POST', '/api/v3/orderList/oco', {
              ...common,
              ...leg('above', above!, Math.abs(away) + 20),
              ...leg('below', below!, -Math.abs(away) - 20),
            })
            if (status === 200) seen.lists++
          } else {
            const shape =
              kind === 'MARKET'
                ? { ...common, type: kind }
                : kind === 'LIMIT_MAKER'
                  ? { ...common, type: kind, price: price(away) }
                  : kind === 'STOP_LOSS'
                    ? { ...common, type: kind, stopPrice: price(away) }
                    : kind === 'STOP_LOSS_LIMIT'
                      ? { ...limit, type: kind, stopPrice: price(away), timeInForce: 'GTC' }
                      : { ...limit, timeInForce: kind === 'LIMIT' ? 'GTC' : kind }
            await ask(at, 'POST', '/api/v3/order', shape)
          }
          await letPass(at.clock, at.clock.now() + wait)
          check(at)
        }
        for (const order of at.exchange.accounts[0]!.orders.values()) {
          seen.fills += order.fills.length
          if (order.fills.length > 1) seen.partial++
          if (order.status === 'CANCELED') seen.canceled++
          if (order.status === 'EXPIRED') seen.expired++
          if (order.type === 'STOP_LOSS' && order.fills.length > 0) seen.stops++
        }
        at.exchange.close()
      }),
      { numRuns: 60 },
    )
    for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(0)
  }, 120_000)
})
