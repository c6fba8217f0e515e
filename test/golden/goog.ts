import { existsSync, readFileSync } from 'node:fs'
import type { Instrument } from '../../engine/money/instruments.ts'

/**
 * The sample run of backtesting.py on its GOOG bars: averages of 10 and 30 closes, strict cross on the bar before, orders at
 * the next open, all cash in whole units, both sides, no commission, the last trade closed at the last bar's open.
 */
export const published = { trades: 66, finalEquity: 51_422.99, worstDrawdownPercent: -47.98012705007589 }

const file = '../shared/data/candles/GOOG.csv'
export const present = existsSync(file)
export const DAY = 86_400_000

export type DayBar = {
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** Rows of the file: date, open, high, low, close, volume. */
export function googBars(): readonly DayBar[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => {
      const [date, ...cells] = line.split(',')
      const [open, high, low, close, volume] = cells.map(Number)
      return { time: Date.parse(date), open, high, low, close, volume }
    })
}

/** Whole shares, cents, both sides, no fees. */
export const goog: Instrument = {
  version: 1,
  symbol: 'GOOG/USD',
  base: 'GOOG',
  quote: 'USD',
  tick: '0.01',
  lot: '1',
  minimums: { quantity: '1', notional: '0' },
  fees: { maker: 0, taker: 0 },
  shortable: true,
  calendar: 'nyse',
  source: 'backtesting.py',
}

/** Worst fall from the highest value so far, in percent. */
export function worstDrawdown(values: Iterable<number>): number {
  let peak = 0
  let worst = 0
  for (const value of values) {
    peak = Math.max(peak, value)
    worst = Math.min(worst, (100 * (value - peak)) / peak)
  }
  return worst
}
