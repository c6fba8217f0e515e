import { z } from 'zod'
import { reportSchema, type FigureMeasure, type FigureValue } from './report.ts'

/** Id of a run: 32 hexadecimal digits. Safe as a file name. */
export const runIdText = z.string().regex(/^[0-9a-f]{32}$/)

/**
 * What is kept of a run: enough to reopen the graph exactly as it ran and to lay two side by side, never columns.
 * The report is the whole one but for order and denial rows and with its equity thinned to 1,000 points.
 */
export const runRecordSchema = z.strictObject({
  format: z.literal('weir-run'),
  formatVersion: z.literal(1),
  runId: runIdText,
  /** When it was last run, UTC milliseconds, and by which programs. */
  savedAt: z.number(),
  versions: z.record(z.string(), z.string()),
  /** The strategy document as run. */
  document: z.unknown(),
  report: reportSchema,
})
export type RunRecord = z.output<typeof runRecordSchema>

/** One line of the list of runs. */
export type RunSummary = {
  readonly runId: string
  readonly savedAt: number
  readonly strategy: { readonly id: string; readonly name: string; readonly revision: number }
  readonly currency: string
  readonly capital: string
  readonly from: number | null
  readonly to: number | null
  readonly bars: number
  readonly metrics: Readonly<Record<string, FigureValue>>
  readonly marks: readonly string[]
}

/** Two runs side by side. `differences`: what was not the same going in, as text. */
export type RunComparison = {
  readonly a: RunSummary
  readonly b: RunSummary
  readonly figures: readonly {
    readonly id: string
    readonly title: string
    readonly measure: FigureMeasure
    readonly a: FigureValue
    readonly b: FigureValue
  }[]
  readonly differences: readonly { readonly what: string; readonly a: string; readonly b: string }[]
  /** True when more differs than is listed. */
  readonly cut: boolean
}
