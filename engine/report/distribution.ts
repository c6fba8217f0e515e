import type { ReportDocument } from '../protocol/report.ts'
import { percentile } from './statistics.ts'

/** Most bins a distribution is drawn with. */
const MOST_BINS = 24

/**
 * Returns (fractions) counted in bins of equal, round width that meet at 0: one of 0.01, 0.02, 0.05, 0.1 … percent,
 * the first with which all fit in 24 bins. Values that are not finite are left out.
 */
export function distribute(returns: readonly number[]): ReportDocument['distribution'] {
  const sorted = returns.filter((x) => Number.isFinite(x)).toSorted((a, b) => a - b)
  if (sorted.length === 0) return { bins: [], percentiles: null }
  const lowest = sorted[0]
  const highest = sorted[sorted.length - 1]
  const width = binWidth(lowest, highest)
  const first = Math.floor((lowest * 10_000) / width)
  const counts = Array.from({ length: Math.floor((highest * 10_000) / width) - first + 1 }, () => 0)
  for (const x of sorted) counts[Math.floor((x * 10_000) / width) - first]++
  return {
    bins: counts.map((count, i) => ({ from: ((first + i) * width) / 10_000, to: ((first + i + 1) * width) / 10_000, count })),
    percentiles: {
      p5: percentile(sorted, 5),
      p25: percentile(sorted, 25),
      p50: percentile(sorted, 50),
      p75: percentile(sorted, 75),
      p95: percentile(sorted, 95),
    },
  }
}

/** Width in hundredths of a percent. */
function binWidth(lowest: number, highest: number): number {
  for (let decade = 1; ; decade *= 10) {
    for (const step of [1, 2, 5]) {
      const width = step * decade
      if (Math.floor((highest * 10_000) / width) - Math.floor((lowest * 10_000) / width) < MOST_BINS) return width
    }
  }
}
