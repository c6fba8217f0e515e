import { expect, test } from 'vitest'
import { nextOpen } from '../../engine/protocol/profiles.ts'
import { sma } from '../reference/indicators.ts'
import type { Bar } from '../reference/matching.ts'
import type { Decide } from '../reference/asks.ts'
import { simulate } from '../reference/simulate.ts'
import { DAY, goog, googBars, present, published, worstDrawdown } from './goog.ts'

test.skipIf(!present)('the reference gives the figure of backtesting.py', () => {
  const rows = googBars()
  const cents = (price: number) => Math.round(price * 100)
  const bars = rows.map((row): Bar => {
    return { ...row, end: row.time + DAY, open: cents(row.open), high: cents(row.high), low: cents(row.low), close: cents(row.close) }
  })
  const closes = rows.map(({ close }) => close)
  const [fast, slow] = [sma(closes, 10), sma(closes, 30)]
  const decide: Decide = (i, _view, ask) => {
    const up = fast[i] > slow[i] && fast[i - 1] < slow[i - 1]
    const down = fast[i] < slow[i] && fast[i - 1] > slow[i - 1]
    // More than cash bears: cut to it at the fill.
    if (up || down) ask({ act: 'enter', slot: 0, side: up ? 'long' : 'short', lots: 1_000_000, signal: up ? 'up' : 'down', reverse: true })
  }
  const { trades, equity } = simulate([{ instrument: goog, bars }], nextOpen, '10000', decide)
  expect(trades.length).toBe(published.trades)
  expect(equity.at(-1)).toBe(BigInt(Math.round(published.finalEquity * 1e8)))
  expect(worstDrawdown(equity.map(Number))).toBeCloseTo(published.worstDrawdownPercent, 10)
})
