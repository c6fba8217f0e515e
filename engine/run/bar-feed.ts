import { barLength } from '../../nodes/define/timeframe.ts'
import { expectedBarsBetween } from '../market/calendar.ts'
import { toTicks, type Grid } from '../money/grid.ts'
import type { TickBar } from '../venue/contract.ts'
import type { TimedStream } from './timeline.ts'

/**
 * The bars of one slot in the instrument's own units, handed out as their closes come by. One record is used over and
 * over: it holds the bar last asked for. Called on every bar of a run, so nothing is allocated.
 */
export type BarFeed = {
  /** Close time of the next bar; Infinity after the last. */
  readonly nextClose: number
  /** The next bar, counted as passed. */
  take(): TickBar
  /** Counts the next bar as passed and answers with its close in ticks: all that is wanted while nothing works. */
  takeClose(): number
  /** The closes of the next bars in ticks, as many as `into` has room for; counted as passed once `pass` says how many were used. */
  peekCloses(into: Float64Array): void
  pass(bars: number): void
  /** Lets pass every bar that closes at or before `time`, without a look. */
  skipTo(time: number): void
  /** Bars the calendar expected between the bar taken last and the one before it. */
  missingBefore(): number
  /** The bar passed last; undefined before the first. */
  last(): TickBar | undefined
}

/** A volume written in decimals is a whole number of lots but for the last bit of its double. */
export function wholeLots(grid: Grid, volume: number): number {
  return Math.floor((volume * grid.lotScale) / grid.lotSteps + 1e-9)
}

export function createBarFeed({ candles, timeframe, calendar }: TimedStream, grid: Grid, first: number): BarFeed {
  const { time, open, high, low, close, volume, length: rows } = candles
  const length = barLength(timeframe)
  const bar: TickBar = { time: 0, end: 0, open: 0, high: 0, low: 0, close: 0, volume: 0 }
  let row = first

  function fill(at: number): TickBar {
    bar.time = time[at]!
    bar.end = bar.time + length
    bar.open = toTicks(grid, open[at]!)
    bar.high = toTicks(grid, high[at]!)
    bar.low = toTicks(grid, low[at]!)
    bar.close = toTicks(grid, close[at]!)
    bar.volume = wholeLots(grid, volume[at]!)
    return bar
  }

  const closeOf = (at: number) => (at < rows ? time[at]! + length : Infinity)

  const feed = {
    nextClose: closeOf(first),
    take() {
      const taken = fill(row++)
      feed.nextClose = closeOf(row)
      return taken
    },
    takeClose() {
      const ticks = toTicks(grid, close[row++]!)
      feed.nextClose = closeOf(row)
      return ticks
    },
    peekCloses(into: Float64Array) {
      for (let i = 0; i < into.length; i++) into[i] = toTicks(grid, close[row + i]!)
    },
    pass(bars: number) {
      row += bars
      feed.nextClose = closeOf(row)
    },
    skipTo(end: number) {
      while (row < rows && time[row]! + length <= end) row++
      feed.nextClose = closeOf(row)
    },
    missingBefore() {
      if (row < 2) return 0
      const before = time[row - 2]! + length
      const opened = time[row - 1]!
      return opened === before ? 0 : expectedBarsBetween(calendar, timeframe, before, opened)
    },
    last: () => (row === 0 ? undefined : fill(row - 1)),
  }
  return feed
}
