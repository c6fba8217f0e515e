import { divide, multiply, proportion } from '../money/amounts.ts'
import type { Fraction } from '../money/amounts.ts'
import { costOf } from '../money/grid.ts'
import type { ApprovedOrder } from '../protocol/orders.ts'
import type { DeskParts } from './parts.ts'

/**
 * T-FILL-CASH, T-CLOSE at the moment of a fill: of `lots` of an order, the most that can be borne at `ticks`. What
 * closes is bound by the position and, when it buys, by cash; what opens by cash that no position binds, fee included.
 * What cash could not bear is kept with the order for its record.
 */
export function affordable(parts: DeskParts, order: ApprovedOrder, ticks: number, lots: number): number {
  const { book } = parts
  const plan = parts.slots[order.slot]
  const slot = book.slots[order.slot]
  const buys = order.side === 'buy'
  const lotCost = multiply(ticks, plan.grid.unitsPerTickLot)
  let closes = slot.lots > 0 !== buys ? Math.min(Math.abs(slot.lots), lots) : 0
  if (buys && closes > 0) closes = Math.min(closes, within(book.cash, plan.buyCost, lotCost))
  if (order.purpose !== 'increase') return closes
  if (!plan.priced) return 0

  let free = book.cash + book.worth - book.gross
  if (closes > 0) {
    // Closing sets free what the position binds at its last price, better or worse by what the fill's price differs.
    const atMark = costOf(plan.grid, closes, slot.ticks)
    const atFill = costOf(plan.grid, closes, ticks)
    free += slot.lots > 0 ? atFill : 2 * atMark - atFill
  }
  const opens = Math.min(lots - closes, within(free, buys ? plan.buyCost : plan.sellCost, lotCost))
  const known = book.orders[order.sequence - 1]
  if (known !== undefined) known.cut = lots - closes - opens
  return closes + opens
}

/** Most lots at `lotCost` each whose value with fees fits into `free`. */
function within(free: number, cost: Fraction, lotCost: number): number {
  return free <= 0 ? 0 : divide(proportion(free, cost.denominator, cost.numerator, 'down'), lotCost, 'down')
}
