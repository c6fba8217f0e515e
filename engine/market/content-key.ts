import { createHash } from 'node:crypto'
import { barLength, type Timeframe } from '../../nodes/define/timeframe.ts'
import { sliceCandles, type Candles } from './candles.ts'

/** Bars of one chunk: every chunk covers this many places on the timeframe's grid, whether all have bars or not. */
export const CHUNK_ROWS = 4096

/** Number of the chunk in which a bar that opens at `time` (UTC milliseconds) belongs. */
export function chunkOf(timeframe: Timeframe, time: number): number {
  return Math.floor(time / (barLength(timeframe) * CHUNK_ROWS))
}

/** The bytes of a column, without copying. */
export function bytesOf(column: Float64Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength)
}

/** SHA-256 of the rows of one chunk, column after column: what the store writes down when a chunk is written. */
export function chunkKey(rows: Candles): string {
  const hash = createHash('sha256')
  for (const column of [rows.time, rows.open, rows.high, rows.low, rows.close, rows.volume]) hash.update(bytesOf(column))
  return hash.digest('hex')
}

/** The key of data whose chunks have these keys, in order. */
export function keyOfChunks(timeframe: Timeframe, chunkKeys: readonly string[]): string {
  const hash = createHash('sha256').update(timeframe)
  for (const key of chunkKeys) hash.update(key)
  return hash.digest('hex')
}

/** Cuts bars into the rows of one chunk each, as views on the same memory. */
export function* chunksOf(candles: Candles, timeframe: Timeframe): Generator<Candles> {
  for (let from = 0; from < candles.length;) {
    const chunk = chunkOf(timeframe, candles.time[from])
    let to = from + 1
    while (to < candles.length && chunkOf(timeframe, candles.time[to]) === chunk) to++
    yield sliceCandles(candles, from, to)
    from = to
  }
}

/**
 * Names bars by what they are: equal bars of a timeframe have equal keys, whichever source they came from and whatever lies outside them.
 * Hashing goes by chunks, so the store answers the same key from what it wrote down, without reading a row. Costs about 40 ms per million bars.
 */
export function contentKey(candles: Candles, timeframe: Timeframe): string {
  return keyOfChunks(timeframe, Array.from(chunksOf(candles, timeframe), chunkKey))
}
