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

/** The rows [from, to) as views on the same memory. */
export function sliceCandles(candles: Candles, from: number, to: number): Candles {
  if (from === 0 && to === candles.length) return candles
  const part = (column: Float64Array) => column.subarray(from, to)
  return {
    length: to - from,
    time: part(candles.time),
    open: part(candles.open),
    high: part(candles.high),
    low: part(candles.low),
    close: part(candles.close),
    volume: part(candles.volume),
  }
}

/** First row whose bar opens at or after `time` (UTC milliseconds); `time.length` where none does. */
export function rowAtOrAfter(times: Float64Array, time: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (times[middle] < time) low = middle + 1
    else high = middle
  }
  return low
}

/** The bars that open in [from, to), UTC milliseconds, as views on the same memory. */
export function candlesBetween(candles: Candles, from: number, to: number): Candles {
  const first = rowAtOrAfter(candles.time, from)
  return sliceCandles(candles, first, Math.max(first, rowAtOrAfter(candles.time, to)))
}
