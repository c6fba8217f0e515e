import { barLength, barOpen, type Timeframe } from '../../nodes/define/timeframe.ts'
import type { LoadedCandles } from '../market/candle-source.ts'
import { allocateCandles } from '../market/candles.ts'
import { closableClock, type Clock } from '../market/clock.ts'
import { contentKey } from '../market/content-key.ts'
import type { BestQuotes, Feed, FeedEvent, FeedStream } from '../market/feed.ts'
import { refuse, type Outcome, type Progress } from '../market/problems.ts'
import type { VenueMarket } from './binance-read.ts'
import type { Link } from './link.ts'
import type { VenueProtocol } from './protocol.ts'
import { superviseStream, type Dial, type StreamState, type SupervisedStream } from './supervised-stream.ts'
import type { VenueBar } from './venue-nouns.ts'

export type ExchangeFeedOptions = {
  readonly name: string
  readonly protocol: VenueProtocol
  readonly link: Link
  readonly dial: Dial
  readonly address: string
  readonly clock: Clock
  /** How many times as fast as the world the clock goes: messages take the world's time to arrive. */
  readonly speed: number
  readonly random: () => number
  /** The market of each slot. */
  readonly markets: readonly VenueMarket[]
}

/** How long after a close its bar may still come, milliseconds of the world (T-STEP). */
const GRACE = 2000
/** Prices between closes are told once in so long. */
const PRICE_EVERY = 1000
/** Silence on the market stream, which answers when asked. */
const PATIENCE = 15_000
/** A final bar that was not told is asked for this long after its close. */
const ASK_AFTER = 600

type Stream = FeedStream & {
  readonly symbol: string
  readonly length: number
  /** Open of the last bar told, or of the one before the first. */
  told: number
  /** Bars of it are being asked for. */
  asking: boolean
}

