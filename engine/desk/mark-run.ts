import { worthOf } from '../money/grid.ts'
import { equityOf } from './account.ts'
import { rollDay, watch } from './halts.ts'
import { revalue } from './ledger.ts'
import type { DeskParts } from './parts.ts'

/**
 * Many marks of one slot in a row, while nothing works: the same as a `mark` and a look at equity for each, in one loop.
 * `ticks[i]` is the close known at `times[i]`; equity after it goes to `equity[i]`. Answers with how many were taken: none
 * where a mark could do more than change the worth of what is held (guards that follow the price, enforced limits, an
 * unknown price).
 */
export function markRun(parts: DeskParts, index: number, ticks: Float64Array, times: Float64Array, equity: Float64Array): number {
  const { book, slots, limits } = parts
  const slot = book.slots[index]
  const { grid } = slots[index]
  if (
    limits.enforceAll ||
    slot.guards.length > 0 ||
    slot.waiting.length > 0 ||
    slot.unpriced ||
    book.unpriced > 0 ||
    Number.isNaN(equityOf(parts))
  )
    return 0
  const { lots, dust } = slot
  const perTick = lots * grid.unitsPerTickLot
  const others = book.cash + book.worth - slot.worth
  let { peak, dayEnd } = book
  let taken = 0
  for (; taken < ticks.length; taken++) {
    const price = ticks[taken]
    const time = times[taken]
    if (!(price > 0)) break
    if (time > dayEnd) {
      settle(taken)
      book.peak = peak
      rollDay(parts, time)
      dayEnd = book.dayEnd
    }
    let worth = perTick * price
    if (dust !== 0) {
      const product = dust * price * grid.unitsPerTickLot
      // As in `divide`: below 2^53 the quotient never rounds across a whole number.
      const exact = product >= 0 && product + grid.unitsPerLot <= Number.MAX_SAFE_INTEGER
      worth += exact ? Math.floor(product / grid.unitsPerLot) : worthOf(grid, dust, price, 'down')
    }
    if (!(worth <= Number.MAX_SAFE_INTEGER && worth >= -Number.MAX_SAFE_INTEGER)) break
    const now = others + worth
    if (now > peak) peak = now
    equity[taken] = now
  }
  settle(taken)
  watch(parts)
  return taken

  /** Writes the state after the first `count` marks into the book. */
  function settle(count: number): void {
    if (count === 0) return
    const time = times[count - 1]
    if (time > book.now) book.now = time
    book.markedAt = time
    slot.markTime = time
    slot.ticks = ticks[count - 1]
    revalue(book, grid, slot)
    if (peak > book.peak) book.peak = peak
  }
}
