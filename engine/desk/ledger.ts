import { AmountError, proportion, whole } from '../money/amounts.ts'
import { costOf, priceOf, worthOf } from '../money/grid.ts'
import type { Grid } from '../money/grid.ts'
import type { Trade, TradeRecord } from '../protocol/orders.ts'
import type { Book, Order, SlotBook, SlotPlan, Trip } from './book.ts'

/**
 * Cash, positions and round trips: what fills do to money. All whole numbers; rounding is against the user.
 * Cost basis is kept, not average price: a partial close takes floor(basis · q ÷ Q), the last one the rest.
 */

/** Books one trade of one order: cash, position, basis, round trip, and the last price it shows. */
export function bookTrade(book: Book, plan: SlotPlan, slot: SlotBook, order: Order, trade: Trade): void {
  const { grid } = plan
  const buys = order.side === 'buy'
  const { lots, ticks } = trade
  const value = costOf(grid, lots, ticks)
  const quoteFee = trade.feeAsset === 'quote' ? trade.fee : 0
  book.cash = whole(buys ? book.cash - value - quoteFee : book.cash + value - quoteFee)

  const held = slot.lots
  const closes = held !== 0 && held > 0 !== buys ? Math.min(Math.abs(held), lots) : 0
  const opens = lots - closes
  // A fill that turns a position around pays the larger part of an odd fee on the closing side.
  const closingFee = opens === 0 ? quoteFee : closes === 0 ? 0 : proportion(quoteFee, closes, lots, 'up')
  slot.lots = held + (buys ? lots : -lots)
  if (trade.feeAsset === 'base' && trade.fee > 0) takeBaseFee(grid, slot, trade.fee)

  if (closes > 0) closePart(book, plan, slot, order, trade, closes, held, closingFee)
  if (opens > 0) openPart(book, plan, slot, order, trade, opens, quoteFee - closingFee)
  // The market showed the price before slippage: that is the last one known.
  slot.ticks = buys ? ticks - trade.slippageTicks : ticks + trade.slippageTicks
  slot.markTime = trade.time
  if (slot.unpriced) price(book, slot)
  revalue(book, grid, slot)
}

function openPart(book: Book, plan: SlotPlan, slot: SlotBook, order: Order, trade: Trade, lots: number, quoteFee: number): void {
  const { grid } = plan
  const buys = order.side === 'buy'
  const value = costOf(grid, lots, trade.ticks)
  const trip = slot.trip ?? (slot.trip = startTrip(book, order, trade))
  if (order.filled === trade.lots || trip.entries === 0) trip.entries++
  trip.entryLots += lots
  trip.entryTickLots += lots * trade.ticks
  trip.flow += buys ? -value - quoteFee : value - quoteFee
  trip.fees += quoteFee
  trip.cost += value
  if (trade.feeAsset === 'base' && trade.fee > 0) {
    // A fee taken in base is part of what was paid; in the record it moves from cost to fees.
    const worth = worthOf(grid, trade.fee, trade.ticks, 'up')
    trip.fees += worth
    trip.cost -= worth
  }
  trip.slippage += costOf(grid, lots, trade.slippageTicks)
  slot.basis = whole(slot.basis + (buys ? value + quoteFee : value - quoteFee))
  slot.open = sellable(grid, slot, trade.ticks)
  if (Math.abs(slot.lots) > trip.most) trip.most = Math.abs(slot.lots)
}

function closePart(
  book: Book,
  plan: SlotPlan,
  slot: SlotBook,
  order: Order,
  trade: Trade,
  lots: number,
  held: number,
  quoteFee: number,
): void {
  const { grid } = plan
  const value = costOf(grid, lots, trade.ticks)
  // What is left after the closing part alone, before anything this fill opens on the other side.
  const left = Math.abs(held) - lots
  slot.open = left > 0 && sellable(grid, slot, trade.ticks)
  slot.basis = slot.open ? slot.basis - proportion(slot.basis, lots, Math.abs(held), 'down') : 0
  const { trip } = slot
  if (trip === null) return
  trip.exitLots += lots
  trip.exitTickLots += lots * trade.ticks
  trip.flow += held > 0 ? value - quoteFee : -value - quoteFee
  trip.fees += quoteFee
  trip.slippage += costOf(grid, lots, trade.slippageTicks)
  if (slot.open) return
  const record = tripRecord(plan, trip, order.purpose === 'protect' ? order.reason : order.signal, trade.time, book.step, 0)
  book.closed.push(record)
  slot.trip = null
  slot.exitStep = book.step
  countResult(book, slot, record)
}

