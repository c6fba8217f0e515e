import type { Book, Working } from './book.ts'

/**
 * Whether a price trades through a limit: by `through` ticks, 0 for a touch (T-FILL-LIMIT).
 */
export function crosses(entry: Working, ticks: number, through: number): boolean {
  return entry.sign * ticks <= entry.sign * entry.order.limitTicks - through
}

/**
 * How many ticks the price has to go from `cursor` towards `to` until the order acts; −1 when this way does not lead
 * there. An order acts for the first time at the first price it meets. A limit acts at the limit, provided the price
 * goes on through it; a trigger acts at the trigger.
 */
export function distance(entry: Working, cursor: number, to: number, through: number): number {
  if (!entry.met || entry.phase === 'market') return 0
  const { sign } = entry
  if (entry.phase === 'limit') {
    if (!crosses(entry, to, through)) return -1
    return Math.max(0, sign * (cursor - entry.order.limitTicks))
  }
  if (sign * to < sign * entry.trigger) return -1
  return Math.max(0, sign * (entry.trigger - cursor))
}

/** Whether of two orders at one price `entry` acts before `other`: reductions first, then by sequence (T-FILL-ORDER). */
export function actsBefore(entry: Working, other: Working): boolean {
  const increases = entry.order.purpose === 'increase'
  if (increases !== (other.order.purpose === 'increase')) return !increases
  return entry.order.sequence < other.order.sequence
}

/** Whether the bar's extremes reach the order's level, wherever the path leads. */
export function reachable(entry: Working, low: number, high: number, through: number): boolean {
  if (entry.phase === 'market') return true
  if (entry.phase === 'limit') return crosses(entry, entry.sign > 0 ? low : high, through)
  return entry.sign > 0 ? high >= entry.trigger : low <= entry.trigger
}

/**
 * Whether a bar has anything to do for the orders of a book. Most bars have not, and this is all they cost: a resting
 * order out of reach of both extremes is left where it is. A trailing stop moves, a new order meets its first price.
 */
export function stirs({ entries }: Book, low: number, high: number, through: number): boolean {
  for (const entry of entries) {
    if (!entry.met || entry.order.trailTicks > 0 || reachable(entry, low, high, through)) return true
  }
  return false
}

/** A target waits while a stop of its group can be reached in the bar: the stop comes first (T-FILL-SAMEBAR). */
export function waitsForStop(target: Working, { entries, low, high }: Book): boolean {
  const { group } = target.order
  if (group === '') return false
  for (const entry of entries) {
    if (
      entry.phase === 'waiting' &&
      entry.met &&
      entry.state === 'working' &&
      entry.order.group === group &&
      reachable(entry, low, high, 0)
    )
      return true
  }
  return false
}
