import type { ReportDocument } from '../protocol/report.ts'
import type { RunRecord, RunSummary } from '../protocol/runs.ts'
import { thin } from '../report/thinning.ts'

const MOST_POINTS = 1_000

/** The record of a run, from its report and the document it ran. `savedAt` in UTC milliseconds. */
export function makeRecord(
  report: ReportDocument,
  document: unknown,
  savedAt: number,
  versions: Readonly<Record<string, string>>,
): RunRecord {
  const equity = Float64Array.from(report.equity, ([, value]) => (value === null ? NaN : Number(value)))
  const { rows } = thin(equity, MOST_POINTS, MOST_POINTS)
  const isThinner = rows.length < report.equity.length
  return {
    format: 'weir-run',
    formatVersion: 1,
    runId: report.runId,
    savedAt,
    versions,
    document,
    report: {
      ...report,
      denialRows: [],
      orders: [],
      equityRule: isThinner
        ? { ...report.equityRule, points: rows.length, rule: 'highs and lows of the curve, for a drawing' }
        : report.equityRule,
      equity: rows.map((row) => report.equity[row]),
    },
  }
}

/** One line about a run. */
export function summarize({ runId, savedAt, report }: RunRecord): RunSummary {
  const { strategy, currency, capital, from, to, bars, metrics, marks } = report
  return { runId, savedAt, strategy, currency, capital, from, to, bars, metrics, marks }
}
