import type { ColumnIndex } from '../columns/column-index.ts'
import { fields, type ColumnNumber, type Plan } from '../compile/plan.ts'
import type { StreamData } from './backtest.ts'
import type { JobResult } from './job.ts'
import { createRecall, type Recall } from './recall.ts'
import { contentKey } from './series.ts'
import { createTimeline, type Timeline } from './timeline.ts'

/** Columns of a finished run: what the index has let go is computed again from kernel states. */
export type RunColumns = {
  readonly plan: Plan
  readonly streams: readonly StreamData[]
  readonly timeline: Timeline
  readonly result: JobResult
  /** Rows [from, to) of a column on its own clock. NaN where missing, 2 where unknown. */
  readonly read: Recall
  /** Reads several columns for one answer: what one had computed again the next finds. */
  readonly reader: () => Recall
  /** Key of a column's content: equal keys, equal values, whatever the run. A column of the account is this run's alone. */
  readonly keyOf: (column: ColumnNumber) => string
}

export function createRunColumns(plan: Plan, streams: readonly StreamData[], result: JobResult, index: ColumnIndex): RunColumns {
  const timed = streams.map(({ candles, instrument }, i) => ({
    candles,
    calendar: instrument.calendar,
    timeframe: plan.streams[i]!.timeframe,
  }))
  const timeline = createTimeline(plan, timed)
  const own = new Map(result.ownColumns)
  const dataKeys = streams.map(({ dataKey }) => dataKey)
  const keys = plan.columns.map((column) => contentKey(column, dataKeys))
  const source = {
    plan,
    candles: streams.map(({ candles }) => candles),
    timeline,
    whole: (column: ColumnNumber) => own.get(column) ?? index.get(keys[column]!),
    states: (column: ColumnNumber) => index.states(keys[column]!),
  }
  function reader(): Recall {
    let recall: Recall | undefined
    return (column, from, to) => {
      const stream = streams[Math.floor(column / fields.length)]
      const kept = stream?.candles[fields[column % fields.length]!] ?? source.whole(column)?.data
      return kept ? kept.slice(from, to) : (recall ??= createRecall(source))(column, from, to)
    }
  }
  return {
    plan,
    streams,
    timeline,
    result,
    read: (...wanted) => reader()(...wanted),
    reader,
    keyOf: (column) => (own.has(column) ? `${result.outcome.runId} ${column}` : keys[column]!),
  }
}

/** First row whose value is at or above `value`. */
export function lowerBound(column: Float64Array, value: number): number {
  let low = 0
  let high = column.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (column[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}
