import { priceOf } from '../money/grid.ts'
import type { OrderRecord, TradeRecord } from '../protocol/orders.ts'
import { tripRecord } from './ledger.ts'
import { endOf, stateOf } from './orders.ts'
import type { DeskParts } from './parts.ts'

/** Every order with how it ended or stands. */
export function orderRecords({ book }: DeskParts): OrderRecord[] {
  return book.orders.map((order) => {
    const { sequence, slot, side, type, purpose, timeInForce, lots, limitTicks, triggerTicks, time } = order
    const end = endOf(order, lots)
    return {
      sequence,
      slot,
      node: order.node,
      signal: order.signal,
      reason: order.reason,
      side,
      type,
      purpose,
      timeInForce,
      lots,
      limitTicks,
      triggerTicks,
      state: stateOf(order, lots),
      filledLots: order.filled,
      averageTicks: order.filled === 0 ? NaN : order.filledTickLots / order.filled,
      time,
      endTime: end?.time ?? NaN,
      cutLots: end === null ? 0 : Math.min(order.cut, Math.max(0, lots - order.filled)),
      endReason: end?.reason ?? '',
    }
  })
}

/** Closed round trips in order of closing, then those still open, marked at the last price. */
export function tradeRecords({ book, slots }: DeskParts): TradeRecord[] {
  const open = slots.flatMap((plan): TradeRecord[] => {
    const { trip, worth, ticks, markTime } = book.slots[plan.index]
    if (trip === null) return []
    return [
      {
        ...tripRecord(plan, trip, '', markTime, Math.max(book.step, trip.entryStep), worth),
        exitPrice: priceOf(plan.grid, ticks),
        closed: false,
      },
    ]
  })
  return [...book.closed, ...open]
}
