import { z } from 'zod'
import type { Timeframe } from '../../nodes/define/timeframe.ts'
import type { Had } from './report-requests.ts'

/**
 * Requests of the chart. Part of the table in `requests.ts`. Everything is placed in bar numbers of the run's base clock: bar 0 is the
 * first bar read, lead-in history included, and ranges are [from, to). What is wider than `points` comes in buckets of 2, 4, 8 … bars
 * that lose no extreme. Answered for runs made since the engine started.
 */

/** No series is ever longer, however large the screen. */
const MOST_POINTS = 4000
const MOST_WIRES = 200

const run = z.string().max(40)
const slot = z.string().max(80)
const wire = z.string().max(120)
const bar = z.int().min(0)
const range = { from: bar, to: bar, points: z.int().min(1).max(MOST_POINTS) }

export const chartRequestSchemas = {
  'chart.info': z.strictObject({ run }),
  'chart.candles': z.strictObject({ run, slot, ...range }),
  'chart.wire': z.strictObject({ run, wire, ...range }),
  'chart.equity': z.strictObject({ run, ...range }),
  'chart.marks': z.strictObject({ run, slot, ...range }),
  /** One bar: by number, or the last one closed at `time` (UTC milliseconds). */
  'chart.bar': z.strictObject({
    run,
    slot,
    wires: z.array(wire).max(MOST_WIRES),
    at: z.union([z.strictObject({ bar }), z.strictObject({ time: z.number() })]),
  }),
} as const

export type ChartSlot = {
  readonly name: string
  readonly symbol: string
  readonly base: string
  readonly quote: string
  /** Smallest price step, decimal text. */
  readonly tick: string
  readonly timeframe: Timeframe
  /** Base-clock bars that one of its bars is wide; it is placed where it closes. */
  readonly span: number
}

/** What a chart needs to know of a run before it asks for anything. */
export type ChartInfo = {
  readonly run: string
  /** Bars of the base clock, and the first that could decide. */
  readonly bars: number
  readonly firstBar: number
  readonly timeframe: Timeframe
  /** Length of a base-clock bar, milliseconds: a bar opens that long before it closes. */
  readonly barLength: number
  /** Close of the first and the last bar, UTC milliseconds. */
  readonly start: number
  readonly end: number
  /** The main slot first. */
  readonly slots: readonly ChartSlot[]
  readonly currency: string
  readonly trades: number
}

/** Where the entries of the columns beside it stand: entry i covers bars [from + i · size, from + (i + 1) · size). */
export type BarBuckets = {
  readonly from: number
  readonly size: number
  /** Close of the first bar of each bucket, UTC milliseconds. */
  readonly times: Float64Array
}

/** Quote per base and volume in base; NaN where the slot has no bar. */
export type ChartCandles = BarBuckets & {
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
}

/** NaN where missing; conditions 0 and 1. */
export type ChartLine = BarBuckets & { readonly min: Float64Array; readonly max: Float64Array; readonly last: Float64Array }

/** Equity in whole account currency; drawdown as a fraction of the highest equity so far, 0 or more. */
export type ChartEquity = ChartLine & { readonly drawdown: Float64Array }

/**
 * Columns of marks; row i of each belongs together. Of more than `points` in the range the weightiest of each stretch stand for the
 * others, `count` says for how many.
 */
export type ChartMarks = {
  /** `side` 1 bought, −1 sold. `purpose` 0 increased, 1 reduced, 2 protected the position. `decided`: the bar whose close gave the order. */
  readonly fills: Readonly<Record<'bar' | 'decided' | 'price' | 'quantity' | 'side' | 'purpose' | 'count', Float64Array>>
  /** Positions from first entry to flat. `side` 1 long, −1 short; `profit` in whole account currency; `closed` 0 while open at the end. `trade`: row of the run's trades. */
  readonly positions: Readonly<
    Record<'from' | 'to' | 'decided' | 'entryPrice' | 'exitPrice' | 'profit' | 'side' | 'closed' | 'trade' | 'count', Float64Array>
  >
  /** Working stops and targets: a price from bar to bar. `kind` 0 a stop, 1 a target. `filled` 1 where it ended in a fill. */
  readonly levels: Readonly<Record<'from' | 'to' | 'price' | 'kind' | 'filled' | 'count', Float64Array>>
}

/** One bar, exactly. NaN where there is nothing. */
export type ChartBar = {
  readonly bar: number
  /** Close, UTC milliseconds: the time cursor that means this bar. */
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
  readonly equity: number
  readonly drawdown: number
  readonly wires: Readonly<Record<string, number>>
}

export type ChartReplies = {
  'chart.info': Had<{ readonly info: ChartInfo }>
  'chart.candles': Had<{ readonly candles: ChartCandles }>
  'chart.wire': Had<{ readonly line: ChartLine }>
  'chart.equity': Had<{ readonly equity: ChartEquity }>
  'chart.marks': Had<{ readonly marks: ChartMarks }>
  'chart.bar': Had<{ readonly at: ChartBar }>
}
