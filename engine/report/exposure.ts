import type { TradeRecord } from '../protocol/orders.ts'

/**
 * Rows at whose close a position was open: entered before that close and not left before it. Overlapping trades of several slots count once.
 * An entry at the open of a bar counts from that bar's close on; one at the close itself from the next.
 */
export function barsExposed(times: Float64Array, trades: readonly TradeRecord[]): number {
  const stretches = trades.map((trade) => [rowsUpTo(times, trade.entryTime), rowsUpTo(times, trade.exitTime)] as const)
  stretches.sort((a, b) => a[0] - b[0] || a[1] - b[1])
  let counted = 0
  let reached = 0
  for (const [from, to] of stretches) {
    if (to <= reached) continue
    counted += to - Math.max(from, reached)
    reached = to
  }
  return counted
}

/** Number of rows whose close is at or before `time`. */
function rowsUpTo(times: Float64Array, time: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle] <= time) low = middle + 1
    else high = middle
  }
  return low
}
