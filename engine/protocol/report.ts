import { z } from 'zod'
import { denialCodes } from '../../nodes/define/trade.ts'
import { orderStates } from './orders.ts'
import { bindingSchema, streamFactsSchema } from './run.ts'

/**
 * The one report of a run: what `--json` prints, the window shows, the HTML file draws and a run record keeps.
 * JSON-safe: a figure that cannot be had is null, never NaN. Times are UTC milliseconds. Money is decimal text in the
 * account currency, written from whole units and never from a rounded double. Keys come in one order, so that the same run
 * gives the same bytes; nothing in here depends on when or how often it was run.
 */

/** Exact money or quantity: "-12.50000001". */
const amountText = z.string().regex(/^-?\d+(\.\d+)?$/)
const time = z.number()

/** How a figure's value is to be read: `fraction` 0.12 is 12 %, `money` is decimal text, `days` may be fractional. */
export const figureMeasures = ['money', 'fraction', 'ratio', 'count', 'days', 'bars'] as const
export type FigureMeasure = (typeof figureMeasures)[number]

/** Groups a report shows figures in, in this order. */
export const figureGroups = ['result', 'risk', 'trades', 'costs'] as const
export type FigureGroup = (typeof figureGroups)[number]

/** The words of one figure, for the column head and the help one hover away. */
export const figureWordsSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  group: z.enum(figureGroups),
  measure: z.enum(figureMeasures),
  formula: z.string(),
})
export type FigureWords = z.output<typeof figureWordsSchema>

const figureValue = z.union([z.number(), amountText, z.null()])
/** Figures by id, in the order of the table. */
const figureValues = z.record(z.string(), figureValue)
export type FigureValue = z.output<typeof figureValue>

/** A sentence the report must not be shown without. `warning`: the result may mislead. */
export const remarkSchema = z.strictObject({ id: z.string(), weight: z.enum(['warning', 'note']), text: z.string() })
export type Remark = z.output<typeof remarkSchema>

export const tradeRowSchema = z.strictObject({
  number: z.int(),
  slot: z.string(),
  instrument: z.string(),
  side: z.enum(['long', 'short']),
  signal: z.string(),
  exitSignal: z.string(),
  entryTime: time,
  exitTime: time,
  /** Most base held. */
  quantity: amountText,
  entries: z.int(),
  /** Average prices, quote per base. */
  entryPrice: z.number().nullable(),
  exitPrice: z.number().nullable(),
  profit: amountText,
  fees: amountText,
  slippage: amountText,
  /** Cost basis of what was entered, and profit as a fraction of it. */
  cost: amountText,
  return: z.number().nullable(),
  barsHeld: z.int(),
  /** False: still open at the end and marked at the last price. */
  closed: z.boolean(),
})
export type TradeRow = z.output<typeof tradeRowSchema>

export const orderRowSchema = z.strictObject({
  clientId: z.string(),
  sequence: z.int(),
  slot: z.string(),
  node: z.string(),
  signal: z.string(),
  reason: z.string(),
  side: z.enum(['buy', 'sell']),
  type: z.string(),
  purpose: z.enum(['increase', 'reduce', 'protect']),
  timeInForce: z.string(),
  quantity: amountText,
  filled: amountText,
  /** Taken off because cash did not reach (T-FILL-CASH). */
  cut: amountText,
  /** Prices as asked; null for none. */
  limit: amountText.nullable(),
  trigger: amountText.nullable(),
  /** Average fill price, quote per base; null before a fill. */
  averagePrice: z.number().nullable(),
  state: z.enum(orderStates),
  endReason: z.string(),
  time,
  endTime: time,
})
export type OrderRow = z.output<typeof orderRowSchema>

/** Denials of one code by one node: how often, from when to when. */
export const denialGroupSchema = z.strictObject({
  code: z.enum(denialCodes),
  /** Node that refused, or "desk". */
  by: z.string(),
  /** False: the profile only reports this check. */
  enforced: z.boolean(),
  count: z.int(),
  first: time,
  last: time,
})
export type DenialGroup = z.output<typeof denialGroupSchema>

