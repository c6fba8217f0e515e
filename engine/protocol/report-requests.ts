import { z } from 'zod'
import type { ReportDocument } from './report.ts'
import type { RunComparison, RunRecord, RunSummary } from './runs.ts'

/** Requests about results: reports of runs, and the records of past ones. Part of the table in `requests.ts`. */

/** A run by its id, its first digits, or "latest". */
const run = z.string().max(40)

/** How a report may be written out. The equity of every bar is at hand only for runs made since the engine started. */
export const reportForms = ['text', 'html', 'trades.csv', 'equity.csv'] as const
export type ReportForm = (typeof reportForms)[number]

export const reportRequestSchemas = {
  /** The report of a run. For one just made this counts as showing it: it is recorded, and its variant counts as tried. */
  'report.get': z.strictObject({ run, orders: z.boolean().default(true) }),
  'report.write': z.strictObject({ run, form: z.enum(reportForms) }),
  'runs.list': z.strictObject({}),
  'runs.show': z.strictObject({ run }),
  'runs.compare': z.strictObject({ a: run, b: run }),
  'runs.delete': z.strictObject({ run }),
} as const

/** Why something asked for cannot be had, in a sentence. A value, never thrown. */
export type NotHad = { readonly ok: false; readonly message: string }
export type Had<Value> = ({ readonly ok: true } & Value) | NotHad

export type ReportReplies = {
  /** `variantsTried` is null where it could not be counted; `note` says why the run was not recorded. */
  'report.get': Had<{ readonly report: ReportDocument; readonly variantsTried: number | null; readonly note?: string }>
  /** The text in pieces: a million rows never stand in memory as one. */
  'report.write': Had<{ readonly pieces: Iterable<string> }>
  'runs.list': { readonly runs: readonly RunSummary[]; readonly skipped: readonly string[] }
  'runs.show': Had<{ readonly record: RunRecord; readonly variantsTried: number | null }>
  'runs.compare': Had<{ readonly comparison: RunComparison }>
  'runs.delete': Had<{ readonly runId: string }>
}
