import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { honestBar1 } from '../../engine/protocol/profiles.ts'
import { instrument } from '../kit/instruments.ts'
import { bench, enter, honest, margin, plain, USDT } from './kit.ts'

const costly = { ...plain, fillProfile: { ...honestBar1, takerFee: 0.0015, slippageBps: 7, reserve: 0.02 } }

describe('what sizing and gates see', () => {
  it('T-FILL-CASH lotsForNotional is the most lots whose value, fee, slippage and reserve together stay within the amount', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9e12 }), fc.integer({ min: 1, max: 100_000 }), (units, ticks) => {
        const main = bench(costly, ticks).desk.account.slot('main')
        const lots = BigInt(main.lotsForNotional(units))
        // A lot costs ticks · 100,000 units; 1 + 0.0015 + 0.0007 + 0.02 is 10,222 ten-thousandths.
        const cost = (n: bigint) => n * BigInt(ticks) * 100_000n * 10_222n
        expect(cost(lots) <= BigInt(units) * 10_000n).toBe(true)
        expect(cost(lots + 1n) > BigInt(units) * 10_000n).toBe(true)
      }),
    )
  })

  it('T-VOLSIZE lotsForRisk counts the loss at the stop and the costs of the round trip', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9e12 }),
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 1, max: 5_000 }),
        (units, ticks, stop) => {
          const main = bench(costly, ticks).desk.account.slot('main')
          const lots = BigInt(main.lotsForRisk(units, stop - 0.5))
          const loss = (n: bigint) => n * 100_000n * (BigInt(stop) * 10_000n + 2n * BigInt(ticks) * 22n)
          expect(loss(lots) <= BigInt(units) * 10_000n).toBe(true)
          expect(loss(lots + 1n) > BigInt(units) * 10_000n).toBe(true)
        },
      ),
    )
  })

  it('what sizing asks for can be bought: an order of lotsForNotional(cash) is not cut at the same price', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 10, max: 1e6 }), (ticks, capital) => {
        const table = bench({ ...honest, capital: String(capital) }, ticks)
        const lots = table.desk.account.slot('main').lotsForNotional(table.desk.account.cash)
        fc.pre(lots > 0)
        table.step()
        table.request(enter('long', lots))
        expect(table.desk.affordable(table.last(), ticks, lots)).toBe(lots)
      }),
    )
  })

  it('shares are floored and exact; what cannot be known is NaN', () => {
    const { account } = bench().desk
    expect(account.unit).toBe(USDT)
    expect(account.share(100, 0.29)).toBe(29)
    expect(account.share(101, 0.5)).toBe(50)
    for (const [units, part] of [
      [NaN, 0.5],
      [100, NaN],
      [100, -0.1],
      [100, Infinity],
    ])
      expect(account.share(units, part)).toBeNaN()
    expect(() => account.slot('nowhere')).toThrow(/no slot "nowhere"/)
  })

  it('before the first price nothing can be sized', () => {
    const main = bench(plain, 0).desk.account.slot('main')
    expect([main.referenceTicks, main.referencePrice, main.lotsForNotional(USDT), main.lotsForRisk(USDT, 10), main.notional(3)]).toEqual([
      NaN,
      NaN,
      NaN,
      NaN,
      NaN,
    ])
    expect(main.lotsForQuantity(0.0025)).toBe(2)
    expect([main.ticksFor(0), main.ticksFor(-3), main.ticksFor(NaN), main.ticksFor(2.1)]).toEqual([0, 0, 0, 3])
    const known = bench().desk.account.slot('main')
    expect([
      known.lotsForNotional(0),
      known.lotsForNotional(-5),
      known.lotsForRisk(USDT, 0),
      known.lotsForRisk(USDT, NaN),
      known.lotsForNotional(NaN),
    ]).toEqual([0, 0, 0, NaN, NaN])
    expect(known.notional(3)).toBe(30 * USDT)
  })

  it('sizes instruments whose lots are worth more than fits twice', () => {
    const dear = { ...costly, slots: [{ name: 'main', instrument: instrument({ tick: '0.01', lot: '1' }) }], capital: '80000000' }
    const table = bench(dear, 60_000_000)
    expect(table.desk.account.slot('main').lotsForNotional(table.desk.account.cash)).toBe(130)
    expect(table.desk.account.slot('main').lotsForRisk(table.desk.account.cash, 100_000)).toBe(779)
  })

  it('T-FILL-CASH shorts bind what they brought in and as much again', () => {
    const table = bench(margin)
    table.step()
    table.request(enter('short', 5_000))
    expect(table.desk.affordable(table.last(), 10_000, 5_000)).toBe(1_000)
    table.fill(table.last(), 400, 10_000)
    // 4,000 short: cash 14,000, of which 8,000 are bound.
    expect(table.desk.affordable(table.last(), 10_000, 4_600)).toBe(600)
    // At 12,500 the short is worth 5,000: 14,000 − 10,000 buy 320 lots more.
    expect(table.desk.affordable(table.last(), 12_500, 4_600)).toBe(320)
  })

  it('T-FILL-CASH T-CLOSE what closes is bound by the position', () => {
    const table = bench()
    table.step()
    table.request(enter('long', 10, { protection: { stop: { ticks: 500 } } }))
    table.fill(table.last(), 10, 10_000)
    expect(table.desk.affordable(table.last(), 9_500, 50)).toBe(10)
    table.fill(table.last(), 10, 9_500)
    expect(table.desk.affordable(table.last(), 9_500, 50)).toBe(0)
  })
})

describe('facts of several orders', () => {
  it('T-ORDER-FACTS REQ-20 cash, position and order states are the same whatever order fills arrive in', () => {
    const lots = fc.integer({ min: 1, max: 30 })
    const cases = fc.record({
      buys: fc.array(lots, { minLength: 1, maxLength: 4 }),
      sells: fc.array(lots, { minLength: 1, maxLength: 4 }),
      seed: fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
    })
    fc.assert(
      fc.property(cases, ({ buys, sells, seed }) => {
        const play = (order: readonly number[]) => {
          const table = bench(margin)
          table.step()
          table.request(enter('long', 200))
          table.request(enter('long', 200, { additions: 1, signal: 'b' }))
          const fills = [...buys.map((n, i) => [0, n, i] as const), ...sells.map((n, i) => [1, n, i] as const)]
          const key = (i: number) => order[i % order.length] * 100 + i
          const shuffled = fills.map((fill, i) => ({ fill, at: key(i) })).sort((a, b) => a.at - b.at)
          for (const { fill } of shuffled)
            table.fill(table.submitted[fill[0]], fill[1], 10_000 + fill[2], { tradeId: `${fill[0]}.${fill[2]}`, fee: fill[1] })
          const { cash } = table.desk.account
          return { cash, lots: table.desk.account.slot('main').positionLots, orders: table.desk.orders() }
        }
        expect(play(seed)).toEqual(play([0]))
      }),
    )
  })
})
