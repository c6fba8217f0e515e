import { isPresent } from '../columns/column.ts'
import type { ColumnIndex } from '../columns/column-index.ts'
import type { ColumnNumber, Plan } from '../compile/plan.ts'
import type { WireValues } from '../protocol/requests.ts'
import type { StreamData } from './backtest.ts'
import type { JobResult } from './job.ts'
import { recall } from './recall.ts'
import { contentKey } from './series.ts'
import { createTimeline } from './timeline.ts'

/** Values of a finished run's wires, read from kept columns; what the index has let go is computed again from kernel states. */
export type RunValues = {
  /** Rows of the named wires known in [from, to], UTC milliseconds. Names the strategy does not have come back as unknown. */
  range(wires: readonly string[], from: number, to: number): { readonly wires: WireValues[]; readonly unknown: string[] }
  /** Every wire's value in the last row known at `time`. */
  at(time: number): Record<string, number>
}

export function createRunValues(plan: Plan, streams: readonly StreamData[], result: JobResult, index: ColumnIndex): RunValues {
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

  return {
    range(names, from, to) {
      const known = names.filter((name) => plan.wires.has(name))
      const wires = known.map((wire): WireValues => {
        const column = plan.wires.get(wire)!
        const closes = timeline.closes(plan.columns[column]!.clock)
        const [begin, end] = [lowerBound(closes, from), lowerBound(closes, to + 1)]
        return { wire, kind: plan.columns[column]!.kind, times: closes.slice(begin, end), values: recall(source, column, begin, end) }
      })
      return { wires, unknown: names.filter((name) => !plan.wires.has(name)) }
    },
    at(time) {
      const values: Record<string, number> = {}
      for (const [wire, column] of plan.wires) {
        const row = lowerBound(timeline.closes(plan.columns[column]!.clock), time + 1) - 1
        if (row < 0) continue
        const data = recall(source, column, row, row + 1)
        values[wire] = isPresent(data, 0) || data instanceof Uint8Array ? data[0]! : NaN
      }
      return values
    },
  }
}

/** First row whose value is at or above `value`. */
function lowerBound(column: Float64Array, value: number): number {
  let low = 0
  let high = column.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (column[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}
