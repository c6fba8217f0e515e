import type { OrderFact, Trade } from '../protocol/orders.ts'
import { endOrder } from './approve.ts'
import type { Order, SlotBook, SlotPlan } from './book.ts'
import { widenCap } from './exits.ts'
import { alert, halt, rollDay } from './halts.ts'
import { bookTrade } from './ledger.ts'
import { addFact, hasEnded, isUnknown } from './orders.ts'
import type { DeskParts } from './parts.ts'
import { endLeg, fillLeg, guardEntry } from './protection.ts'
import { tend } from './tend.ts'

/** What a venue has proven of one order, taken to its state, the ledger and its protection. Facts that cannot be true are kept and said. */
export function takeFact(parts: DeskParts, fact: OrderFact): void {
  const { book, slots } = parts
  const order = book.orders[fact.sequence - 1]
  if (order === undefined) return refuseFact(parts, fact, 'no such order')
  const { lots, slot: index } = order
  const arrival = addFact(order, lots, fact)
  if (arrival === 'known') return
  if (arrival === 'refused') return refuseFact(parts, fact, 'not a trade')
  const plan = slots[index]
  const slot = book.slots[index]
  noteUnknown(parts, order)
  if (fact.kind === 'trade') takeTrade(parts, plan, slot, order, fact)
  if (hasEnded(order, lots)) {
    endOrder(book, slot, order)
    if (order.group !== '') endLeg(parts, plan, slot, order)
    if (fact.kind === 'expired' && order.capTicks > 0 && order.purpose === 'reduce') widenCap(parts, plan, slot, order)
  }
  if (arrival !== 'new') odd(parts, order, arrival)
  tend(parts, plan)
}

/** Keeps the list of orders whose fate is unproven, and says so once. */
function noteUnknown(parts: DeskParts, order: Order): void {
  const { unknowns } = parts.book
  const at = unknowns.indexOf(order.sequence)
  if (isUnknown(order, order.lots)) {
    if (at !== -1) return
    unknowns.push(order.sequence)
    alert(parts, 'ORDER_UNKNOWN', `What became of order ${order.sequence} is not proven: no new entry on its market until it is.`)
  } else if (at !== -1) {
    unknowns.splice(at, 1)
    alert(parts, 'ORDER_KNOWN', `What became of order ${order.sequence} is proven.`)
  }
}

function takeTrade(parts: DeskParts, plan: SlotPlan, slot: SlotBook, order: Order, trade: Trade): void {
  const { book } = parts
  // A fill between two decisions is known at the next one; only one at the very close that decided is known at once.
  const atClose = parts.config.fillProfile.market === 'close' && order.type === 'market' && trade.time === order.time
  // A fill at the open has the time of the close before: it is the first thing of a new day.
  if (!atClose && book.markedAt >= trade.time) rollDay(parts, trade.time + 1)
  book.fills.push(trade)
  bookTrade(book, plan, slot, order, trade, atClose ? book.step : book.step + 1)
  if (order.group !== '') fillLeg(parts, slot, order, trade.lots)
  else if (order.request?.protection !== undefined) guardEntry(parts, plan, slot, order)
  if (order.type === 'market') checkSlip(parts, order, trade)
}

/** T-MARKET: a fill more than 0.5 % worse than the reference at send. Counted, and halting towards `reducing` where the profile enforces. */
function checkSlip(parts: DeskParts, order: Order, trade: Trade): void {
  const worse = order.side === 'buy' ? trade.ticks - order.referenceTicks : order.referenceTicks - trade.ticks
  if (worse * 200 <= order.referenceTicks || order.referenceTicks === 0) return
  parts.book.counts.slipBreaches++
  if (parts.limits.enforceAll) halt(parts, 'slip')
}

function odd(parts: DeskParts, order: Order, arrival: string): void {
  const { sequence } = order
  alert(parts, arrival.toUpperCase().replaceAll(' ', '_'), `Order ${sequence}: ${arrival}. What was proven before did not hold.`)
  if (arrival !== 'late fill' && parts.limits.enforceAll) halt(parts, 'facts')
}

function refuseFact(parts: DeskParts, fact: OrderFact, why: string): void {
  parts.book.refused.push({ sequence: fact.sequence, kind: fact.kind, why, time: fact.time })
  alert(parts, 'FACT_REFUSED', `A "${fact.kind}" for order ${fact.sequence} was not believed: ${why}.`)
}
