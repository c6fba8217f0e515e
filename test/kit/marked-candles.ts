import { barLength, barOpen, type Timeframe } from '../../nodes/define/timeframe.ts'
import { allocateCandles, type Candles } from '../../engine/market/candles.ts'

/** Bars without the rows for which `gone` says so: gaps. */
export function without(candles: Candles, gone: (row: number) => boolean): Candles {
  const kept = Array.from({ length: candles.length }, (_, row) => row).filter((row) => !gone(row))
  const rest = allocateCandles(kept.length)
  for (const field of ['time', 'open', 'high', 'low', 'close', 'volume'] as const)
    for (const [i, row] of kept.entries()) rest[field][i] = candles[field][row]!
  return rest
}

/** Bars of a longer timeframe made of those there are, the simplest way; a bar cut off at the end is left out. */
export function longer(candles: Candles, from: Timeframe, to: Timeframe): Candles {
  const rows: number[][] = []
  for (let row = 0; row < candles.length; row++) {
    const open = barOpen(to, candles.time[row]!)
    if (rows.length === 0 || barOpen(to, candles.time[rows.at(-1)![0]!]!) !== open) rows.push([])
    rows.at(-1)!.push(row)
  }
  const end = candles.time[candles.length - 1]! + barLength(from)
  const whole = rows.filter((group) => barOpen(to, candles.time[group[0]!]!) + barLength(to) <= end)
  const made = allocateCandles(whole.length)
  for (const [i, group] of whole.entries()) {
    made.time[i] = barOpen(to, candles.time[group[0]!]!)
    made.open[i] = candles.open[group[0]!]!
    made.high[i] = Math.max(...group.map((row) => candles.high[row]!))
    made.low[i] = Math.min(...group.map((row) => candles.low[row]!))
    made.close[i] = candles.close[group.at(-1)!]!
    made.volume[i] = group.reduce((sum, row) => sum + candles.volume[row]!, 0)
  }
  return made
}
