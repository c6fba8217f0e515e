import type { Timeframe } from '../../nodes/define/timeframe.ts'
import type { Instrument } from '../money/instruments.ts'
import type { LoadedCandles } from './candle-source.ts'
import type { Clock } from './clock.ts'
import type { Outcome, Progress } from './problems.ts'

/** One completed bar: prices quote per base, volume in base, `time` its open, UTC milliseconds. */
export type LiveBar = {
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** What a run wants of a feed: bars of one timeframe of the market that stands for a slot. */
export type FeedStream = { readonly slot: number; readonly timeframe: Timeframe }

/** Best bid and ask of a book, prices quote per base, quantities in base. */
export type BestQuotes = { readonly bid: number; readonly bidQuantity: number; readonly ask: number; readonly askQuantity: number }

/** What a feed tells. `stream` and `slot` are indices of the subscription. */
export type FeedEvent =
  /** A bar that is final: the venue said so, or the next one has opened (T-STEP). */
  | { readonly kind: 'bar'; readonly stream: number; readonly bar: LiveBar }
  /**
   * A trade, or the middle of the best quotes: what positions are marked at. `quantity` in base, where it was a trade; `best` where it is the
   * middle of a book: simulated orders meet that.
   */
  | {
      readonly kind: 'price'
      readonly slot: number
      readonly price: number
      readonly quantity?: number
      readonly best?: BestQuotes
      readonly time: number
    }
  /** How the connection stands. `stale`: nothing heard for longer than it should take; no decision may rest on it. */
  | { readonly kind: 'state'; readonly state: 'live' | 'stale' | 'down'; readonly why: string }
  /** Nothing more will come. */
  | { readonly kind: 'end'; readonly why: string }

/** Live market data of one venue: closed bars as they close, prices where it has them, and the history before. */
export type Feed = {
  /** For people, on every record: "practice market (simulated), seed 1, 60 times as fast". */
  readonly name: string
  /** The clock its times are told by. Everything in a run goes by it. */
  readonly clock: Clock
  /** The market that stands for each slot. */
  readonly instruments: readonly Instrument[]
  /** It tells prices between the closes of bars. Without them simulated orders meet the bars themselves. */
  readonly prices: boolean
  /** Milliseconds after a close in which its bar may still come (T-STEP). Infinity where bars are told in order and none is ever late. */
  readonly grace: number
  /** Closed bars of a stream that open in [from, to), UTC milliseconds: the lead-in, and what a gap left out. */
  history(stream: FeedStream, from: number, to: number, progress?: Progress): Promise<Outcome<LoadedCandles>>
  /** Begins to tell, with the bars that close after `from`. `tell` answers once what it was told is dealt with: a feed that can waits for it. */
  start(streams: readonly FeedStream[], from: number, tell: (event: FeedEvent) => void | Promise<void>): void
  close(): Promise<void>
}
