import { z } from 'zod'
import type { Finding } from '../../nodes/strategy/findings.ts'
import { chartRequestSchemas, type ChartReplies } from './chart-requests.ts'
import { fillProfileSchema, riskProfileSchema } from './profiles.ts'
import { dataRequestSchemas, type DataReplies } from './data-requests.ts'
import type { Glance } from './glance.ts'
import { liveRequestSchemas, type ArmingList, type LiveReplies } from './live-requests.ts'
import { reportRequestSchemas, type ReportReplies } from './report-requests.ts'
import type { RunHead, RunOutcome } from './run.ts'
import { whyRequestSchemas, type WhyReplies } from './why.ts'

/**
 * What window, command line and engine say to each other, by name: inputs are parsed at the far end, replies are typed.
 * One more request is its two lines here and its handler.
 */

/** A strategy as it came from file or editor: parsed by the engine, so that whatever is wrong comes back as findings. */
const document = z.unknown()

/** Data specs by slot ("practice", "BTC/USDT@practice", a path); slots left out take `data`, that the practice market. */
const sources = { data: z.string().optional(), slots: z.record(z.string(), z.string()).default({}) }

/** Names of wires, "path.port". */
const wires = z.array(z.string().max(120)).max(2000)

const backtest = z.strictObject({
  document,
  ...sources,
  from: z.number().nullable().default(null),
  to: z.number().nullable().default(null),
  capital: z.string().optional(),
  fillProfile: fillProfileSchema.optional(),
  riskProfile: riskProfileSchema.optional(),
})

export const requestSchemas = {
  'strategy.check': z.strictObject({
    document,
    ...sources,
    from: z.number().nullable().default(null),
    to: z.number().nullable().default(null),
  }),
  'backtest.run': backtest,
  /** The same run for a window: columns of a million rows are not sent where a few numbers are looked at. */
  'backtest.show': backtest,
  /** The same run for a look only: nothing of it is kept or counted, and what was computed before on equal plan and data is answered at once. */
  'backtest.glance': backtest,
  /** Values of wires on their own clocks, rows known in [from, to] (close times, UTC milliseconds); of each wire the `last` of them, where that is said. */
  'values.range': z.strictObject({ run: z.string(), wires, from: z.number(), to: z.number(), last: z.int().positive().optional() }),
  /** Every wire's value at the time cursor: the last row known at `time`. */
  'values.at': z.strictObject({ run: z.string(), time: z.number() }),
  ...whyRequestSchemas,
  ...chartRequestSchemas,
  ...reportRequestSchemas,
  ...dataRequestSchemas,
  ...liveRequestSchemas,
} as const

/** Something about the data, not the strategy: an unreadable file, a range without bars. Sentences for people. */
export type DataProblem = { readonly slot?: string; readonly message: string }

/** A run that did not come about, and why. */
export type NotRun = { readonly kind: 'not-run'; readonly findings: readonly Finding[]; readonly problems: readonly DataProblem[] }

export type WireValues = {
  readonly wire: string
  readonly kind: 'number' | 'condition'
  /** Close time of each row, UTC milliseconds. */
  readonly times: Float64Array
  /** NaN where missing; conditions 0, 1, 2. */
  readonly values: Float64Array | Uint8Array
}

export type Replies = ChartReplies &
  WhyReplies &
  ReportReplies &
  DataReplies &
  LiveReplies & {
    'live.check': { readonly kind: 'checked'; readonly list: ArmingList; readonly findings: readonly Finding[] } | NotRun
    'live.resume': { readonly kind: 'started'; readonly run: string; readonly findings: readonly Finding[] } | NotRun
    'live.start': { readonly kind: 'started'; readonly run: string; readonly findings: readonly Finding[] } | NotRun
    'paper.start': { readonly kind: 'started'; readonly run: string; readonly findings: readonly Finding[] } | NotRun
    'strategy.check': {
      readonly findings: readonly Finding[]
      readonly problems: readonly DataProblem[]
      readonly planHash: string | undefined
    }
    'backtest.run':
      | { readonly kind: 'run'; readonly outcome: RunOutcome; readonly findings: readonly Finding[]; readonly wires: readonly string[] }
      | NotRun
    'backtest.show':
      | { readonly kind: 'run'; readonly outcome: RunHead; readonly findings: readonly Finding[]; readonly wires: readonly string[] }
      | NotRun
    'backtest.glance': { readonly kind: 'glance'; readonly glance: Glance } | NotRun
    'values.range': { readonly wires: readonly WireValues[]; readonly unknown: readonly string[] }
    /** Missing numbers are NaN; a wire on which nothing is known yet is absent. */
    'values.at': { readonly time: number; readonly values: Readonly<Record<string, number>> }
  }

export type RequestName = keyof Replies
export type RequestInput<Name extends RequestName> = z.input<(typeof requestSchemas)[Name]>
type Parsed<Name extends RequestName> = z.output<(typeof requestSchemas)[Name]>

export type RequestOptions = {
  /** Share done, 0 to 1, with what is being done and, where it can be counted, how much of it is done. */
  readonly onProgress?: (share: number, doing: string, amount?: { readonly done: number; readonly unit: string }) => void
  readonly signal?: AbortSignal
}

export type Handlers = { readonly [Name in RequestName]: (input: Parsed<Name>, options: RequestOptions) => Promise<Replies[Name]> }
