import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { nextOpen } from '../../engine/protocol/profiles.ts'
import { sma } from '../reference/indicators.ts'
import { simulate, type Decide } from '../reference/simulate.ts'
import type { Bar } from '../reference/matching.ts'

const file = '../shared/data/candles/GOOG.csv'
const DAY = 86_400_000

/**
 * The sample run of backtesting.py on its GOOG bars: SMA 10/30, strict cross, orders at the next open, all cash in whole units,
 * no commission, the last trade closed at the last bar's open. Rows: date, open, high, low, close, volume.
 */
test.skipIf(!existsSync(file))('the figure of backtesting.py', () => {
  const cents = (text: string) => Math.round(Number(text) * 100)
  const bars = readFileSync(file, 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line): Bar => {
      const [date, open, high, low, close, volume] = line.split(',')
      const time = Date.parse(date)
      return { time, end: time + DAY, open: cents(open), high: cents(high), low: cents(low), close: cents(close), volume: Number(volume) }
    })
  const closes = bars.map(({ close }) => close / 100)
  const fast = sma(closes, 10)
  const slow = sma(closes, 30)
  const decide: Decide = (i, _view, ask) => {
    const up = fast[i] > slow[i] && fast[i - 1] < slow[i - 1]
    const down = fast[i] < slow[i] && fast[i - 1] > slow[i - 1]
    // More than cash bears: cut to it at the fill.
    if (up || down) ask({ act: 'enter', slot: 0, side: up ? 'long' : 'short', lots: 1_000_000, signal: up ? 'up' : 'down', reverse: true })
  }
  const instrument = {
    version: 1 as const,
    symbol: 'GOOG/USD',
    base: 'GOOG',
    quote: 'USD',
    tick: '0.01',
    lot: '1',
    minimums: { quantity: '1', notional: '0' },
    fees: { maker: 0, taker: 0 },
    shortable: true,
    calendar: 'nyse' as const,
    source: 'backtesting.py',
  }
  const { trades, equity } = simulate([{ instrument, bars }], nextOpen, '10000', decide)
  expect(trades.length).toBe(66)
  expect(equity.at(-1)).toBe(5_142_299_000_000n)
  let peak = 0
  let worst = 0
  for (const value of equity.map(Number)) {
    peak = Math.max(peak, value)
    worst = Math.min(worst, (100 * (value - peak)) / peak)
  }
  expect(worst).toBeCloseTo(-47.98012705007589, 10)
})
