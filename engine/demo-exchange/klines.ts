import { nearest, textOf, valueOf } from './amounts.ts'

/** One candle of the outside world: `time` its open, UTC milliseconds; prices in quote, volume in base. */
export type Candle = {
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** Where a market's prices come from. Candles of `length` milliseconds, in order, that open in [from, to); the longest look-back is its own affair. */
export type CandleSource = { readonly length: number; candles(from: number, to: number): Promise<readonly Candle[]> }

/** A candle as it is built up: amounts as in amounts.ts. */
export type Bar = { time: number; open: bigint; high: bigint; low: bigint; close: bigint; volume: bigint; quote: bigint; trades: number }

export const intervals: Readonly<Record<string, number>> = {
  '1s': 1000,
  '1m': 60_000,
  '3m': 180_000,
  '5m': 300_000,
  '15m': 900_000,
  '30m': 1_800_000,
  '1h': 3_600_000,
  '2h': 7_200_000,
  '4h': 14_400_000,
  '6h': 21_600_000,
  '8h': 28_800_000,
  '12h': 43_200_000,
  '1d': 86_400_000,
  '3d': 259_200_000,
  '1w': 604_800_000,
}

/** Weeks begin on Mondays; the epoch was a Thursday. */
const MONDAY = 345_600_000

/** Open of the candle of this length that `time` lies in. */
export function openOf(length: number, time: number): number {
  const origin = length === intervals['1w'] ? MONDAY : 0
  return Math.floor((time - origin) / length) * length + origin
}

export function barOf({ time, open, high, low, close, volume }: Candle): Bar {
  return {
    time,
    open: nearest(open),
    high: nearest(high),
    low: nearest(low),
    close: nearest(close),
    volume: nearest(volume),
    quote: valueOf(nearest(close), nearest(volume)),
    trades: volume > 0 ? 4 : 0,
  }
}

/** Takes one more price into a candle. */
export function addPrice(bar: Bar | undefined, time: number, price: bigint, quantity: bigint): Bar {
  const quote = valueOf(price, quantity)
  if (!bar) return { time, open: price, high: price, low: price, close: price, volume: quantity, quote, trades: 1 }
  bar.high = price > bar.high ? price : bar.high
  bar.low = price < bar.low ? price : bar.low
  bar.close = price
  bar.volume += quantity
  bar.quote += quote
  bar.trades++
  return bar
}

/** Candles put together into longer ones. */
export function aggregate(length: number, bars: readonly Bar[]): Bar[] {
  const longer: Bar[] = []
  for (const bar of bars) {
    const time = openOf(length, bar.time)
    const into = longer.at(-1)
    if (into?.time !== time) {
      longer.push({ ...bar, time })
      continue
    }
    into.high = bar.high > into.high ? bar.high : into.high
    into.low = bar.low < into.low ? bar.low : into.low
    into.close = bar.close
    into.volume += bar.volume
    into.quote += bar.quote
    into.trades += bar.trades
  }
  return longer
}

/** A candle as the REST endpoint lists it. */
export function describeKline({ time, open, high, low, close, volume, quote, trades }: Bar, length: number) {
  const half = textOf(volume / 2n)
  const prices = [open, high, low, close].map(textOf)
  return [time, ...prices, textOf(volume), time + length - 1, textOf(quote), trades, half, textOf(quote / 2n), '0']
}

/** A candle as the stream tells it. */
export function klineEvent(symbol: string, interval: string, bar: Bar, closed: boolean, now: number) {
  const length = intervals[interval]!
  return {
    e: 'kline',
    E: now,
    s: symbol,
    k: {
      t: bar.time,
      T: bar.time + length - 1,
      s: symbol,
      i: interval,
      f: 0,
      L: bar.trades,
      o: textOf(bar.open),
      c: textOf(bar.close),
      h: textOf(bar.high),
      l: textOf(bar.low),
      v: textOf(bar.volume),
      n: bar.trades,
      x: closed,
      q: textOf(bar.quote),
      V: textOf(bar.volume / 2n),
      Q: textOf(bar.quote / 2n),
      B: '0',
    },
  }
}
