import { barLength, barOpen, type Timeframe } from '../../nodes/define/timeframe.ts'
import { expectedBarsBetween, type Calendar } from './calendar.ts'
import { allocateCandles, type Candles } from './candles.ts'
import { columnDecimals, scales } from './decimals.ts'

/** Longer bars made of shorter ones. */
export type Resampled = {
  readonly candles: Candles
  /** Rows built although some bar the calendar expects is missing among their parts, rising. */
  readonly incomplete: readonly number[]
  /** Rows of the finer data that belong to a bar not yet begun at the first row, or not over at the last, and were left out. */
  readonly droppedHead: number
  readonly droppedTail: number
}

/** Whether bars of `to` are made of whole bars of `from`: 1h → 4h yes, 8h → 12h no, 3d → 1w no. */
export function canResample(from: Timeframe, to: Timeframe): boolean {
  const finer = barLength(from)
  const longer = barLength(to)
  return longer % finer === 0 && !(to === '1w' && from === '3d')
}

/**
 * Builds bars of `to` from bars of `from`: first open, highest high, lowest low, last close, sum of volume.
 * Volumes are added as integers of their own decimal grid, so sums are exactly what a venue publishes for the longer bar.
 * A bar without any part is a gap. The first and the last bar are left out where expected parts lie outside the data,
 * since their figures are not what the market showed; `partial: 'keep'` builds them nevertheless.
 * Throws where the timeframes do not divide (`canResample` tells).
 */
export function resample(
  candles: Candles,
  from: Timeframe,
  to: Timeframe,
  options: { calendar?: Calendar; partial?: 'drop' | 'keep' } = {},
): Resampled {
  if (!canResample(from, to)) throw new RangeError(`bars of ${to} are not made of whole bars of ${from}`)
  const calendar = options.calendar ?? '24/7'
  const { time } = candles
  const rows = candles.length
  const finer = barLength(from)
  const length = barLength(to)
  let first = 0
  let end = rows
  if (options.partial !== 'keep' && rows > 0) {
    const headOpen = barOpen(to, time[0])
    if (expectedBarsBetween(calendar, from, headOpen, time[0]) > 0) while (first < rows && time[first] < headOpen + length) first++
    const tailOpen = barOpen(to, time[rows - 1])
    if (expectedBarsBetween(calendar, from, time[rows - 1] + finer, tailOpen + length) > 0)
      while (end > first && time[end - 1] >= tailOpen) end--
  }

  let bars = 0
  for (let i = first, close = -Infinity; i < end; i++) {
    if (time[i] < close) continue
    close = barOpen(to, time[i]) + length
    bars++
  }
  const out = allocateCandles(bars)
  const incomplete: number[] = []
  const decimals = columnDecimals(candles.volume.subarray(first, end))
  let i = first
  for (let bar = 0; bar < bars; bar++) {
    const open = barOpen(to, time[i])
    const begin = i
    let high = -Infinity
    let low = Infinity
    while (i < end && time[i] < open + length) {
      if (candles.high[i] > high) high = candles.high[i]
      if (candles.low[i] < low) low = candles.low[i]
      i++
    }
    out.time[bar] = open
    out.open[bar] = candles.open[begin]
    out.high[bar] = high
    out.low[bar] = low
    out.close[bar] = candles.close[i - 1]
    out.volume[bar] = exactSum(candles.volume, begin, i, decimals)
    const parts = calendar === '24/7' ? length / finer : expectedBarsBetween(calendar, from, open, open + length)
    if (i - begin < parts) incomplete.push(bar)
  }
  return { candles: out, incomplete, droppedHead: first, droppedTail: rows - end }
}

/** Sum of decimals with at most `decimals` decimals, rounded once: whole parts and fractions are added as integers. */
function exactSum(values: Float64Array, from: number, to: number, decimals: number): number {
  const scale = scales[decimals]
  let whole = 0
  let fraction = 0
  for (let i = from; i < to; i++) {
    const floor = Math.floor(values[i])
    whole += floor
    fraction += Math.round((values[i] - floor) * scale)
  }
  if (whole * scale + fraction < 2 ** 53) return (whole * scale + fraction) / scale
  return whole + Math.floor(fraction / scale) + (fraction % scale) / scale
}
