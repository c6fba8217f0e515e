import { conditionColumn, isPresent, missingValue, numberColumn, type Column } from '../columns/column.ts'
import type { KernelStates } from '../columns/column-index.ts'
import { keyOf } from '../compile/keys.ts'
import { fields, type ColumnNumber, type KernelStep, type Plan, type PlanColumn, type SeriesStep } from '../compile/plan.ts'
import { createRunner, type Runner, type RunnerInput } from '../compile/runner.ts'
import type { Candles } from '../market/candles.ts'
import type { Timeline } from './timeline.ts'

/** Rows computed between two looks at the cancel flag; the state before each block is kept. */
export const BLOCK = 16_384

/** Where whole columns are found and left. */
export type ColumnStore = {
  get(key: string): Column | undefined
  put(key: string, column: Column, states: KernelStates): void
}

export type SeriesInput = {
  readonly plan: Plan
  readonly candles: readonly Candles[]
  readonly dataKeys: readonly string[]
  readonly timeline: Timeline
  readonly store: ColumnStore
  /** Asked between blocks; true ends the run with `Canceled`. */
  readonly canceled: () => boolean
  readonly progress?: (done: number, total: number) => void
}

/** The person ended the run. */
export class Canceled extends Error {
  override readonly name = 'Canceled'
}

/** Key of a column's content: what it means and the data it was computed from. */
export function contentKey(column: PlanColumn, dataKeys: readonly string[]): string {
  return keyOf([column.key, ...column.reads.map((stream) => dataKeys[stream]!)])
}

/**
 * Computes the series stage over whole columns. What the store holds already is taken from there; every column is put
 * there once it is whole. Columns of the account stage are allocated and left missing.
 */
export function computeSeries({ plan, candles, dataKeys, timeline, store, canceled, progress }: SeriesInput): Column[] {
  const columns: Column[] = candles.flatMap((stream) => fields.map((field) => ({ data: stream[field], validFrom: 0, holes: false })))
  const rows = (column: ColumnNumber) => timeline.closes(plan.columns[column]!.clock).length

  function allocate(column: ColumnNumber): Column {
    return (columns[column] = plan.columns[column]!.kind === 'number' ? numberColumn(rows(column)) : conditionColumn(rows(column)))
  }

  /** True when every output is in the store. */
  function take(outputs: readonly ColumnNumber[]): boolean {
    const found = outputs.map((column) => store.get(contentKey(plan.columns[column]!, dataKeys)))
    if (found.some((column) => column === undefined)) return false
    for (const [i, column] of found.entries()) columns[outputs[i]!] = column!
    return true
  }

  function leave(outputs: readonly ColumnNumber[], states: KernelStates): void {
    for (const column of outputs) store.put(contentKey(plan.columns[column]!, dataKeys), columns[column]!, states)
  }

  /** Runs kernels that advance together over all rows; answers with the states of each before every block. */
  function inBlocks(runners: readonly Runner[], length: number, compute: (from: number, to: number) => void): Float64Array[][] {
    const states: Float64Array[][] = runners.map(() => [])
    for (let from = 0; from < length; from += BLOCK) {
      if (canceled()) throw new Canceled()
      for (const [i, { state }] of runners.entries()) states[i]!.push(state.slice())
      compute(from, Math.min(from + BLOCK, length))
    }
    return states
  }

  function run(step: SeriesStep): void {
    switch (step.kind) {
      case 'constant':
        allocate(step.to).data.fill(step.value)
        return leave([step.to], [])
      case 'align':
        carry(columns[step.from]!, allocate(step.to), timeline.rows(plan.columns[step.from]!.clock, plan.columns[step.to]!.clock))
        return leave([step.to], [])
      case 'kernel': {
        for (const column of outputsOf(step)) allocate(column)
        const runner = createRunner(step.computation, step.params, bindInputs(step, columns, candles), bindOutputs(step, columns))
        const [states] = inBlocks([runner], timeline.closes(step.clock).length, (from, to) => runner.advance(from, to, 0))
        return leave(outputsOf(step), states!)
      }
      case 'circle': {
        // Not yet computed members are read too: nobody may trust these columns to be without holes.
        for (const column of outputsOf(step)) Object.assign(allocate(column), { holes: true })
        const runners = step.members.map((member) =>
          createRunner(member.computation, member.params, bindInputs(member, columns, candles), bindOutputs(member, columns)),
        )
        const states = inBlocks(runners, timeline.closes(step.members[0]!.clock).length, (from, to) => {
          for (let row = from; row < to; row++) for (const runner of runners) runner.advance(row, row + 1, 0)
        })
        for (const [i, member] of step.members.entries()) leave(outputsOf(member), states[i]!)
      }
    }
  }

  for (const [i, step] of plan.series.entries()) {
    if (canceled()) throw new Canceled()
    if (!take(outputsOf(step))) run(step)
    progress?.(i + 1, plan.series.length)
  }
  for (const step of plan.account) for (const column of outputsOf(step)) Object.assign(allocate(column), { holes: true })
  return columns
}

/** Columns a step writes. */
export function outputsOf(step: Plan['account'][number]): ColumnNumber[] {
  switch (step.kind) {
    case 'kernel':
    case 'read':
      return Object.values(step.outputs)
    case 'circle':
      return step.members.flatMap(outputsOf)
    case 'align':
    case 'constant':
      return [step.to]
  }
}

export function bindInputs(step: KernelStep, columns: readonly Column[], candles: readonly Candles[]): Record<string, RunnerInput> {
  return Object.fromEntries(
    Object.entries(step.inputs).map(([port, input]) => [
      port,
      input && ('column' in input ? columns[input.column] : candles[input.candles]),
    ]),
  )
}

export function bindOutputs(step: KernelStep, columns: readonly Column[]): Record<string, Column> {
  return Object.fromEntries(Object.entries(step.outputs).map(([port, column]) => [port, columns[column]!]))
}

/** Carries a column to another clock by row numbers; −1 is missing. */
export function carry(from: Column, to: Column, rows: Int32Array): void {
  const missing = missingValue(to.data)
  let first = rows.length
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!
    to.data[i] = row < 0 ? missing : from.data[row]!
    if (isPresent(to.data, i)) {
      if (first === rows.length) first = i
    } else if (first < i) to.holes = true
  }
  to.validFrom = first
}
