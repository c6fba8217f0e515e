import { describe, expect, test } from 'vitest'
import { balanceOf } from '../../engine/demo-exchange/accounts.ts'
import { isOpen } from '../../engine/demo-exchange/orders.ts'
import { enter, exit } from '../desk/kit.ts'
import { grid, openDesk, type DeskAtExchange } from './desk-at-exchange.ts'

const LOT = 1000n

/** What the exchange's own ledger says the run has bought and sold, in lots; commissions in base apart. */
export function heldAtExchange({ exchange }: DeskAtExchange): number {
  let held = 0n
  for (const order of exchange.accounts[0]!.orders.values()) {
    if (!order.clientId.startsWith('wr')) continue
    for (const { quantity } of order.fills) held += order.side === 'BUY' ? quantity : -quantity
  }
  return Number(held / LOT)
}

export function filledByDesk({ desk }: DeskAtExchange): number {
  return desk.fills.reduce((held, { sequence, lots }) => held + (desk.orders()[sequence - 1]!.side === 'buy' ? lots : -lots), 0)
}

const lots = 50_000 // half a coin

describe('orders of the desk at the exchange', () => {
  test('REQ-03 REQ-28 a market entry is an IOC limit at its cap, sent once, and its fee in base is taken off what is held', async () => {
    const at = await openDesk()
    at.step([enter('long', lots, { maxSlippage: 0.01, timeInForce: 'IOC' })])
    await at.pass(1000)
    const [order] = at.exchange.accounts[0]!.orders.values()
    expect(order).toMatchObject({ type: 'LIMIT', timeInForce: 'IOC', status: 'FILLED' })
    expect(at.sent.filter((path) => path.startsWith('POST'))).toHaveLength(1)
    expect(filledByDesk(at)).toBe(lots)
    expect(heldAtExchange(at)).toBe(lots)
    expect(at.desk.fills[0]).toMatchObject({ feeAsset: 'base', liquidity: 'taker' })
    expect(at.desk.orders()[0]).toMatchObject({ state: 'filled', unknown: false })
    expect(balanceOf(at.exchange.accounts[0]!, 'BTC').free).toBe(1_049_950_000n)
    at.close()
  })

  test('a resting limit is withdrawn, and its end is proven before it is told', async () => {
    const at = await openDesk()
    at.step([enter('long', lots, { type: 'limit', limit: 50 })])
    await at.pass(1000)
    expect(at.desk.orders()[0]).toMatchObject({ state: 'accepted' })
    at.session.send({ kind: 'cancel', time: at.clock.now(), request: { node: 'c', slot: 'main', which: 'all', reason: '' } })
    await at.pass(3000)
    expect(at.desk.orders()[0]).toMatchObject({ state: 'canceled', filledLots: 0 })
    expect([...at.exchange.accounts[0]!.orders.values()].some(isOpen)).toBe(false)
    at.close()
  })

  test('a stop and a target are one list at the venue; the one that fills ends the other', async () => {
    const at = await openDesk()
    const last = Number(at.exchange.market('BTCUSDT').last) / 1e8
    at.step([enter('long', lots, { protection: { stop: { price: last - 3 }, target: { price: last + 0.5 } } })])
    await at.pass(2000)
    const open = [...at.exchange.accounts[0]!.orders.values()].filter(isOpen)
    expect(open.map(({ type }) => type).sort()).toEqual(['LIMIT_MAKER', 'STOP_LOSS'])
    expect(open[0]!.list).toBe(open[1]!.list)
    expect(at.sent.filter((path) => path.startsWith('POST'))).toEqual(['POST private/order', 'POST private/orderList/oco'])
    at.exchange.market('BTCUSDT').trade(BigInt(Math.round((last + 1) * 100)) * 1_000_000n, 100_000_000_000n)
    await at.pass(5000)
    expect(at.desk.trades()[0]).toMatchObject({ closed: true })
    expect([...at.exchange.accounts[0]!.orders.values()].some(isOpen)).toBe(false)
    expect(filledByDesk(at)).toBe(heldAtExchange(at))
    at.close()
  })

  test('a target that fills in part loses its stop at the venue: both are placed anew for the rest', async () => {
    const at = await openDesk()
    const last = Number(at.exchange.market('BTCUSDT').last) / 1e8
    at.step([enter('long', lots, { protection: { stop: { price: last - 3 }, target: { price: last + 0.5 } } })])
    await at.pass(2000)
    at.exchange.market('BTCUSDT').trade(BigInt(Math.round((last + 1) * 100)) * 1_000_000n, 20_000_000n)
    at.exchange.market('BTCUSDT').trade(BigInt(Math.round(last * 100)) * 1_000_000n, 1_000_000n)
    await at.pass(10_000)
    // The last price the desk knows is the target's own: the stop is back alone until it hears of a lower one.
    at.mark()
    await at.pass(5000)
    const open = [...at.exchange.accounts[0]!.orders.values()].filter(isOpen)
    expect(open.map(({ type, quantity }) => [type, quantity])).toEqual(
      expect.arrayContaining([
        ['STOP_LOSS', 29_950_000n],
        ['LIMIT_MAKER', 29_950_000n],
      ]),
    )
    expect(at.alerts.map(({ code }) => code)).not.toContain('PROTECTION_LOST')
    at.close()
  })

  test('an exit closes what is held and no more', async () => {
    const at = await openDesk()
    at.step([enter('long', lots)])
    await at.pass(1000)
    at.step([exit('long', lots)])
    await at.pass(1000)
    expect(at.desk.trades()[0]).toMatchObject({ closed: true })
    expect(heldAtExchange(at)).toBe(filledByDesk(at))
    expect(Math.abs(heldAtExchange(at))).toBeLessThanOrEqual(50)
    expect(grid.lotScale).toBe(100_000)
    at.close()
  })

  test('what the venue refuses is rejected with its words', async () => {
    const at = await openDesk({ capital: '90000000' })
    at.step([enter('long', 200_000_000, { type: 'limit', limit: 95 })])
    await at.pass(1000)
    expect(at.desk.orders()[0]).toMatchObject({ state: 'rejected', endReason: expect.stringMatching(/-2010|-1013/) })
    at.close()
  })
})
