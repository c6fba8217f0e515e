import { AmountError, proportion, whole } from '../money/amounts.ts'
import { costOf, worthOf } from '../money/grid.ts'
import type { Grid } from '../money/grid.ts'
import type { Trade } from '../protocol/orders.ts'
import type { Book, Order, SlotBook, SlotPlan, Trip } from './book.ts'

/**
 * Cash, positions and round trips: what fills do to money. All whole numbers; rounding is against the user.
 * Cost basis is kept, not average price: a partial close takes floor(basis · q ÷ Q), the last one the rest.
 */

/**
 * Books one trade of one order: cash, position, basis, round trip, and the last price. `step` is the one at which the fill
 * becomes known to decisions.
 */
export function bookTrade(book: Book, plan: SlotPlan, slot: SlotBook, order: Order, trade: Trade, step: number): void {
  const { grid } = plan
  const buys = order.side === 'buy'
  const { lots, ticks } = trade
  const value = costOf(grid, lots, ticks)
  const quoteFee = trade.feeAsset === 'quote' ? trade.fee : 0
  book.cash = whole(buys ? book.cash - value - quoteFee : book.cash + value - quoteFee)

  const held = slot.lots
  const heldUnits = Math.abs(held * grid.unitsPerLot + slot.dust)
  // Dust that no trade is open for joins what is opened, on whichever side.
  const closes = slot.trip !== null && held !== 0 && held > 0 !== buys ? Math.min(Math.abs(held), lots) : 0
  const opens = lots - closes
  // A fill that turns a position around pays the odd unit of its fee on the closing side.
  const closingFee = opens === 0 ? quoteFee : closes === 0 ? 0 : proportion(quoteFee, closes, lots, 'up')
  slot.lots = held + (buys ? lots : -lots)
  if (trade.feeAsset === 'base' && trade.fee > 0) takeBaseFee(grid, slot, trade.fee)
  // The market showed the price before slippage: that is the last one known.
  slot.ticks = buys ? ticks - trade.slippageTicks : ticks + trade.slippageTicks
  slot.markTime = trade.time
  slot.open = isSellable(grid, Math.abs(slot.lots), slot.ticks)

  if (closes > 0) closePart(book, plan, slot, order, trade, step, closes, heldUnits, closingFee)
  if (opens > 0) openPart(plan, slot, order, trade, step, opens, quoteFee - closingFee)
  if (slot.unpriced) price(book, slot)
  revalue(book, grid, slot)
}

function openPart(plan: SlotPlan, slot: SlotBook, order: Order, trade: Trade, step: number, lots: number, quoteFee: number): void {
  const { grid } = plan
  const value = costOf(grid, lots, trade.ticks)
  const trip = slot.trip ?? (slot.trip = startTrip(plan, order, trade, step))
  if (order.filled === trade.lots || trip.entries === 0) trip.entries++
  trip.entryLots += lots
  trip.entryTickLots += lots * trade.ticks
  trip.flow += order.side === 'buy' ? -value - quoteFee : value - quoteFee
  trip.fees += quoteFee
  // A fee in base has lowered what can be sold, so it is told as a fee without being paid twice.
  if (trade.feeAsset === 'base' && trade.fee > 0) trip.fees += worthOf(grid, trade.fee, trade.ticks, 'up')
  trip.cost += value
  trip.slippage += costOf(grid, lots, trade.slippageTicks)
  slot.basis += value
  slot.weight += lots
  slot.basisFees += quoteFee
  const size = Math.abs(slot.lots)
  if (size > trip.most) trip.most = size
}

function closePart(
  book: Book,
  plan: SlotPlan,
  slot: SlotBook,
  order: Order,
  trade: Trade,
  step: number,
  lots: number,
  heldUnits: number,
  quoteFee: number,
): void {
  const { grid } = plan
  const { trip } = slot
  const value = costOf(grid, lots, trade.ticks)
  if (trip !== null) {
    trip.exitLots += lots
    trip.exitTickLots += lots * trade.ticks
    trip.flow += order.side === 'sell' ? value - quoteFee : -value - quoteFee
    trip.fees += quoteFee
    trip.slippage += costOf(grid, lots, trade.slippageTicks)
    // Still the same side: part of the basis goes. Else the trade is over and takes the rest of it; dust carries none.
    if (slot.open && slot.lots > 0 === (trip.side === 'long')) {
      const units = lots * grid.unitsPerLot
      slot.weight *= 1 - units / heldUnits
      slot.basis -= proportion(slot.basis, units, heldUnits, 'down')
      slot.basisFees -= proportion(slot.basisFees, units, heldUnits, 'down')
      return
    }
    trip.exitSignal = order.purpose === 'protect' ? order.reason : order.signal
    trip.exitTime = trade.time
    trip.exitStep = step
    book.closed.push(trip)
    slot.trip = null
    slot.exitStep = step
    countResult(book, slot, trip)
  }
  slot.basis = 0
  slot.basisFees = 0
  slot.weight = 0
}

function startTrip(plan: SlotPlan, order: Order, trade: Trade, step: number): Trip {
  return {
    slot: plan.index,
    side: order.side === 'buy' ? 'long' : 'short',
    signal: order.signal,
    entryTime: trade.time,
    entryStep: step,
    exitSignal: '',
    exitTime: 0,
    exitStep: 0,
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

/** A trade of exactly 0 neither begins nor ends a row of losses. */
function countResult(book: Book, slot: SlotBook, { flow: profit, exitTime, exitStep }: Trip): void {
  const { losses } = book
  if (profit < 0) {
    losses.streak++
    slot.lossStreak++
    slot.lossStep = exitStep
    losses.times.push(exitTime)
    // The rule looks at a handful of losses; their times need not be kept for ever.
    if (losses.times.length > 64) losses.times.shift()
  } else if (profit > 0) {
    losses.streak = 0
    while (losses.times.length > 0) losses.times.pop()
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

/** T-QUANT: whether the venue would take an order for what is held. Below that it is dust and the slot is flat; judged at each fill. */
function isSellable(grid: Grid, lots: number, ticks: number): boolean {
  return lots >= grid.minimumLots && (grid.minimumUnits === 0 || costOf(grid, lots, ticks) >= grid.minimumUnits)
}

/** Brings the worth of a slot, and the sums over slots, to its last price. */
export function revalue(book: Book, grid: Grid, slot: SlotBook): void {
  const { lots, ticks, dust, worth: before } = slot
  let worth = lots * ticks * grid.unitsPerTickLot
  if (dust !== 0) worth += dustWorth(grid, dust, ticks)
  if (!(worth <= Number.MAX_SAFE_INTEGER && worth >= -Number.MAX_SAFE_INTEGER)) {
    throw new AmountError(`${grid.symbol}: ${lots} lots at ${ticks} ticks are worth more than can be counted exactly.`)
  }
  slot.worth = worth
  book.worth += worth - before
  book.gross += (worth < 0 ? -worth : worth) - (before < 0 ? -before : before)
}

/** `worthOf` rounded down, in two operations where they are exact: this is done on every bar. */
function dustWorth(grid: Grid, dust: number, ticks: number): number {
  const value = dust * ticks * grid.unitsPerTickLot
  if (value >= 0 && value + grid.unitsPerLot <= Number.MAX_SAFE_INTEGER) return Math.floor(value / grid.unitsPerLot)
  return worthOf(grid, dust, ticks, 'down')
}

/** A slot whose last price was missing has one again. */
export function price(book: Book, slot: SlotBook): void {
  slot.unpriced = false
  book.unpriced--
}
