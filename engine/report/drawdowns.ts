import type { Drawdown } from '../protocol/report.ts'

const DAY = 86_400_000

/** Falls from a peak: `max` and `maxDays` are those of the deepest, `longestDays` of the longest. Depths are fractions. */
export type Drawdowns = {
  readonly max: number
  readonly maxDays: number
  readonly longestDays: number
  /** The deepest few, deepest first. */
  readonly deepest: readonly Drawdown[]
}

/**
 * Every stretch below the highest value so far, from the peak to the first row back at it, or to the last row.
 * `start` is the value before the first row (the capital); it is the first peak. Unknown rows are passed over.
 */
export function findDrawdowns(times: Float64Array, values: Float64Array, start: number, keep = 5): Drawdowns {
  const found: Drawdown[] = []
  let peak = start
  let peakTime = times.length > 0 ? times[0] : 0
  let low = start
  let lowTime = peakTime
  let lastTime = peakTime
  let longest = 0
  const end = (time: number, recovered: boolean) => {
    longest = Math.max(longest, time - peakTime)
    const depth = (peak - low) / peak
    if (found.length === keep && depth <= found[keep - 1].depth) return
    found.push({ from: peakTime, trough: lowTime, to: recovered ? time : null, depth, days: (time - peakTime) / DAY })
    found.sort((a, b) => b.depth - a.depth || a.from - b.from)
    if (found.length > keep) found.pop()
  }
  for (let i = 0; i < times.length; i++) {
    const value = values[i]
    if (value !== value) continue
    lastTime = times[i]
    if (value >= peak) {
      if (low < peak) end(times[i], true)
      peak = value
      peakTime = times[i]
      low = value
    } else if (value < low) {
      low = value
      lowTime = times[i]
    }
  }
  if (low < peak) end(lastTime, false)
  const deepest = found.length > 0 ? found[0] : undefined
  return { max: deepest?.depth ?? 0, maxDays: deepest?.days ?? 0, longestDays: longest / DAY, deepest: found }
}