function startTrip(book: Book, order: Order, trade: Trade): Trip {
  return {
    side: order.side === 'buy' ? 'long' : 'short',
    signal: order.signal,
    entryTime: trade.time,
    entryStep: book.step,
    most: 0,
    entries: 0,
    entryLots: 0,
    entryTickLots: 0,
    exitLots: 0,
    exitTickLots: 0,
    flow: 0,
    fees: 0,
    slippage: 0,
    cost: 0,
  }
}

/** A round trip as a row of the trade list. `worth` is what is still held, 0 once it is closed. */
export function tripRecord(plan: SlotPlan, trip: Trip, exitSignal: string, exitTime: number, step: number, worth: number): TradeRecord {
  const { grid } = plan
  return {
    slot: plan.index,
    side: trip.side,
    signal: trip.signal,
    exitSignal,
    entryTime: trip.entryTime,
    exitTime,
    lots: trip.most,
    entries: trip.entries,
    entryPrice: priceOf(grid, trip.entryTickLots / trip.entryLots),
    exitPrice: trip.exitLots === 0 ? NaN : priceOf(grid, trip.exitTickLots / trip.exitLots),
    profit: trip.flow + worth,
    fees: trip.fees,
    slippage: trip.slippage,
    cost: trip.cost,
    barsHeld: step - trip.entryStep,
    closed: true,
  }
}

function countResult(book: Book, slot: SlotBook, record: TradeRecord): void {
  const { losses } = book
  if (record.profit < 0) {
    losses.streak++
    slot.lossStreak++
    slot.lossStep = book.step
    losses.times.push(record.exitTime)
    // The rule looks at a handful of losses; their times need not be kept for ever.
    if (losses.times.length > 64) losses.times.shift()
  } else {
    losses.streak = 0
    losses.times.length = 0
    slot.lossStreak = 0
  }
}

/** Takes a fee in base off the position. What is left is whole lots and a rest of the same sign. */
function takeBaseFee(grid: Grid, slot: SlotBook, fee: number): void {
  const size = grid.unitsPerLot
  slot.dust -= fee
  const whole = Math.trunc(slot.dust / size)
  slot.lots += whole
  slot.dust -= whole * size
  if (slot.lots > 0 && slot.dust < 0) {
    slot.lots -= 1
    slot.dust += size
  } else if (slot.lots < 0 && slot.dust > 0) {
    slot.lots += 1
    slot.dust -= size
  }
}

/** Whether what is held is at least the smallest amount the venue would take (T-QUANT: below it the slot is flat). */
function sellable(grid: Grid, slot: SlotBook, ticks: number): boolean {
  const lots = Math.abs(slot.lots)
  return lots >= grid.minimumLots && (grid.minimumUnits === 0 || costOf(grid, lots, ticks) >= grid.minimumUnits)
}

/** Brings the worth of a slot, and the sums over slots, to its last price. */
export function revalue(book: Book, grid: Grid, slot: SlotBook): void {
  const { lots, ticks, dust, worth: before } = slot
  let worth = lots * ticks * grid.unitsPerTickLot
  if (dust !== 0) worth += worthOf(grid, dust, ticks, 'down')
  if (!(worth <= Number.MAX_SAFE_INTEGER && worth >= -Number.MAX_SAFE_INTEGER)) {
    throw new AmountError(`${grid.symbol}: ${lots} lots at ${ticks} ticks are worth more than can be counted exactly.`)
  }
  slot.worth = worth
  book.worth += worth - before
  book.gross += (worth < 0 ? -worth : worth) - (before < 0 ? -before : before)
}

/** A slot whose last price was missing has one again. */
export function price(book: Book, slot: SlotBook): void {
  slot.unpriced = false
  book.unpriced--
}
