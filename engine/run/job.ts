import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import type { Column } from '../columns/column.ts'
import { compile } from '../compile/compile.ts'
import type { Binding, RunOutcome } from '../protocol/run.ts'
import { runBacktest, type DetailData, type StreamData } from './backtest.ts'
import { outputsOf, type ColumnStore } from './series.ts'

/** What a worker is asked to do: plain data and shared memory only. */
export type Job = {
  readonly document: StrategyDocument
  readonly binding: Binding
  readonly streams: readonly StreamData[]
  readonly details: readonly (DetailData | undefined)[]
  /** Nodes whose values are wanted although they lead to no order. */
  readonly keep: readonly string[]
}

export type JobResult = {
  readonly outcome: RunOutcome
  /** Columns that cannot be computed again by themselves, by number: those of the account stage and of circles. */
  readonly ownColumns: readonly (readonly [number, Column])[]
  readonly firstRow: number
}

export type JobHooks = {
  readonly store: ColumnStore
  readonly canceled: () => boolean
  readonly progress: (done: number, total: number) => void
}

/** Compiles and runs; the same function in a worker and in a test. The caller has checked the document: a finding here is a fault. */
export function runJob({ document, binding, streams, details, keep }: Job, hooks: JobHooks): JobResult {
  const { plan, findings } = compile(document, undefined, keep)
  if (!plan) throw new Error(`a document that had been checked does not compile: ${findings[0]?.message}`)
  const { outcome, columns, firstRow } = runBacktest({ document, plan, binding, streams, details, ...hooks })
  const own = [...plan.account, ...plan.series.filter(({ kind }) => kind === 'circle')].flatMap(outputsOf)
  const ownColumns = own.map((column) => [column, columns[column]!] as const)
  return { outcome, ownColumns, firstRow }
}