const denialRowSchema = z.strictObject({
  time,
  slot: z.string(),
  by: z.string(),
  signal: z.string(),
  code: z.enum(denialCodes),
  value: z.number().nullable(),
  limit: z.number().nullable(),
  enforced: z.boolean(),
})

const monthSchema = z.strictObject({
  year: z.int(),
  /** 1 to 12, UTC. */
  month: z.int(),
  return: z.number().nullable(),
  hold: z.number().nullable(),
})

const drawdownSchema = z.strictObject({
  /** The peak, the lowest point and the return to the peak; null: not recovered by the end. */
  from: time,
  trough: time,
  to: time.nullable(),
  /** Loss from the peak as a fraction, above 0. */
  depth: z.number(),
  days: z.number(),
})
export type Drawdown = z.output<typeof drawdownSchema>

const distributionSchema = z.strictObject({
  /** Returns of closed trades: counts by [from, to), and the 5th, 25th, 50th, 75th and 95th percentile (nearest rank). */
  bins: z.array(z.strictObject({ from: z.number(), to: z.number(), count: z.int() })),
  percentiles: z.strictObject({ p5: z.number(), p25: z.number(), p50: z.number(), p75: z.number(), p95: z.number() }).nullable(),
})

export const reportSchema = z.strictObject({
  format: z.literal('weir-report'),
  formatVersion: z.literal(1),
  runId: z.string(),
  planHash: z.string(),
  boundHash: z.string(),
  engineVersion: z.string(),
  strategy: z.strictObject({ id: z.string(), name: z.string(), revision: z.int() }),
  /** Marks the report carries wherever it is shown: "repaints", "simulated market". */
  marks: z.array(z.string()),
  currency: z.string(),
  capital: amountText,
  /** First and last close of the base clock; null without a bar. */
  from: time.nullable(),
  to: time.nullable(),
  bars: z.int(),
  metrics: figureValues,
  /** The same figures of buying the main slot's instrument at the first close and holding it, the profile's costs paid once. */
  hold: figureValues,
  figures: z.array(figureWordsSchema),
  /** What the simulation takes for granted, in sentences; the profiles themselves are in `binding`. */
  assumptions: z.array(z.strictObject({ id: z.string(), text: z.string() })),
  remarks: z.array(remarkSchema),
  /** Counted, zero included. */
  counts: z.strictObject({
    ambiguousBars: z.int(),
    gapBars: z.int(),
    missingBars: z.int(),
    emptyBars: z.int(),
    partialFills: z.int(),
    restsToNextOpen: z.int(),
    cuts: z.int(),
    denied: z.int(),
    wouldHaveDenied: z.int(),
    sameStepIntents: z.int(),
    unsettledDecisions: z.int(),
    unknownEquityBars: z.int(),
    openPositions: z.int(),
  }),
  streams: z.array(streamFactsSchema),
  binding: bindingSchema,
  months: z.array(monthSchema),
  distribution: distributionSchema,
  /** The five deepest, deepest first. */
  drawdowns: z.array(drawdownSchema),
  denials: z.array(denialGroupSchema),
  /** In order of time; at most the first 10,000, `denials` counts them all. */
  denialRows: z.array(denialRowSchema),
  /** Closed trades in order of closing, then those still open. */
  trades: z.array(tradeRowSchema),
  orders: z.array(orderRowSchema),
  /** How `equity` was thinned out. `rows`: rows of the whole curve, which `--equity` writes. */
  equityRule: z.strictObject({ rows: z.int(), points: z.int(), rule: z.string() }),
  /** [close time, equity, value of the holding]; null where a rate is missing. */
  equity: z.array(z.tuple([time, amountText.nullable(), amountText.nullable()])),
})
export type ReportDocument = z.output<typeof reportSchema>
