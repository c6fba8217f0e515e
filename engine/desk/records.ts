import { priceOf } from '../money/grid.ts'
import type { Grid } from '../money/grid.ts'
import type { OrderRecord, TradeRecord } from '../protocol/orders.ts'
import { endOf, isUnknown, stateOf } from './orders.ts'
import type { Trip } from './book.ts'
import type { DeskParts } from './parts.ts'

/** Every order with how it ended or stands. */
export function orderRecords({ book }: DeskParts): OrderRecord[] {
  return book.orders.map((order) => {
    const { sequence, slot, side, type, purpose, timeInForce, lots, limitTicks, triggerTicks, trailTicks, time } = order
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
      trailTicks,
      state: stateOf(order, lots),
      filledLots: order.filled,
      averageTicks: order.filled === 0 ? NaN : order.filledTickLots / order.filled,
      time,
      endTime: end?.time ?? NaN,
      unknown: isUnknown(order, lots),
      pending: end !== null || order.canceling === '' ? 'none' : order.canceling === 'resize' ? 'replace' : 'cancel',
      cutLots: end === null ? 0 : Math.min(order.cut, Math.max(0, lots - order.filled)),
      endReason: end?.reason ?? '',
    }
  })
}

/** Closed round trips in order of closing, then those still open, marked at the last price. */
export function tradeRecords({ book, slots }: DeskParts): TradeRecord[] {
  const closed = book.closed.map((trip) => tripRecord(slots[trip.slot].grid, trip, true, 0))
  const open = slots.flatMap(({ grid, index }): TradeRecord[] => {
    const { trip, worth, ticks, markTime } = book.slots[index]
    if (trip === null) return []
    const marked = { ...trip, exitTime: markTime, exitStep: Math.max(book.step, trip.entryStep) }
    return [{ ...tripRecord(grid, marked, false, worth), exitPrice: priceOf(grid, ticks) }]
  })
  return [...closed, ...open]
}

/** `worth` is what is still held, 0 once the trip is closed. */
function tripRecord(grid: Grid, trip: Trip, closed: boolean, worth: number): TradeRecord {
  return {
    slot: trip.slot,
    side: trip.side,
    signal: trip.signal,
    exitSignal: trip.exitSignal,
    entryTime: trip.entryTime,
    exitTime: trip.exitTime,
    lots: trip.most,
    entries: trip.entries,
    entryPrice: priceOf(grid, trip.entryTickLots / trip.entryLots),
    exitPrice: priceOf(grid, trip.exitTickLots / trip.exitLots),
    profit: trip.flow + worth,
    fees: trip.fees,
    slippage: trip.slippage,
    cost: trip.cost,
    barsHeld: trip.exitStep - trip.entryStep,
    closed,
  }
}
