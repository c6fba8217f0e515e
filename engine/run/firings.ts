import type { Column } from '../columns/column.ts'
import type { ClockNumber, ColumnNumber, Plan } from '../compile/plan.ts'
import type { Timeline } from './timeline.ts'

/** Base-clock rows on which something of the series stage fires, ascending, with a place to read on from. */
export type Firings = { readonly rows: Int32Array; next: number }

/**
 * The base-clock rows at which a condition of the series stage is yes on a row that is news there: on its own clock it
 * is the last row known, and it was not known a step before. A row that came too late to be the last is history and
 * fires nothing.
 */
export function findFirings(plan: Plan, columns: readonly Column[], timeline: Timeline, fires: ColumnNumber): Firings {
  const data = columns[fires]!.data
  const clock = plan.columns[fires]!.clock
  const own: number[] = []
  for (let row = data.indexOf(1); row !== -1; row = data.indexOf(1, row + 1)) own.push(row)
  if (clock === plan.baseClock) return { rows: Int32Array.from(own), next: 0 }
  return { rows: Int32Array.from(onBase(own, clock, plan, timeline)), next: 0 }
}

function* onBase(own: readonly number[], clock: ClockNumber, plan: Plan, timeline: Timeline): Generator<number> {
  const known = timeline.rows(clock, plan.baseClock)
  let base = 0
  for (const row of own) {
    while (base < known.length && known[base]! < row) base++
    if (base < known.length && known[base] === row) yield base
  }
}

/** The next row at or after `row` on which any of them fires; `end` when none does. */
export function nextFiring(all: readonly Firings[], row: number, end: number): number {
  let nearest = end
  for (const firings of all) {
    while (firings.next < firings.rows.length && firings.rows[firings.next]! < row) firings.next++
    const candidate = firings.rows[firings.next]
    if (candidate !== undefined && candidate < nearest) nearest = candidate
  }
  return nearest
}

/** True where it fires on this very row. */
export function firesAt(firings: Firings, row: number): boolean {
  while (firings.next < firings.rows.length && firings.rows[firings.next]! < row) firings.next++
  return firings.rows[firings.next] === row
}
