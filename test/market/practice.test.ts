import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instrumentSchema } from '../../engine/money/instruments.ts'
import { candlesBetween, type Candles } from '../../engine/market/candles.ts'
import { onGrid } from '../../engine/market/decimals.ts'
import { gapReport } from '../../engine/market/gaps.ts'
import { createPracticeMarket, practiceRange } from '../../engine/market/practice.ts'
import { canResample, resample } from '../../engine/market/resample.ts'
import { barLength, timeframes } from '../../nodes/define/timeframe.ts'
import { columnNames, expectSameCandles, expectValidCandles } from './check-candles.ts'

const market = createPracticeMarket({ seed: 7 })
const from = Date.UTC(2021, 2, 1)
const DAY = 86_400_000

function logReturns({ open, close, length }: Candles): number[] {
  return Array.from({ length }, (_, i) => Math.log(close[i] / open[i]))
}
const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length
function correlation(a: number[], b: number[]): number {
  const [ma, mb] = [mean(a), mean(b)]
  const product = mean(a.map((value, i) => (value - ma) * (b[i] - mb)))
  return product / Math.sqrt(mean(a.map((value) => (value - ma) ** 2)) * mean(b.map((value) => (value - mb) ** 2)))
}
const lagged = (values: number[], lag: number) => correlation(values.slice(lag), values.slice(0, values.length - lag))
function kurtosis(values: number[]): number {
  const m = mean(values)
  return mean(values.map((value) => (value - m) ** 4)) / mean(values.map((value) => (value - m) ** 2)) ** 2
}

