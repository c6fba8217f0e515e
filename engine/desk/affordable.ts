import { mostWithin, multiply } from '../money/amounts.ts'
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
  if (buys && closes > 0) closes = Math.min(closes, mostWithin(book.cash, 0, lotCost, plan.buyCost))
  if (order.purpose !== 'increase') return closes
  if (!plan.priced) return 0

  // What shorts brought in is not free, and as much again guards them: those of this slot at the price of the fill.
  const otherShorts = book.gross - Math.abs(slot.worth) - (book.worth - slot.worth)
  const ownShort = slot.lots < 0 ? 2 * multiply(-slot.lots - (buys ? closes : 0), lotCost) : 0
  const closing = multiply(closes, lotCost)
  const free = book.cash + (buys ? -closing : closing) - otherShorts - ownShort
  const opens = Math.min(lots - closes, mostWithin(free, 0, lotCost, buys ? plan.buyCost : plan.sellCost))
  const known = book.orders[order.sequence - 1]
  if (known !== undefined) known.cut = lots - closes - opens
  return closes + opens
}
