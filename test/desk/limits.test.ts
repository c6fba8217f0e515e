import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RiskProfile } from '../../engine/protocol/profiles.ts'
import { bench, enter, exit, margin, noRules, onlyRule, plain, USDT } from './kit.ts'

describe('T-EXPOSURE', () => {
  const config = onlyRule({ exposure: 0.15, exposureRelease: 0.14 })

  it('T-EXPOSURE exactly 0.15 passes, one lot more is denied and changes no state', () => {
    for (const [lots, codes] of [
      [149, []],
      [150, []],
      [151, ['EXPOSURE']],
    ] as const) {
      const table = bench(config)
      table.step()
      table.request(enter('long', lots))
      expect(table.codes()).toEqual(codes)
      expect(table.desk.state).toBe('active')
    }
  })

  it('T-EXPOSURE is exact for any capital: E · 100 ≤ equity · 15', () => {
    let denied = 0
    fc.assert(
      fc.property(
        fc.integer({ min: 1_000_000, max: 99_999_999 }),
        fc.integer({ min: -2, max: 2 }),
        fc.integer({ min: 5_000, max: 70_000 }),
        (cents, off1, ticks) => {
          const capital = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`
          const lots = Math.floor((cents * 15 * 10) / (100 * ticks)) + off1
          fc.pre(lots > 0)
          const table = bench({ ...config, capital }, ticks)
          table.step()
          table.request(enter('long', lots))
          // E = lots · ticks / 1000 USDT and equity = cents / 100: E · 100 > equity · 15 is lots · ticks · 10000 > cents · 15 · 1000.
          const beyond = BigInt(lots) * BigInt(ticks) * 10_000n > BigInt(cents) * 15_000n
          if (beyond) denied++
          expect(table.codes()).toEqual(beyond ? ['EXPOSURE'] : [])
        },
      ),
      { numRuns: 500 },
    )
    expect(denied).toBeGreaterThan(50)
  })

  it('T-EXPOSURE working orders that increase count, orders that reduce do not', () => {
    const table = bench(config)
    table.step()
    table.request(enter('long', 100, { type: 'limit', limit: 9_000 }))
    table.request(enter('long', 61, { additions: 5, signal: 'b' }))
    table.request(enter('long', 60, { additions: 5, signal: 'c' }))
    expect(table.codes()).toEqual(['EXPOSURE'])
    expect(table.desk.account.exposure).toBe(1500 * USDT)
    table.fill(table.submitted[1], 60, 10_000)
    table.request(exit('long', 60))
    expect(table.desk.account.exposure).toBe(1500 * USDT)
  })

  it('T-EXPOSURE reducing is set by a mark above 0.15 and released at 0.14 exactly', () => {
    const table = bench(config)
    table.step()
    table.request(enter('long', 140))
    table.fill(table.last(), 140, 10_000)
    table.mark(10_700)
    expect(table.desk.state).toBe('active')
    // 140 lots at t are 0.14 t of 8,600 + 0.14 t: 15 % at t = 10,840.3…
    table.mark(10_840)
    expect(table.desk.state).toBe('active')
    table.mark(10_841)
    expect(table.desk.state).toBe('reducing')
    expect(table.alerts).toEqual(['HALT_EXPOSURE'])
    table.mark(10_500)
    expect(table.desk.state).toBe('reducing')
    table.step()
    table.request(enter('long', 1, { additions: 5, signal: 'b' }))
    expect(table.codes()).toEqual(['STATE'])
    table.request(exit('long', 140))
    expect(table.last()).toMatchObject({ purpose: 'reduce', lots: 140 })
    table.mark(10_001)
    expect(table.desk.state).toBe('reducing')
    table.mark(10_000)
    expect(table.desk.state).toBe('active')
    expect(table.alerts).toEqual(['HALT_EXPOSURE', 'EXPOSURE_RELEASED'])
  })

  it('T-EXPOSURE equity that is unknown or not above 0 halts', () => {
    const unknown = bench(config)
    unknown.step()
    unknown.request(enter('long', 10))
    unknown.fill(unknown.last(), 10, 10_000)
    unknown.mark(NaN)
    expect(unknown.desk.account.equity).toBeNaN()
    expect(unknown.desk.state).toBe('halted')
    expect(unknown.desk.account.peakEquity).toBe(10_000 * USDT)
    unknown.mark(10_000)
    expect(unknown.desk.state).toBe('halted')
    const broke = bench(onlyRule({}, margin))
    broke.step()
    broke.request(enter('short', 900))
    broke.fill(broke.last(), 900, 10_000)
    broke.mark(21_112)
    expect(broke.desk.account.equity).toBeLessThan(0)
    expect(broke.desk.state).toBe('halted')
  })
})

describe('T-DRAWDOWN', () => {
  const held = (rule: Partial<RiskProfile>) => {
    const table = bench(onlyRule(rule))
    table.step()
    table.request(enter('long', 500))
    table.fill(table.last(), 500, 10_000)
    return table
  }

  it('T-DRAWDOWN exactly 10 % from the peak passes, a tick more halts and sticks', () => {
    const table = held({ drawdown: 0.1 })
    table.mark(12_000)
    expect(table.desk.account.peakEquity).toBe(11_000 * USDT)
    // 5,000 + 0.5 t: 9,900 at 9,800.
    table.mark(9_800)
    expect(table.desk.state).toBe('active')
    table.mark(9_799)
    expect(table.desk.state).toBe('halted')
    table.mark(20_000)
    expect(table.desk.state).toBe('halted')
    expect(table.alerts).toEqual(['HALT_DRAWDOWN'])
  })

  it('T-DRAWDOWN counts open loss against the equity at the start of the UTC day', () => {
    const table = held({ dayLoss: 0.05 })
    table.mark(9_100)
    expect(table.desk.state).toBe('active')
    table.wait(86_400_000 - 60_000)
    // The bar that closes at midnight still belongs to the day before: 9,000 is exactly 5 %.
    table.mark(9_000)
    expect(table.desk.account.dayStartEquity).toBe(10_000 * USDT)
    table.wait(1)
    table.mark(9_000)
    expect(table.desk.account.dayStartEquity).toBe(9_500 * USDT)
    table.mark(8_050)
    expect(table.desk.state).toBe('active')
    table.mark(8_049)
    expect(table.desk.state).toBe('halted')
  })

  it('T-DRAWDOWN a new day begins with the equity before its first fill, though that has the time of the midnight close', () => {
    const table = bench()
    table.wait(86_400_000)
    table.mark(10_000)
    table.step()
    table.request(enter('long', 100))
    table.fill(table.last(), 100, 10_000, { fee: 50 * USDT })
    expect(table.desk.account.dayStartEquity).toBe(10_000 * USDT)
    table.wait(60_000)
    table.mark(10_000)
    expect(table.desk.account.dayStartEquity).toBe(10_000 * USDT)
    expect(table.desk.account.equity).toBe(9_950 * USDT)
  })

  it('T-DRAWDOWN a release starts peak and day anew; a NaN never becomes the peak', () => {
    const table = held({ drawdown: 0.1 })
    table.mark(7_999)
    expect(table.desk.state).toBe('halted')
    table.operator('release')
    expect(table.desk.state).toBe('active')
    expect(table.desk.account.peakEquity).toBe(table.desk.account.equity)
    table.mark(NaN)
    table.mark(8_000)
    expect(table.desk.account.peakEquity).toBe(9_000 * USDT)
  })

  it('T-DRAWDOWN research reports and does not halt', () => {
    const table = bench({ ...plain, riskProfile: { ...noRules, drawdown: 0.1, enforceAll: false } })
    table.step()
    table.request(enter('long', 500))
    table.fill(table.last(), 500, 10_000)
    table.mark(7_000)
    expect(table.desk.state).toBe('active')
    table.step()
    table.request(enter('long', 1, { additions: 1, signal: 'b' }))
    expect(table.codes()).toEqual(['(MAX_DRAWDOWN)'])
    expect(table.submitted).toHaveLength(2)
  })
})
