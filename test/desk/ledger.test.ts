import { describe, expect, it } from 'vitest'
import { bookTrade } from '../../engine/desk/ledger.ts'
import { honestBar1 } from '../../engine/protocol/profiles.ts'
import { instrument } from '../kit/instruments.ts'
import { ledgerMutants } from '../kit/mutants/ledgers.ts'
import { bench, enter, exit, margin, plain, USDT } from './kit.ts'
import { ledgerChecks } from './ledger-checks.ts'

describe('T-LEDGER the ledger', () => {
  for (const [name, check] of Object.entries(ledgerChecks)) {
    it(`T-LEDGER ${name}`, () => {
      check(bookTrade)
      expect.hasAssertions()
    })
  }

  for (const { bug, foundBy, book } of ledgerMutants) {
    it(`finds the planted bug: ${bug}`, () => {
      expect(() => ledgerChecks[foundBy](book)).toThrow(/Property failed/)
    })
  }

  it('REQ-28 REQ-45 a spot buy with its fee in base sells what is left in whole lots; the rest is dust, flat and shown', () => {
    const table = bench({ ...plain, fillProfile: { ...honestBar1, buyFeeInBase: true } })
    const main = table.desk.account.slot('main')
    table.step()
    table.request(enter('long', 10))
    // A lot is 100,000 units of BTC: a fee of 1,000 units takes a hundredth of one off the ten.
    table.fill(table.last(), 10, 10_000, { fee: 1000, feeAsset: 'base' })
    expect(main.positionLots).toBe(9)
    expect(table.desk.account.cash).toBe(9900 * USDT)
    expect(table.desk.account.equity).toBe(9900 * USDT + 100 * USDT - 0.1 * USDT)
    table.step()
    table.request(exit('long', 10))
    expect(table.last()).toMatchObject({ side: 'sell', lots: 9 })
    table.fill(table.last(), 9, 10_000)
    expect(main.positionLots).toBe(0)
    expect(main.openProfit).toBe(0)
    expect(table.desk.trades()).toHaveLength(1)
    expect(table.desk.trades()[0]).toMatchObject({ closed: true, lots: 9, profit: -10 * USDT, cost: 100 * USDT, fees: USDT / 10 })
    // 0.99 of a lot stays, worth 9.9 USDT at the mark, and joins the next entry.
    expect(table.desk.account.equity).toBe(9990 * USDT + 9.9 * USDT)
    table.mark(20_000)
    expect(table.desk.account.equity).toBe(9990 * USDT + 19.8 * USDT)
    expect(table.desk.quiet(0)).toBe(false)
    table.step()
    table.request(enter('long', 10))
    table.fill(table.last(), 10, 20_000, { fee: 1000, feeAsset: 'base' })
    expect(main.positionLots).toBe(10)
    table.step()
    table.request(exit('long', 10))
    table.fill(table.last(), 10, 20_000)
    expect(table.desk.trades()).toHaveLength(2)
  })

  it('T-QUANT flat means below the smallest sellable amount, not below one lot', () => {
    const table = bench({
      ...plain,
      slots: [{ name: 'main', instrument: instrument({ tick: '1', lot: '0.001', minimums: { quantity: '0.005', notional: '0' } }) }],
    })
    const main = table.desk.account.slot('main')
    table.step()
    table.request(enter('long', 10))
    table.fill(table.last(), 10, 10_000)
    table.step()
    table.request(exit('long', 6))
    table.fill(table.last(), 6, 10_000)
    expect(main.positionLots).toBe(0)
    expect(table.desk.trades()).toMatchObject([{ closed: true, profit: -40 * USDT }])
    expect(table.desk.account.equity).toBe(10_000 * USDT)
    table.step()
    table.request(exit('long', 4))
    expect(table.submitted).toHaveLength(2)
  })

  it('T-QUANT a rest worth less than the least notional is dust too, judged at the market price of the fill', () => {
    const slots = [{ name: 'main', instrument: instrument({ tick: '1', lot: '0.001', minimums: { quantity: '0', notional: '20' } }) }]
    const table = bench({ ...plain, slots })
    const main = table.desk.account.slot('main')
    table.step()
    table.request(enter('long', 10))
    table.fill(table.last(), 10, 10_000)
    table.step()
    table.request(exit('long', 8))
    table.fill(table.last(), 8, 9_990, { slippageTicks: 10 })
    expect(main.positionLots).toBe(2)
    const other = bench({ ...plain, slots })
    other.step()
    other.request(enter('long', 10))
    other.fill(other.last(), 10, 10_000)
    other.step()
    other.request(exit('long', 8))
    other.fill(other.last(), 8, 9_999)
    expect(other.desk.account.slot('main').positionLots).toBe(0)
    expect(other.desk.trades()).toMatchObject([{ closed: true }])
  })

  it('the entry price is the average of what is still held: what has left does not weigh in a later addition', () => {
    const table = bench()
    const main = table.desk.account.slot('main')
    table.step()
    table.request(enter('long', 10))
    table.fill(table.last(), 10, 10_000)
    table.step()
    table.request(exit('long', 5))
    table.fill(table.last(), 5, 11_000)
    expect(main.entryPrice).toBe(10_000)
    table.step()
    table.request(enter('long', 5, { additions: 1 }))
    table.fill(table.last(), 5, 12_000)
    expect(main.entryPrice).toBe(11_000)
  })

  it('a partial close takes floor(basis · q ÷ Q) and the last one the rest', () => {
    const table = bench()
    const main = table.desk.account.slot('main')
    table.step()
    table.request(enter('long', 3))
    table.fill(table.last(), 1, 10_000)
    table.fill(table.last(), 2, 10_001)
    // Basis 30.002 USDT: a third of it is no whole number of units, so the floor is taken off.
    table.step()
    table.request(exit('long', 1))
    table.fill(table.last(), 1, 10_000)
    table.mark(10_000)
    expect(main.openProfit).toBe(20 * USDT - (30.002 * USDT - Math.floor((30.002 * USDT) / 3)))
    table.request(exit('long', 2, { signal: 'rest' }))
    table.fill(table.last(), 2, 10_000)
    expect(table.desk.trades()).toMatchObject([{ closed: true, profit: -0.002 * USDT, entries: 1 }])
  })

  it('one fill may turn a position around: the closing part ends the trade, the rest begins another', () => {
    const table = bench(margin)
    table.step()
    table.request(enter('long', 10))
    table.fill(table.last(), 10, 10_000)
    table.step()
    table.request(enter('short', 5, { reverse: true }))
    const [, close, turn] = table.submitted
    expect([close.purpose, close.lots, turn.purpose, turn.lots]).toEqual(['reduce', 10, 'increase', 5])
    // A venue that fills them the other way round leaves the same position.
    table.fill(turn, 5, 10_000)
    table.fill(close, 10, 10_000, { fee: 3 })
    expect(table.desk.account.slot('main').positionLots).toBe(-5)
    expect(table.desk.trades()).toMatchObject([
      { side: 'long', closed: true, lots: 10 },
      { side: 'short', closed: false, lots: 5 },
    ])
    const total = table.desk.trades().reduce((sum, { fees }) => sum + fees, 0)
    expect(total).toBe(3)
  })

  it('entries of one trade are counted by order, additions joined', () => {
    const table = bench()
    table.step()
    table.request(enter('long', 10))
    table.fill(table.last(), 4, 10_000)
    table.fill(table.last(), 6, 10_000)
    table.step()
    table.request(enter('long', 10, { additions: 1 }))
    table.fill(table.last(), 10, 12_000)
    const main = table.desk.account.slot('main')
    expect(main.entries).toBe(2)
    expect(main.entryPrice).toBe(11_000)
    table.step()
    table.request(exit('long', 20))
    table.fill(table.last(), 20, 12_000)
    expect(table.desk.trades()).toMatchObject([{ entries: 2, lots: 20, entryPrice: 11_000, profit: 20 * USDT }])
  })

  it('losing trades in a row are counted per slot and over all; one of exactly 0 changes nothing', () => {
    const table = bench()
    const main = table.desk.account.slot('main')
    const trade = (at: number) => {
      table.step()
      table.request(enter('long', 10))
      table.fill(table.last(), 10, 10_000)
      table.step()
      table.request(exit('long', 10))
      table.fill(table.last(), 10, at)
      table.step()
    }
    trade(9_999)
    trade(9_998)
    expect([main.lossStreak, table.desk.account.lossStreak]).toEqual([2, 2])
    expect([main.barsSinceLoss, main.barsSinceExit]).toEqual([0, 0])
    trade(10_000)
    expect([main.lossStreak, table.desk.account.lossStreak]).toEqual([2, 2])
    expect([main.barsSinceLoss, main.barsSinceExit]).toEqual([3, 0])
    trade(10_001)
    expect([main.lossStreak, table.desk.account.lossStreak]).toEqual([0, 0])
  })
})
