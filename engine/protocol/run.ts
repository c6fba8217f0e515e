import { z } from 'zod'
import { timeframes } from '../../nodes/define/timeframe.ts'
import { instrumentSchema } from '../money/instruments.ts'
import type { DenialRecord, OrderRecord, Trade, TradeRecord } from './orders.ts'
import { fillProfileSchema, riskProfileSchema } from './profiles.ts'

/** What a run puts in the place of one slot: where its candles come from. `source` is a data spec such as "practice", "sp500" or a path. */
const slotBindingSchema = z.strictObject({
  instrument: z.string(),
  source: z.string(),
})

/** A run is a plan and a binding. The run bar edits this, never the document. */
export const bindingSchema = z.strictObject({
  slots: z.record(z.string(), slotBindingSchema),
  /** First and last instant, UTC milliseconds, [from, to); null: all there is. */
  from: z.number().nullable(),
  to: z.number().nullable(),
  /** Starting cash, decimal text in the account currency. */
  capital: z.string().regex(/^\d{1,15}(\.\d{1,8})?$/),
  fillProfile: fillProfileSchema,
  riskProfile: riskProfileSchema,
})
export type Binding = z.output<typeof bindingSchema>

/** One stream of bars a run reads, with what was found in it. */
export const streamFactsSchema = z.strictObject({
  slot: z.string(),
  timeframe: z.enum(timeframes),
  instrument: instrumentSchema,
  /** "practice market (simulated)", "S&P 500 daily (vega-datasets)", a file name. */
  source: z.string(),
  /** Checksum of the candles used. */
  dataKey: z.string(),
  bars: z.int(),
  /** Open of the first bar and close of the last, UTC milliseconds. */
  from: z.number(),
  to: z.number(),
  /** Bars expected by the calendar and not there; flat bars without volume. */
  missing: z.int(),
  empty: z.int(),
  /** Open time of the first bar known to the run and close time of the first decision (warm-up over). NaN is written as null. */
  historyStart: z.number().nullable(),
  firstDecision: z.number().nullable(),
})
export type StreamFacts = z.output<typeof streamFactsSchema>

/** What the venue had to assume, counted (TRADING §3: a report never shows profit without these). */
export type FillCounts = {
  /** Bars in which the order of events inside the bar decided the outcome. */
  readonly ambiguousBars: number
  /** Missing bars met while an order or position was alive. */
  readonly gapBars: number
  /** Fills smaller than asked for want of volume, and market rests carried to the next open. */
  readonly partialFills: number
  readonly restsToNextOpen: number
  /** Market buys cut to the cash at hand. */
  readonly cuts: number
  /** Two intents on one slot in one step. */
  readonly sameStepIntents: number
}

/** Everything a finished session hands over. Columns are on the base clock, one row per decision step. */
export type RunOutcome = {
  readonly runId: string
  readonly planHash: string
  readonly boundHash: string
  readonly engineVersion: string
  readonly strategy: { readonly id: string; readonly name: string; readonly revision: number }
  readonly binding: Binding
  readonly currency: string
  /** Units per whole of the account currency. */
  readonly unit: number
  readonly streams: readonly StreamFacts[]
  /** Close time of each base-clock bar, UTC milliseconds. */
  readonly times: Float64Array
  /** Equity at each close, account currency units; NaN where a rate is missing. */
  readonly equity: Float64Array
  /** Close of the main slot at each step, quote per base: buy-and-hold is measured on it. */
  readonly price: Float64Array
  readonly trades: readonly TradeRecord[]
  readonly orders: readonly OrderRecord[]
  readonly fills: readonly Trade[]
  readonly denials: readonly DenialRecord[]
  readonly counts: FillCounts
  /** Decisions taken while a recursive node's seed still weighed more than 1e-9. */
  readonly unsettledDecisions: number
  /** Marks the report must carry: "repaints", "simulated market". */
  readonly marks: readonly string[]
}

/** Of a finished run what a window shows at once; rows, trades and orders are asked for by range and by report. */
export type RunHead = Pick<RunOutcome, 'runId' | 'strategy' | 'streams' | 'denials' | 'marks'> & {
  /** Close of the last bar, UTC milliseconds; null without bars. */
  readonly lastClose: number | null
}
