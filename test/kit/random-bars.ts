import type { CandleColumns } from '../../nodes/define/ports.ts'

/** Numbers in [0, 1), the same for the same seed (xorshift32). */
export function randomNumbers(seed: number): () => number {
  let bits = seed || 1
  return () => {
    bits ^= bits << 13
    bits ^= bits >>> 17
    bits ^= bits << 5
    return (bits >>> 0) / 2 ** 32
  }
}

/** Five-minute bars of a random walk near `price`, with flat stretches, repeated extremes and bars without volume. */
export function randomBars(length: number, seed: number, price = 30_000): CandleColumns {
  const next = randomNumbers(seed)
  const column = () => new Float64Array(length)
  const bars = { time: column(), open: column(), high: column(), low: column(), close: column(), volume: column() }
  let close = price
  let flat = 0
  for (let i = 0; i < length; i++) {
    if (flat === 0 && next() < 0.01) flat = Math.floor(next() * 40)
    const quiet = flat > 0
    if (quiet) flat--
    const tick = price / 3000
    const move = () => (quiet ? 0 : Math.round(next() * 12 - 6) * tick * 0.37)
    const open = close
    close = Math.max(price / 10, open + move())
    bars.time[i] = i * 300_000
    bars.open[i] = open
    bars.close[i] = close
    bars.high[i] = Math.max(open, close) + Math.abs(move())
    bars.low[i] = Math.min(open, close) - Math.abs(move())
    bars.volume[i] = quiet ? 0 : next() * 50
  }
  return bars
}
