import { isPresent } from '../columns/column.ts'
import type { WireValues } from '../protocol/requests.ts'
import { lowerBound, type RunColumns } from './run-columns.ts'

/** Values of a finished run's wires, read from kept columns; what the index has let go is computed again from kernel states. */
export type RunValues = {
  /** Rows of the named wires known in [from, to], UTC milliseconds, of each the `last` of them. Names the strategy does not have come back as unknown. */
  range(wires: readonly string[], from: number, to: number, last?: number): { readonly wires: WireValues[]; readonly unknown: string[] }
  /** Every wire's value in the last row known at `time`. */
  at(time: number): Record<string, number>
}

export function createRunValues({ plan, timeline, reader }: RunColumns): RunValues {
  return {
    range(names, from, to, last = Infinity) {
      const read = reader()
      const known = names.filter((name) => plan.wires.has(name))
      const wires = known.map((wire): WireValues => {
        const column = plan.wires.get(wire)!
        const closes = timeline.closes(plan.columns[column]!.clock)
        const end = lowerBound(closes, to + 1)
        const begin = Math.max(lowerBound(closes, from), end - last)
        return { wire, kind: plan.columns[column]!.kind, times: closes.slice(begin, end), values: read(column, begin, end) }
      })
      return { wires, unknown: names.filter((name) => !plan.wires.has(name)) }
    },
    at(time) {
      const read = reader()
      const values: Record<string, number> = {}
      for (const [wire, column] of plan.wires) {
        const row = lowerBound(timeline.closes(plan.columns[column]!.clock), time + 1) - 1
        if (row < 0) continue
        const data = read(column, row, row + 1)
        values[wire] = isPresent(data, 0) || data instanceof Uint8Array ? data[0]! : NaN
      }
      return values
    },
  }
}
