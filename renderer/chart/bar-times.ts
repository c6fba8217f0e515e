import type { ChartInfo } from '../../engine/protocol/chart-requests.ts'
import type { Loaded } from '../stores/chart.ts'

/**
 * Between bar numbers and close times, from what is loaded: exact at the beginning of each bucket, straight between two of them. Enough
 * for an axis and for a line on screen; who needs a bar's very time asks the engine.
 */
type Stretch = Pick<Loaded, 'from' | 'size' | 'times'>

/** Close of a bar, fractions allowed. */
export function timeAt({ from, size, times }: Stretch, bar: number, { barLength, bars, end }: ChartInfo): number {
  if (times.length === 0) return end
  const place = (bar - from) / size
  if (place <= 0) return times[0]! + (bar - from) * barLength
  const i = Math.min(times.length - 1, Math.floor(place))
  const next = i + 1 < times.length ? times[i + 1]! : undefined
  if (next !== undefined) return times[i]! + (place - i) * (next - times[i]!)
  const last = Math.min(bars - 1, from + (i + 1) * size)
  const width = Math.max(1, last - (from + i * size))
  const until = from + times.length * size >= bars ? end : times[i]! + width * barLength
  return times[i]! + ((bar - from - i * size) / width) * (until - times[i]!)
}

/** The bar, fractions allowed, that closes at a time. */
export function barOfTime(stretch: Stretch, time: number, info: ChartInfo): number {
  const { from, size, times } = stretch
  if (times.length === 0) return 0
  if (time <= times[0]!) return from + (time - times[0]!) / info.barLength
  let [low, high] = [0, times.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (times[middle]! <= time) low = middle
    else high = middle - 1
  }
  const next = low + 1 < times.length ? times[low + 1]! : undefined
  if (next === undefined) return from + low * size + (time - times[low]!) / info.barLength
  return from + (low + (time - times[low]!) / (next - times[low]!)) * size
}