/** Live market data of an exchange: closed bars as they close, the best quotes in between, history by request, gaps filled. */
export function openExchangeFeed({ name, protocol, link, dial, address, clock: runs, speed, random, markets }: ExchangeFeedOptions): Feed {
  const clock = closableClock(runs)
  let connection: SupervisedStream | undefined
  let closed = false

  async function fetchBars(
    symbol: string,
    timeframe: Timeframe,
    from: number,
    to: number,
    progress?: Progress,
  ): Promise<VenueBar[] | string> {
    const bars: VenueBar[] = []
    const length = barLength(timeframe)
    for (let at = from; at < to;) {
      progress?.signal?.throwIfAborted()
      const outcome = await link.read(protocol.requests.bars(symbol, timeframe, at, to - 1))
      const page = outcome.kind === 'read' ? protocol.read.readBars(outcome.body) : undefined
      if (!page) return outcome.kind === 'read' ? `${protocol.name} answered with something else than candles` : outcome.reason
      const now = link.sync.serverNow()
      // The last one of a page may still be forming.
      bars.push(...page.filter(({ time, closesBy }) => time >= at && time < to && closesBy < now))
      if (page.length < protocol.requests.MOST_BARS) break
      at = page.at(-1)!.time + length
      progress?.progress?.(at - from, to - from)
    }
    return bars
  }

  async function history({ slot, timeframe }: FeedStream, from: number, to: number, progress?: Progress): Promise<Outcome<LoadedCandles>> {
    const bars = await fetchBars(markets[slot]!.symbol, timeframe, barOpen(timeframe, from), to, progress)
    if (typeof bars === 'string')
      return refuse('unreadable', `the candles of ${markets[slot]!.instrument.symbol} could not be had from ${protocol.name}: ${bars}`)
    const candles = allocateCandles(bars.length)
    for (const [row, bar] of bars.entries())
      for (const field of ['time', 'open', 'high', 'low', 'close', 'volume'] as const) candles[field][row] = bar[field]
    return { ok: true, candles, timeframe, dataKey: contentKey(candles, timeframe), incomplete: [] }
  }

  function start(wanted: readonly FeedStream[], from: number, tell: (event: FeedEvent) => void | Promise<void>): void {
    const streams: Stream[] = wanted.map(({ slot, timeframe }) => ({
      slot,
      timeframe,
      symbol: markets[slot]!.symbol,
      length: barLength(timeframe),
      told: barOpen(timeframe, from) - barLength(timeframe),
      asking: false,
    }))
    const pricedAt = new Map<string, number>()

    function tellBar(index: number, bar: VenueBar): void {
      const stream = streams[index]!
      stream.told = Math.max(stream.told, bar.time)
      void tell({ kind: 'bar', stream: index, bar })
    }

    /** Everything that has closed since the last bar told: after a break, or where the stream left one out. */
    async function fill(index: number): Promise<void> {
      const stream = streams[index]!
      if (stream.asking || closed) return
      stream.asking = true
      try {
        const bars = await fetchBars(
          stream.symbol,
          stream.timeframe,
          stream.told + stream.length,
          barOpen(stream.timeframe, link.sync.serverNow()),
        )
        if (closed || typeof bars === 'string') return
        for (const bar of bars) if (bar.time > stream.told) tellBar(index, bar)
      } finally {
        stream.asking = false
      }
    }

    function hear(text: string): void {
      const message = protocol.talk.readMarket(text)
      if (message.kind === 'quote') return hearQuote(message.symbol, message.best)
      if (message.kind !== 'bar') return
      for (const [index, stream] of streams.entries()) {
        if (stream.symbol !== message.symbol || stream.timeframe !== message.timeframe) continue
        const { bar } = message
        // The next one, final: the usual case. One told before may be a revision: the run counts it.
        if (message.closed && bar.time <= stream.told + stream.length) tellBar(index, bar)
        else if (bar.time > stream.told + stream.length) void fill(index)
      }
    }

    function hearQuote(symbol: string, best: BestQuotes): void {
      const price = (best.bid + best.ask) / 2
      const now = clock.now()
      if (!(price > 0) || now - (pricedAt.get(symbol) ?? 0) < PRICE_EVERY) return
      pricedAt.set(symbol, now)
      for (const [slot, market] of markets.entries())
        if (market.symbol === symbol) void tell({ kind: 'price', slot, price, best, time: now })
    }

    /** A bar whose end nobody told is asked for. */
    function watch(index: number): void {
      const stream = streams[index]!
      const close = barOpen(stream.timeframe, link.sync.serverNow()) + stream.length
      // In our own time.
      const due = close - link.sync.serverNow() + clock.now() + ASK_AFTER
      clock.at(due, () => {
        if (closed) return
        if (stream.told < close - stream.length) void fill(index)
        watch(index)
      })
    }

    function onState(state: StreamState, why: string): void {
      if (state === 'live') {
        void tell({ kind: 'state', state: 'live', why: name })
        for (const index of streams.keys()) void fill(index)
      } else if (state === 'backoff') void tell({ kind: 'state', state: 'down', why })
      else if (state === 'stale') void tell({ kind: 'state', state: 'stale', why })
    }

    const timeframes = (symbol: string) => [...new Set(streams.filter((one) => one.symbol === symbol).map(({ timeframe }) => timeframe))]
    const topics = [...new Set(streams.map(({ symbol }) => symbol))].flatMap((symbol) => protocol.talk.topicsOf(symbol, timeframes(symbol)))
    connection = superviseStream({
      url: address,
      dial,
      clock,
      random,
      patience: PATIENCE,
      greet: () => protocol.talk.subscribeMarket(topics),
      ping: () => protocol.talk.pingMarket(),
      isLive: () => true,
      hear(text) {
        try {
          hear(text)
        } catch (error) {
          // Something else than the venue's own messages: a connection that tells such is not to be trusted.
          connection?.restart(`it could not be read (${error instanceof Error ? error.message : String(error)})`)
        }
      },
      onState,
    })
    for (const index of streams.keys()) watch(index)
  }

  return {
    name,
    // The run's own acts outlive the feed.
    clock: runs,
    instruments: markets.map(({ instrument }) => instrument),
    prices: true,
    grace: GRACE * speed,
    history,
    start,
    async close() {
      closed = true
      connection?.close()
      link.close()
      clock.close()
    },
  }
}
