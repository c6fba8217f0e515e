import { expect } from 'vitest'
import type { Candles } from '../../engine/market/candles.ts'

export const columnNames = ['time', 'open', 'high', 'low', 'close', 'volume'] as const

/** Both hold the same bars, bit for bit. */
export function expectSameCandles(actual: Candles, expected: Candles): void {
  expect(actual.length).toBe(expected.length)
  for (const name of columnNames) {
    for (let i = 0; i < expected.length; i++) {
      if (!Object.is(actual[name][i], expected[name][i])) {
        expect.fail(`${name} of row ${i} (${new Date(expected.time[i]).toISOString()}): ${actual[name][i]} instead of ${expected[name][i]}`)
      }
    }
  }
}

/** Rising times, positive prices, the body within high and low. */
export function expectValidCandles(candles: Candles): void {
  const { time, open, high, low, close, volume } = candles
  for (let i = 0; i < candles.length; i++) {
    const good =
      low[i] > 0 &&
      high[i] >= open[i] &&
      high[i] >= close[i] &&
      low[i] <= open[i] &&
      low[i] <= close[i] &&
      volume[i] >= 0 &&
      (i === 0 || time[i] > time[i - 1])
    if (!good) expect.fail(`row ${i}: ${time[i]} ${open[i]} ${high[i]} ${low[i]} ${close[i]} ${volume[i]}`)
  }
}