describe('practice market', () => {
  it('has an instrument record for every symbol, named as simulated, and trades on its grid', () => {
    expect(market.symbols).toContain('BTC/USDT')
    expect(market.symbols.length).toBeGreaterThanOrEqual(5)
    for (const symbol of market.symbols) {
      const record = instrumentSchema.parse(market.instrument(symbol))
      expect(record.source).toBe('practice market (simulated)')
      const decimals = (step: string) => step.split('.')[1]?.length ?? 0
      for (const timeframe of ['1m', '5m', '1h', '1d'] as const) {
        const bars = market.candles(symbol, timeframe, from, from + 20 * DAY)
        expect(bars.length).toBe((20 * DAY) / barLength(timeframe))
        expectValidCandles(bars)
        for (const name of ['open', 'high', 'low', 'close'] as const)
          expect(bars[name].every((price) => onGrid(price, decimals(record.tick)))).toBe(true)
        expect(bars.volume.every((volume) => volume > 0 && onGrid(volume, decimals(record.lot)))).toBe(true)
      }
    }
    expect(market.instrument('XYZ/USDT')).toBeUndefined()
    expect(createPracticeMarket({ margin: true }).instrument('BTC/USDT')?.shortable).toBe(true)
  })

  it('makes longer bars that are exactly the sum of the shorter ones, with and without outages', () => {
    for (const world of [market, createPracticeMarket({ seed: 3, gaps: 20 })]) {
      const start = Date.UTC(2021, 2, 1)
      const end = start + 42 * DAY
      const bars = new Map(timeframes.map((timeframe) => [timeframe, world.candles('ETH/USDT', timeframe, start, end)]))
      let pairs = 0
      for (const finer of timeframes) {
        for (const longer of timeframes) {
          if (finer === longer || !canResample(finer, longer)) continue
          // 42 days from a Monday are whole weeks; a three-day bar may be cut at the ends.
          const made = resample(bars.get(finer)!, finer, longer, { partial: 'keep' }).candles
          const asked = bars.get(longer)!
          expectSameCandles(
            candlesBetween(made, asked.time[0], end - barLength(longer) + 1),
            candlesBetween(asked, asked.time[0], end - barLength(longer) + 1),
          )
          pairs++
        }
      }
      expect(pairs).toBeGreaterThan(60)
    }
  })

  it('gives the same bars whatever range is asked for', () => {
    const whole = market.candles('SOL/USDT', '5m', from, from + 4 * DAY)
    fc.assert(
      fc.property(
        fc.integer({ min: -50, max: 1200 }),
        fc.integer({ min: 0, max: 600 }),
        fc.integer({ min: 0, max: 299_999 }),
        (row, rows, offset) => {
          const start = Math.max(from, from + row * 300_000 + offset)
          const end = Math.min(from + 4 * DAY, start + rows * 300_000)
          expectSameCandles(market.candles('SOL/USDT', '5m', start, end), candlesBetween(whole, start, end))
        },
      ),
      { numRuns: 60 },
    )
    expect(market.candles('SOL/USDT', '1h', practiceRange.from - 90 * DAY, practiceRange.from + DAY).length).toBe(24)
    expect(market.candles('SOL/USDT', '1d', practiceRange.to - DAY, practiceRange.to + 90 * DAY).length).toBe(1)
    expect(market.candles('SOL/USDT', '1w', practiceRange.from, practiceRange.from + 14 * DAY).time[0]).toBe(Date.UTC(2015, 0, 5))
  })

  it('is the same world for the same seed on every machine', () => {
    const hash = createHash('sha256')
    for (const symbol of market.symbols) {
      for (const timeframe of ['1m', '1h', '1d'] as const) {
        const bars = createPracticeMarket({ seed: 7 }).candles(symbol, timeframe, from, from + 3 * DAY)
        for (const name of columnNames) hash.update(new Uint8Array(bars[name].buffer.slice(0)).slice(0, bars.length * 8))
      }
    }
    // Recorded once: another value means another world for everybody who named this seed.
    expect(hash.digest('hex').slice(0, 16)).toBe('b108c166e036c0a5')
    const other = createPracticeMarket({ seed: 8 }).candles('BTC/USDT', '1h', from, from + DAY)
    expect([...other.close]).not.toEqual([...market.candles('BTC/USDT', '1h', from, from + DAY).close])
  })

  it('looks like a crypto market: fat tails, clustered volatility, no echo, volume with movement and by the hour', () => {
    for (const symbol of ['BTC/USDT', 'SOL/USDT']) {
      const bars = market.candles(symbol, '1h', Date.UTC(2018, 0, 1), Date.UTC(2022, 0, 1))
      const returns = logReturns(bars)
      const size = returns.map(Math.abs)
      expect(kurtosis(returns)).toBeGreaterThan(5)
      expect(lagged(size, 1)).toBeGreaterThan(0.2)
      expect(lagged(size, 24)).toBeGreaterThan(0.05)
      expect(Math.abs(lagged(returns, 1))).toBeLessThan(0.08)
      expect(correlation(size, [...bars.volume])).toBeGreaterThan(0.3)
      const days = logReturns(market.candles(symbol, '1d', Date.UTC(2018, 0, 1), Date.UTC(2022, 0, 1)))
      const yearly = Math.sqrt(mean(days.map((value) => value * value)) * 365)
      expect(yearly).toBeGreaterThan(0.3)
      expect(yearly).toBeLessThan(1.6)
      expect(kurtosis(days)).toBeGreaterThan(4)
      // The sum of squared hourly moves is the daily variance: bridges add no noise of their own.
      const ratio = (mean(returns.map((value) => value * value)) * 24) / mean(days.map((value) => value * value))
      expect(ratio).toBeGreaterThan(0.75)
      expect(ratio).toBeLessThan(1.25)
      const byHour = Array.from({ length: 24 }, (_, hour) => mean([...bars.volume].filter((_value, i) => i % 24 === hour)))
      expect(byHour[14]).toBeGreaterThan(1.5 * byHour[5])
    }
    const pair = (timeframe: '1h' | '1d') => [
      logReturns(market.candles('BTC/USDT', timeframe, Date.UTC(2018, 0, 1), Date.UTC(2021, 0, 1))),
      logReturns(market.candles('ETH/USDT', timeframe, Date.UTC(2018, 0, 1), Date.UTC(2021, 0, 1))),
    ]
    expect(correlation(...(pair('1d') as [number[], number[]]))).toBeGreaterThan(0.6)
    expect(correlation(...(pair('1h') as [number[], number[]]))).toBeGreaterThan(0.5)
  })

  it('has outages on request and only then', () => {
    const end = from + 200 * DAY
    expect(gapReport(market.candles('BTC/USDT', '5m', from, end).time, '5m', '24/7').missing).toBe(0)
    const broken = createPracticeMarket({ seed: 7, gaps: 3 })
    const bars = broken.candles('BTC/USDT', '1m', from, end)
    expectValidCandles(bars)
    const report = gapReport(bars.time, '1m', '24/7')
    expect(report.unexpected).toBe(0)
    expect(report.gaps.length).toBeGreaterThan(8)
    expect(report.gaps.length).toBeLessThan(40)
    expect(gapReport(broken.candles('ETH/USDT', '1m', from, end).time, '1m', '24/7').gaps).toEqual(report.gaps)
  })
})
