import { describe, expect, it } from 'vitest'
import { instrumentSchema } from '../../engine/money/instruments.ts'
import { onGrid } from '../../engine/market/decimals.ts'
import { gapReport } from '../../engine/market/gaps.ts'
import { openSp500 } from '../../engine/market/sp500.ts'
import { expectValidCandles } from './check-candles.ts'
import { refused, taken } from './taken.ts'

describe('S&P 500 daily bars', () => {
  it('hold every trading day of the New York exchange from 2000 to 2020, and no other', async () => {
    const { source } = taken(await openSp500())
    expect(instrumentSchema.parse(source.instrument).symbol).toBe('SPX/USD')
    const { candles } = taken(await source.candles('1d', source.range.from, source.range.to))
    expect(candles.length).toBe(5105)
    expect(new Date(candles.time[0]).toISOString()).toBe('2000-01-03T00:00:00.000Z')
    expect([candles.open[0], candles.high[0], candles.low[0], candles.close[0], candles.volume[0]]).toEqual([
      1469.25, 1478, 1438.359985, 1455.219971, 931800000,
    ])
    expectValidCandles(candles)
    expect(candles.close.every((price) => onGrid(price, 6))).toBe(true)
    const report = gapReport(candles.time, '1d', 'nyse')
    expect(report.missing).toBe(0)
    expect(report.unexpected).toBe(0)
  })

  it('make weeks of four days where Monday was a holiday, and refuse hours', async () => {
    const { source } = taken(await openSp500())
    const weeks = taken(await source.candles('1w', Date.UTC(2007, 0, 1), Date.UTC(2007, 2, 1)))
    expect(weeks.candles.length).toBe(9)
    expect(weeks.incomplete).toEqual([])
    expect(weeks.builtFrom).toBe('1d')
    // 2007-01-01 and -02 were holidays: the first week has three days, and is whole.
    expect(weeks.candles.time[0]).toBe(Date.UTC(2007, 0, 1))
    expect(weeks.candles.open[0]).toBe(1418.030029)
    expect(refused(await source.candles('1h', 0, 1e13)).code).toBe('too-fine')
  })
})
