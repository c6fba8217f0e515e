import { nearest } from './amounts.ts'
import { addPrice, aggregate, barOf, intervals, klineEvent, openOf, type Bar, type Candle, type CandleSource } from './klines.ts'
import type { Market } from './matching.ts'

/** When things happen: UTC milliseconds now, and acts to come. Answers with what calls the act off. */
export type Clock = { now(): number; at(time: number, act: () => void): () => void }

/**
 * The outside world of one market: its candles, each told as four prices at their places within the candle, which move the
 * market; and the candles of every interval made from them.
 */
export type Outside = {
  /** Candles of an interval that open in [from, to], the forming one last. */
  klines(interval: string, from: number, to: number): Promise<Bar[]>
  /** Told of every change to the candle of an interval, and of its end. */
  follow(interval: string, tell: (event: ReturnType<typeof klineEvent>) => void): () => void
  /** Resolves once the market has a price. */
  readonly ready: Promise<void>
  close(): void
}

/** Candles read ahead. */
const AHEAD = 500
/** Where within a candle its four prices lie. */
const places = [0, 0.3, 0.6, 0.98] as const

export function createOutside(market: Market, source: CandleSource, clock: Clock): Outside {
  const { symbol } = market
  const followers = new Map<string, { bar: Bar | undefined; readonly tell: Set<(event: ReturnType<typeof klineEvent>) => void> }>()
  let forming: Bar | undefined
  let ahead: Candle[] = []
  let readTo = openOf(source.length, clock.now())
  let closed = false
  let callOff = () => {}
  let isReady: () => void
  const ready = new Promise<void>((resolve) => (isReady = resolve))

  /** The candle that opens at `time`, if there is one. */
  async function candleAt(time: number): Promise<Candle | undefined> {
    while (readTo <= time) {
      const to = Math.max(readTo, time) + AHEAD * source.length
      const read = await source.candles(readTo, to)
      if (read.length === 0 && readTo > time + AHEAD * source.length) return undefined
      ahead.push(...read)
      readTo = to
    }
    ahead = ahead.filter((candle) => candle.time >= time)
    return ahead[0]?.time === time ? ahead[0] : undefined
  }

  async function play(time: number): Promise<void> {
    const candle = await candleAt(time)
    if (closed) return
    if (candle) {
      const points = pathOf(candle)
      for (const [i, price] of points.entries()) schedulePoint(time, time + places[i]! * source.length, price, nearest(candle.volume) / 4n)
    }
    callOff = clock.at(time + source.length, () => {
      endAt(time + source.length)
      void play(time + source.length)
    })
    isReady()
  }

  /** The four prices in the order in which a market would have seen them: the nearer extreme first. */
  function pathOf({ open, high, low, close }: Candle): bigint[] {
    const middle = high - open <= open - low ? [high, low] : [low, high]
    return [open, ...middle, close].map(nearest).map((price) => (price / symbol.tick) * symbol.tick || symbol.tick)
  }

  function schedulePoint(open: number, at: number, price: bigint, quantity: bigint): void {
    const act = () => {
      if (closed) return
      forming = addPrice(forming?.time === open ? forming : undefined, open, price, quantity)
      for (const [interval, one] of followers) {
        const time = openOf(intervals[interval]!, open)
        one.bar = addPrice(one.bar?.time === time ? one.bar : undefined, time, price, quantity)
        for (const tell of one.tell) tell(klineEvent(symbol.name, interval, one.bar, false, clock.now()))
      }
      market.trade(price, quantity)
    }
    if (at <= clock.now()) act()
    else clock.at(at, act)
  }

  /** Candles that end here are told as final. */
  function endAt(time: number): void {
    forming = undefined
    for (const [interval, one] of followers) {
      const length = intervals[interval]!
      if (openOf(length, time) !== time || one.bar?.time !== time - length) continue
      const { bar } = one
      one.bar = undefined
      for (const tell of one.tell) tell(klineEvent(symbol.name, interval, bar, true, clock.now()))
    }
  }

  async function klines(interval: string, from: number, to: number): Promise<Bar[]> {
    const length = intervals[interval]!
    const now = clock.now()
    const complete = openOf(source.length, now)
    const read = await source.candles(openOf(length, from), Math.min(complete, to + length))
    const bars = read.map((candle) => tradable(candle))
    if (forming && forming.time >= complete) bars.push({ ...forming })
    return aggregate(length, bars).filter(({ time }) => time >= from && time <= to)
  }

  /** A candle as it traded here: at prices the market can show. */
  const tradable = (candle: Candle): Bar => {
    const bar = barOf(candle)
    const shown = (price: bigint) => (price / symbol.tick) * symbol.tick || symbol.tick
    const quarter = nearest(candle.volume) / 4n
    return { ...bar, open: shown(bar.open), high: shown(bar.high), low: shown(bar.low), close: shown(bar.close), volume: quarter * 4n }
  }

  void play(openOf(source.length, clock.now()))

  return {
    klines,
    follow(interval, tell) {
      const one = followers.get(interval) ?? { bar: undefined, tell: new Set() }
      followers.set(interval, one)
      one.tell.add(tell)
      const time = openOf(intervals[interval]!, clock.now())
      // What of the running candle was before is put together from its parts.
      if (!one.bar) void klines(interval, time, time).then(([bar]) => void (one.bar ??= bar))
      return () => void one.tell.delete(tell)
    },
    ready,
    close() {
      closed = true
      callOff()
    },
  }
}
