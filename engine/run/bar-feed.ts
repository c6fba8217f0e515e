import { barLength } from '../../nodes/define/timeframe.ts'
import { expectedBarsBetween } from '../market/calendar.ts'
import type { Candles } from '../market/candles.ts'
import { toTicks, type Grid } from '../money/grid.ts'
import type { TickBar } from '../venue/contract.ts'
import type { TimedStream } from './timeline.ts'

/**
 * The bars of one slot in the instrument's own units, handed out as their closes come by. One record is used over and
 * over: it holds the bar last asked for.
 */
export type BarFeed = {
  /** Close time of the next bar; Infinity after the last. */
  nextClose(): number
  /** The next bar, counted as passed. */
  take(): TickBar
  /** Lets pass every bar that closes at or before `time`, without a look. */
  skipTo(time: number): void
  /** Bars the calendar expected between the bar taken last and the one before it. */
  missingBefore(): number
  /** The bar passed last; undefined before the first. */
  last(): TickBar | undefined
}

export function createBarFeed(stream: TimedStream, grid: Grid, first: number): BarFeed {
  const { candles, timeframe, calendar } = stream
  const length = barLength(timeframe)
  const bar: TickBar = { time: 0, end: 0, open: 0, high: 0, low: 0, close: 0, volume: 0 }
  let row = first

  return {
    nextClose: () => (row < candles.length ? candles.time[row]! + length : Infinity),
    take() {
      fill(bar, candles, row, grid)
      bar.end = bar.time + length
      row++
      return bar
    },
    skipTo(time) {
      while (row < candles.length && candles.time[row]! + length <= time) row++
    },
    missingBefore() {
      if (row < 2) return 0
      const before = candles.time[row - 2]! + length
      const open = candles.time[row - 1]!
      return open === before ? 0 : expectedBarsBetween(calendar, timeframe, before, open)
    },
    last() {
      if (row === 0) return undefined
      fill(bar, candles, row - 1, grid)
      bar.end = bar.time + length
      return bar
    },
  }
}

function fill(bar: TickBar, candles: Candles, row: number, grid: Grid): void {
  bar.time = candles.time[row]!
  bar.open = toTicks(grid, candles.open[row]!)
  bar.high = toTicks(grid, candles.high[row]!)
  bar.low = toTicks(grid, candles.low[row]!)
  bar.close = toTicks(grid, candles.close[row]!)
  bar.volume = Math.floor((candles.volume[row]! * grid.lotScale) / grid.lotSteps + 1e-9)
}
