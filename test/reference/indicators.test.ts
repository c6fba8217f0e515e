import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { atr, bollinger, ema, highest, ichimoku, lowest, macd, rsi, sma, supertrend } from './indicators.ts'

/** The reference's own indicators against TA-Lib and Stock.Indicators, over the 502 daily bars both were run on. */
const folder = '../shared/data'
const present = existsSync(`${folder}/indicators`)

type Expected = Readonly<Record<string, readonly (number | null)[]>>
const expected = (path: string) => (JSON.parse(readFileSync(`${folder}/indicators/${path}`, 'utf8')) as { expected: Expected }).expected

describe.skipIf(!present)('textbook indicators', () => {
  const bars = present
    ? readFileSync(`${folder}/candles/stockindicators_default.csv`, 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',').map(Number))
    : []
  const [high, low, close] = [2, 3, 4].map((column) => bars.map((bar) => bar[column]))
  const prices = { high, low, close }

  const agree = (ours: readonly number[], theirs: readonly (number | null)[], from = 0) => {
    const compared = theirs.flatMap((value, i) => (value === null || Number.isNaN(ours[i]) || i < from ? [] : [[ours[i], value] as const]))
    expect(compared.length).toBeGreaterThan(300)
    for (const [mine, other] of compared) expect(Math.abs(mine - other)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(other)))
    expect(ours.every((value, i) => Number.isNaN(value) || theirs[i] !== null)).toBe(true)
  }

  test('averages', () => {
    agree(sma(close, 20), expected('talib/SMA_20.json').Real)
    agree(ema(close, 20), expected('talib/EMA_20.json').Real)
  })
  test('RSI', () => {
    agree(rsi(close, 2), expected('talib/RSI_2.json').Real)
    agree(rsi(close, 14), expected('talib/RSI_14.json').Real)
  })
  test('MACD', () => {
    const ours = macd(close, 12, 26, 9)
    const theirs = expected('talib/MACD_12_26_9.json')
    agree(ours.line, theirs.MACD)
    agree(ours.signal, theirs.MACDSignal)
    agree(ours.histogram, theirs.MACDHist)
  })
  test('Bollinger', () => {
    const ours = bollinger(close, 20, 2)
    const theirs = expected('talib/BBANDS_20_2.json')
    agree(ours.upper, theirs.RealUpperBand)
    agree(ours.lower, theirs.RealLowerBand)
  })
  test('ATR', () => agree(atr(prices, 14), expected('talib/ATR_14.json').Real))
  test('Supertrend', () => agree(supertrend(prices, 10, 3).line, expected('stock-indicators/supertrend.json').superTrend))
  test('Donchian', () => {
    const theirs = expected('stock-indicators/donchian.json')
    agree(highest(high, 20, 1), theirs.upperBand)
    agree(lowest(low, 20, 1), theirs.lowerBand)
  })
  test('Ichimoku', () => {
    const ours = ichimoku(prices, 9, 26, 52, 26)
    const theirs = expected('stock-indicators/ichimoku.json')
    agree(ours.tenkan, theirs.tenkanSen)
    agree(ours.kijun, theirs.kijunSen)
    agree(ours.spanA, theirs.senkouSpanA)
    agree(ours.spanB, theirs.senkouSpanB)
  })
})
