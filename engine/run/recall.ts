import { conditionColumn, numberColumn, type Column } from '../columns/column.ts'
import type { KernelStates } from '../columns/column-index.ts'
import { fields, type ColumnNumber, type KernelStep, type Plan, type SeriesStep } from '../compile/plan.ts'
import { createRunner } from '../compile/runner.ts'
import type { Candles } from '../market/candles.ts'
import { BLOCK, bindInputs, bindOutputs, carry, outputsOf } from './series.ts'
import type { Timeline } from './timeline.ts'

export type RecallInput = {
  readonly plan: Plan
  readonly candles: readonly Candles[]
  readonly timeline: Timeline
  /** A column that is still whole. */
  readonly whole: (column: ColumnNumber) => Column | undefined
  /** States of a column's kernel along the way; undefined when it was never computed. */
  readonly states: (column: ColumnNumber) => KernelStates | undefined
}

/** Rows of a column that begin at absolute row `from`. */
type Part = { readonly from: number; readonly to: number; readonly column: Column }

/** Rows [from, to) of a column whose whole was let go. */
export type Recall = (wanted: ColumnNumber, from: number, to: number) => Float64Array | Uint8Array

/**
 * Rows are computed again from the kernel states kept every 16,384 rows, inputs likewise as far as they are read. Equal bits: same
 * kernels, same states, same rows. What one question computed the next finds, so that a thousand columns, each made of the one before, are
 * made once; all of it is held until the function is let go. Columns of the account and of circles are not asked for here: they are never
 * let go.
 */
export function createRecall(input: RecallInput): Recall {
  const { plan, candles, timeline, whole, states } = input
  const producers = new Map<ColumnNumber, SeriesStep>(
    plan.series.flatMap((step) => outputsOf(step).map((column) => [column, step] as const)),
  )
  const parts = new Map<ColumnNumber, Part>()

  function part(column: ColumnNumber, first: number, end: number): Part {
    const known = parts.get(column)
    if (known && known.from <= first && known.to >= end) return known
    const made = make(column, Math.max(0, first), end)
    parts.set(column, made)
    return made
  }

  function make(column: ColumnNumber, first: number, end: number): Part {
    const stream = candles[Math.floor(column / fields.length)]
    const kept = stream ? { data: stream[fields[column % fields.length]!], validFrom: 0, holes: false } : whole(column)
    if (kept) return { from: first, to: end, column: { data: kept.data.subarray(first, end), validFrom: 0, holes: true } }
    const step = producers.get(column)
    if (!step) throw new Error(`column ${column} belongs to the account and is never let go`)
    switch (step.kind) {
      case 'constant': {
        const made = empty(column, end - first)
        made.data.fill(step.value)
        return { from: first, to: end, column: made }
      }
      case 'align': {
        const rows = timeline.rows(plan.columns[step.from]!.clock, plan.columns[column]!.clock).subarray(first, end)
        const used = rows.filter((row) => row >= 0)
        const source = used.length === 0 ? undefined : part(step.from, used[0]!, used.at(-1)! + 1)
        const made = empty(column, end - first)
        carry(source?.column ?? empty(step.from, 0), made, source ? rows.map((row) => (row < 0 ? row : row - source.from)) : rows)
        return { from: first, to: end, column: made }
      }
      case 'kernel':
        return compute(step, column, first, end)
      case 'circle':
        throw new Error(`column ${column} belongs to a circle and is never let go`)
    }
  }

  function empty(column: ColumnNumber, length: number): Column {
    return plan.columns[column]!.kind === 'number' ? numberColumn(length) : conditionColumn(length)
  }

  /** Computes a step from the beginning of the block that `first` lies in; its inputs are cut to the same window. */
  function compute(step: KernelStep, wantedOutput: ColumnNumber, first: number, end: number): Part {
    const start = first - (first % BLOCK)
    const offset = Math.max(0, start - step.computation.history(step.params))
    const window: Column[] = []
    for (const source of Object.values(step.inputs)) {
      if (source && 'column' in source) window[source.column] = cut(part(source.column, offset, end), offset, end)
    }
    for (const column of outputsOf(step)) window[column] = { ...empty(column, end - offset), holes: true }
    const bars = candles.map((stream) => cutCandles(stream, offset, end))
    const runner = createRunner(step.computation, step.params, bindInputs(step, window, bars), bindOutputs(step, window))
    runner.state.set(states(wantedOutput)![start / BLOCK]!)
    runner.advance(start - offset, end - offset, offset)
    for (const column of outputsOf(step)) {
      parts.set(column, { from: start, to: end, column: { ...window[column]!, data: window[column]!.data.subarray(start - offset) } })
    }
    return parts.get(wantedOutput)!
  }

  return (wanted, from, to) => {
    const { from: first, column } = part(wanted, from, to)
    return column.data.slice(from - first, to - first)
  }
}

function cut({ from, column }: Part, first: number, end: number): Column {
  return { data: column.data.subarray(first - from, end - from), validFrom: 0, holes: true }
}

function cutCandles({ time, open, high, low, close, volume }: Candles, first: number, end: number): Candles {
  const part = (column: Float64Array) => column.subarray(first, end)
  return {
    length: end - first,
    time: part(time),
    open: part(open),
    high: part(high),
    low: part(low),
    close: part(close),
    volume: part(volume),
  }
}
