/**
 * Bars of one instrument and timeframe as parallel columns, oldest first.
 * `time` is the bar's open in UTC milliseconds, strictly rising; prices are quote per base; `volume` is in base.
 * A bar without trades is flat with volume 0 (an "empty" bar). A missing row is a gap: nothing is known about it.
 * Columns live in shared memory, so a worker reads what the store loaded.
 */
export type Candles = {
  readonly length: number
  readonly time: Float64Array
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
}

/** Allocates columns for `length` bars in shared memory. */
export function allocateCandles(length: number): Candles {
  const column = () => new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT))
  return { length, time: column(), open: column(), high: column(), low: column(), close: column(), volume: column() }
}
