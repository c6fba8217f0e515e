import type { ReportDocument } from '../protocol/report.ts'
import type { ReportForm, ReportReplies } from '../protocol/report-requests.ts'
import type { RunOutcome } from '../protocol/run.ts'
import { equityCsv, tradesCsv } from '../report/csv.ts'
import { renderHtml } from '../report/html.ts'
import { buildReport } from '../report/report.ts'
import { renderText } from '../report/text.ts'
import { compareRuns } from './compare.ts'
import { makeRecord } from './record.ts'
import { openRunStore } from './store.ts'
import { dataKeyOf, openTriedLedger } from './tried.ts'

/** A run made since the engine started. */
export type FinishedRun = { readonly outcome: RunOutcome; readonly document: unknown }

export type AnswerOptions = {
  /** Folder for records; absent: nothing is recorded and no variant counted. */
  readonly workspace: string | undefined
  readonly finished: (runId: string) => FinishedRun | undefined
  /** The clock, UTC milliseconds. */
  readonly now: () => number
  /** Programs a record names: engine, node. */
  readonly versions: Readonly<Record<string, string>>
}

type Replier<Name extends keyof ReportReplies, Input> = (input: Input) => Promise<ReportReplies[Name]>
type ByRun = { readonly run: string }

/** Answers of every request about results, by name: what the engine's table of handlers takes in. */
export type ReportAnswers = {
  readonly 'report.get': Replier<'report.get', ByRun & { readonly orders: boolean }>
  readonly 'report.write': Replier<'report.write', ByRun & { readonly form: ReportForm }>
  readonly 'runs.list': Replier<'runs.list', object>
  readonly 'runs.show': Replier<'runs.show', ByRun>
  readonly 'runs.compare': Replier<'runs.compare', { readonly a: string; readonly b: string }>
  readonly 'runs.delete': Replier<'runs.delete', ByRun>
}

const NO_WORKSPACE = { ok: false, message: 'there is no workspace, so no runs are kept' } as const

export function answerReports({ workspace, finished, now, versions }: AnswerOptions): ReportAnswers {
  const store = workspace === undefined ? undefined : openRunStore(workspace)
  const ledger = workspace === undefined ? undefined : openTriedLedger(workspace)
  /** The last report built: text, page and JSON of one run are asked for one after the other. */
  let last: { readonly outcome: RunOutcome; readonly orders: boolean; readonly report: ReportDocument } | undefined

  /** With order rows only where they are asked for: text, page and record have none. */
  function reportOf(outcome: RunOutcome, orders = false): ReportDocument {
    if (last?.outcome !== outcome || (orders && !last.orders)) last = { outcome, orders, report: buildReport(outcome, { orders }) }
    return last.report
  }

  async function show({ outcome, document }: FinishedRun, orders: boolean): Promise<ReportReplies['report.get']> {
    const report = reportOf(outcome, orders)
    const [variantsTried = null, saved] = await Promise.all([
      ledger?.count(outcome.strategy.id, outcome.planHash, dataKeyOf(outcome)),
      store?.save(makeRecord(report, document, now(), versions)),
    ])
    return { ok: true, report, variantsTried, ...(saved?.ok === false ? { note: saved.message } : {}) }
  }

  /** Null where nothing was counted: a workspace that cannot be written, or a ledger taken away. */
  async function triedOf(strategyId: string): Promise<number | null> {
    return (await ledger?.size(strategyId)) || null
  }

  async function recorded(run: string): Promise<ReportReplies['runs.show']> {
    const found = store ? await store.find(run) : NO_WORKSPACE
    if (!found.ok) return found
    return { ok: true, record: found.record, variantsTried: await triedOf(found.record.report.strategy.id) }
  }

  return {
    async 'report.get'({ run, orders }) {
      const made = finished(run)
      if (made) return show(made, orders)
      const found = await recorded(run)
      return found.ok ? { ok: true, report: found.record.report, variantsTried: found.variantsTried } : found
    },

    async 'report.write'({ run, form }) {
      const made = finished(run)
      if (form === 'equity.csv') {
        if (made) return { ok: true, pieces: equityCsv(made.outcome) }
        return { ok: false, message: 'a record keeps no equity of every bar; run the strategy again and write it then' }
      }
      const found = made ? undefined : await recorded(run)
      if (found?.ok === false) return found
      const report = made ? reportOf(made.outcome) : found!.record.report
      if (form === 'trades.csv') return { ok: true, pieces: tradesCsv(report.trades) }
      const context = { variantsTried: await triedOf(report.strategy.id) }
      return { ok: true, pieces: [form === 'html' ? renderHtml(report, context) : renderText(report, context)] }
    },

    'runs.list': async () => (await store?.list()) ?? { runs: [], skipped: [] },
    'runs.show': ({ run }) => recorded(run),

    async 'runs.compare'({ a, b }) {
      const [first, second] = [await recorded(a), await recorded(b)]
      if (!first.ok) return first
      if (!second.ok) return second
      return { ok: true, comparison: compareRuns(first.record, second.record) }
    },

    'runs.delete': async ({ run }) => (await store?.remove(run)) ?? NO_WORKSPACE,
  }
}
