import { allocateCandles, type Candles } from '../../engine/market/candles.ts'

/** A seeded walk of `length` bars (an hour each unless `step` says otherwise, in milliseconds) on a grid of cents: cheap, endless, and with a little trading in every bar. */
export function walkCandles(length: number, seed = 42, step = 3_600_000): Candles {
  const start = 100
  const candles = allocateCandles(length)
  let state = seed >>> 0
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 4294967296
  }
  const cents = (value: number) => Math.max(1, Math.round(value * 100)) / 100
  let price = start
  for (let i = 0; i < length; i++) {
    const open = cents(price * (1 + (random() - 0.5) * 0.001))
    const close = cents(open * (1 + (random() - 0.5) * 0.004) + (start - open) * 0.0002)
    const high = cents(Math.max(open, close) * (1 + random() * 0.001))
    const low = cents(Math.min(open, close) * (1 - random() * 0.001))
    candles.time[i] = Date.UTC(2020, 0, 1) + i * step
    candles.open[i] = open
    candles.high[i] = Math.max(high, open, close)
    candles.low[i] = Math.min(low, open, close)
    candles.close[i] = close
    candles.volume[i] = Math.floor(1e8 + random() * 1e8) / 1e4
    price = close
  }
  return candles
}
