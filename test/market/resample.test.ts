import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allocateCandles, sliceCandles, type Candles } from '../../engine/market/candles.ts'
import { canResample, resample } from '../../engine/market/resample.ts'
import { barLength, timeframes, type Timeframe } from '../../nodes/define/timeframe.ts'
import { expectSameCandles } from './check-candles.ts'

const folder = resolve(import.meta.dirname, '../../../shared/data/candles')
const HOUR = 3_600_000

function readCandles(name: string): Candles {
  const lines = readFileSync(resolve(folder, name), 'utf8').trimEnd().split('\n').slice(1)
  const candles = allocateCandles(lines.length)
  for (const [i, line] of lines.entries()) {
    const values = line.split(',').map(Number)
    for (const [column, name] of (['time', 'open', 'high', 'low', 'close', 'volume'] as const).entries()) candles[name][i] = values[column]
  }
  return candles
}

function hours(times: number[], volume = (row: number) => row + 1): Candles {
  const candles = allocateCandles(times.length)
  for (const [row, hour] of times.entries()) {
    candles.time[row] = Date.UTC(2024, 0, 1) + hour * HOUR
    candles.open[row] = 100 + row
    candles.high[row] = 110 + row
    candles.low[row] = 90 - row
    candles.close[row] = 101 + row
    candles.volume[row] = volume(row)
  }
  return candles
}

describe.skipIf(!existsSync(folder))('resampling against the candles a venue published', () => {
  for (const [symbol, present] of [
    ['BTC', ['5m', '15m', '1h', '4h', '1d', '1w']],
    ['ETH', ['5m', '15m', '1h', '4h', '1d']],
    ['SOL', ['5m', '15m', '1h', '1d']],
  ] as [string, Timeframe[]][]) {
    it(`${symbol}: every longer timeframe from every shorter one`, () => {
      const published = new Map(present.map((timeframe) => [timeframe, readCandles(`binance_${symbol}_USDT_${timeframe}.csv`)]))
      let compared = 0
      for (const finer of present) {
        for (const longer of present) {
          if (barLength(longer) <= barLength(finer)) continue
          const made = resample(published.get(finer)!, finer, longer)
          const wanted = published.get(longer)!
          // The venue's files end at different moments; what both have must be equal, and they start together.
          const rows = Math.min(made.candles.length, wanted.length)
          expect(rows).toBeGreaterThanOrEqual(wanted.length - 1)
          expect(made.incomplete).toEqual([])
          expect(made.droppedHead).toBe(0)
          expectSameCandles(sliceCandles(made.candles, 0, rows), sliceCandles(wanted, 0, rows))
          compared += rows
        }
      }
      expect(compared).toBeGreaterThan(30_000)
    })
  }
})

describe('resampling', () => {
  it('leaves out the bars cut off at either end, and says so', () => {
    const made = resample(hours([2, 3, 4, 5, 6, 7, 8, 9]), '1h', '4h')
    expect([...made.candles.time]).toEqual([Date.UTC(2024, 0, 1, 4)])
    expect([made.droppedHead, made.droppedTail]).toEqual([2, 2])
    const { open, high, low, close, volume } = made.candles
    expect([open[0], high[0], low[0], close[0], volume[0]]).toEqual([102, 115, 85, 106, 18])
    expect(resample(hours([2, 3, 4, 5, 6, 7, 8, 9]), '1h', '4h', { partial: 'keep' }).candles.length).toBe(3)
  })

  it('builds a bar with a missing part and flags it; a bar without parts is a gap', () => {
    const made = resample(hours([0, 1, 3, 12, 13, 14, 15, 16, 17, 18, 19]), '1h', '4h')
    expect([...made.candles.time].map((time) => (time - Date.UTC(2024, 0, 1)) / HOUR)).toEqual([0, 12, 16])
    expect(made.incomplete).toEqual([0])
  })

  it('adds volumes without the noise of binary fractions', () => {
    expect(
      resample(
        hours([0, 1, 2, 3], () => 0.1),
        '1h',
        '4h',
      ).candles.volume[0],
    ).toBe(0.4)
    expect(
      resample(
        hours([0, 1, 2, 3], (row) => [0.1, 0.2, 0.3, 1e9][row]),
        '1h',
        '4h',
      ).candles.volume[0],
    ).toBe(1000000000.6)
    expect(
      resample(
        hours([0, 1, 2, 3], (row) => [1e15, 0.5, 0.25, 0.25][row]),
        '1h',
        '4h',
      ).candles.volume[0],
    ).toBe(1e15 + 1)
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1e12 }), { minLength: 24, maxLength: 24 }),
        fc.integer({ min: 0, max: 8 }),
        (lots, decimals) => {
          const sum = lots.reduce((a, b) => a + b, 0)
          const day = resample(
            hours(
              lots.map((_, i) => i),
              (row) => lots[row] / 10 ** decimals,
            ),
            '1h',
            '1d',
          )
          expect(day.candles.volume[0]).toBe(sum / 10 ** decimals)
        },
      ),
    )
  })

  it('gives the same bars in one step as in two', () => {
    const bars = hours(Array.from({ length: 1000 }, (_, i) => i + (i > 300 ? 7 : 0)))
    const twice = resample(resample(bars, '1h', '4h').candles, '4h', '1d')
    const once = resample(bars, '1h', '1d').candles
    expect(once.length).toBeGreaterThan(40)
    expectSameCandles(twice.candles, once)
  })

  it('refuses what does not divide, and takes nothing for nothing', () => {
    expect(canResample('8h', '12h')).toBe(false)
    expect(canResample('3d', '1w')).toBe(false)
    expect(canResample('1d', '1w')).toBe(true)
    expect(canResample('1h', '1m')).toBe(false)
    for (const timeframe of timeframes) expect(canResample('1m', timeframe)).toBe(true)
    expect(() => resample(hours([0]), '8h', '12h')).toThrow('not made of whole bars')
    expect(resample(hours([]), '1h', '1d').candles.length).toBe(0)
  })
})
