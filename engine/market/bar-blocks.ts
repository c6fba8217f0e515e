import { barLength, type Timeframe } from '../../nodes/define/timeframe.ts'
import { allocateCandles, sliceCandles, type Candles } from './candles.ts'
import { chunkOf, CHUNK_ROWS } from './content-key.ts'

/** Bars of one chunk, rising in time, with the line each came from. */
export type Block = { readonly candles: Candles; readonly lines: Float64Array }

/** How many bars there are, and when they come. */
export type BarHabits = {
  bars: number
  /** Open of the first bar and end of the last, UTC milliseconds. */
  from: number
  to: number
  /** Bars on Saturdays and Sundays, and the earliest and latest time of day a bar opens. */
  weekendBars: number
  earliest: number
  latest: number
}

const DAY = 86_400_000

/** Gathers bars that rise (or, `reversed`, fall) in time into blocks of one chunk each. */
export function createBlocks(timeframe: Timeframe, reversed: boolean, habits: BarHabits) {
  const length = barLength(timeframe)
  const full: Block[] = []
  let block = allocateCandles(0)
  let lines = new Float64Array(0)
  let filled = 0
  let chunkFrom = Infinity
  let chunkTo = -Infinity

  function add(time: number, open: number, high: number, low: number, close: number, volume: number, line: number): void {
    if (time < chunkFrom || time >= chunkTo) start(time)
    // From the front, or from the back where the file runs backwards.
    const row = reversed ? CHUNK_ROWS - 1 - filled : filled
    block.time[row] = time
    block.open[row] = open
    block.high[row] = high
    block.low[row] = low
    block.close[row] = close
    block.volume[row] = volume
    lines[row] = line
    filled++
  }

  function start(time: number): void {
    end()
    chunkFrom = chunkOf(timeframe, time) * CHUNK_ROWS * length
    chunkTo = chunkFrom + CHUNK_ROWS * length
    block = allocateCandles(CHUNK_ROWS)
    lines = new Float64Array(CHUNK_ROWS)
  }

  /** Closes the block being filled. */
  function end(): void {
    if (filled === 0) return
    const [from, to] = reversed ? [CHUNK_ROWS - filled, CHUNK_ROWS] : [0, filled]
    const candles = sliceCandles(block, from, to)
    full.push({ candles, lines: lines.subarray(from, to) })
    habits.bars += filled
    habits.from = Math.min(habits.from, candles.time[0])
    habits.to = Math.max(habits.to, candles.time[filled - 1] + length)
    noteHabits(candles.time, habits)
    filled = 0
  }

  return { add, end, take: () => full.splice(0) }
}

function noteHabits(times: Float64Array, habits: BarHabits): void {
  let day = NaN
  let weekend = false
  for (const time of times) {
    if (!(time - day * DAY < DAY)) {
      day = Math.floor(time / DAY)
      const weekday = (((day + 4) % 7) + 7) % 7
      weekend = weekday === 0 || weekday === 6
    }
    if (weekend) habits.weekendBars++
    const clock = time - day * DAY
    if (clock < habits.earliest) habits.earliest = clock
    if (clock > habits.latest) habits.latest = clock
  }
}
