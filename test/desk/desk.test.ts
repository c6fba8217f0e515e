import { describe, expect, it } from 'vitest'
import { bench, enter, exit, honest, margin, plain, USDT } from './kit.ts'

describe('market entries and exits', () => {
  it('a round trip moves cash, position and the trade list exactly', () => {
    const table = bench()
    table.step()
    table.request(enter('long', 100))
    expect(table.last()).toMatchObject({ sequence: 1, side: 'buy', type: 'market', lots: 100, purpose: 'increase', time: 60_000 })
    table.fill(table.last(), 100, 10_100, { fee: 2 * USDT })
    const main = table.desk.account.slot('main')
    expect(table.desk.account.cash).toBe(8988 * USDT)
    expect(main.positionLots).toBe(100)
    expect(main.entryPrice).toBe(10_100)
    expect(main.openProfit).toBe(-2 * USDT)
    table.mark(10_300)
    expect(table.desk.account.equity).toBe(10_018 * USDT)
    expect(main.openProfit).toBe(18 * USDT)
    table.step()
    expect(main.barsHeld).toBe(0)
    table.step()
    expect(main.barsHeld).toBe(1)
    table.request(exit('long', 100))
    expect(table.last()).toMatchObject({ sequence: 2, side: 'sell', lots: 100, purpose: 'reduce' })
    table.fill(table.last(), 100, 10_200, { fee: 3 * USDT, slippageTicks: 5 })
    expect(table.desk.account.cash).toBe(10_005 * USDT)
    expect(main.positionLots).toBe(0)
    expect(main.entryPrice).toBeNaN()
    expect(main.openProfit).toBe(0)
    expect(table.desk.trades()).toMatchObject([
      {
        side: 'long',
        lots: 100,
        entries: 1,
        entryPrice: 10_100,
        exitPrice: 10_200,
        profit: 5 * USDT,
        fees: 5 * USDT,
        slippage: USDT / 2,
        cost: 1010 * USDT,
        barsHeld: 2,
        closed: true,
        signal: 'enter-long',
        exitSignal: 'exit-long',
      },
    ])
    expect(table.desk.quiet(0)).toBe(true)
    expect(table.codes()).toEqual(['(MAX_NOTIONAL)'])
  })

  it('a short earns when the price falls', () => {
    const table = bench(margin)
    table.step()
    table.request(enter('short', 100))
    expect(table.last()).toMatchObject({ side: 'sell', purpose: 'increase' })
    table.fill(table.last(), 100, 10_000)
    expect(table.desk.account.cash).toBe(11_000 * USDT)
    expect(table.desk.account.equity).toBe(10_000 * USDT)
    table.mark(9_000)
    expect(table.desk.account.slot('main')).toMatchObject({ positionLots: -100, openProfit: 100 * USDT })
    table.step()
    table.request(exit('any', 100))
    table.fill(table.last(), 100, 9_000)
    expect(table.desk.account.cash).toBe(10_100 * USDT)
    expect(table.desk.trades()).toMatchObject([{ side: 'short', profit: 100 * USDT, closed: true }])
  })

  it('what is still open is marked at the last price', () => {
    const table = bench()
    table.request(enter('long', 10))
    table.fill(table.last(), 10, 10_000)
    table.mark(11_000)
    expect(table.desk.trades()).toMatchObject([{ closed: false, profit: 10 * USDT, exitPrice: 11_000 }])
  })

  it('T-MARKET market orders carry the worst price of the profile, or their own if tighter', () => {
    const table = bench(honest)
    table.request(enter('long', 10))
    expect(table.last().capTicks).toBe(10_200)
    const other = bench(honest)
    other.request(enter('long', 10, { maxSlippage: 0.00505 }))
    expect(other.last().capTicks).toBe(10_050)
    const none = bench(plain)
    none.request(enter('long', 10))
    expect(none.last().capTicks).toBe(0)
  })
})
