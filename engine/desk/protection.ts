import type { Protection } from '../../nodes/define/trade.ts'
import { divide } from '../money/amounts.ts'
import { remainingOf } from './account.ts'
import type { Book, Guard, Leg, Order, SlotBook, SlotPlan } from './book.ts'
import { alert, withdraw } from './halts.ts'
import { guardedLots, largestLeg, lotsOf, placeLeg, roomOf, shapeOf } from './legs.ts'
import { arrangeLinkable, keepsLeg, partsFrom } from './held.ts'
import type { DeskParts } from './parts.ts'

/**
 * Stops, targets and trailing stops of an entry, and exits that rest: what guards a position at the venue.
 * Nothing here is remembered as a plan of steps: after every event the legs that rest are compared with those that
 * should, what is wrong is withdrawn, and what is missing is placed once nothing stands in its way.
 */

/** An entry filled: what it bought, minus fees taken in base, is now guarded as it asked. */
export function guardEntry(parts: DeskParts, plan: SlotPlan, slot: SlotBook, entry: Order): void {
  const protection = entry.request?.protection
  if (entry.purpose !== 'increase' || protection === undefined) return
  const { sequence } = entry
  let guard = slot.guards.find((one) => one.entry === sequence)
  if (guard === undefined) {
    guard = {
      entry: sequence,
      name: `e${sequence}`,
      gone: 0,
      lots: 0,
      best: 0,
      generation: 0,
      legs: protectiveLegs(protection),
    }
    slot.guards.push(guard)
  }
  const kept = entry.filled - divide(entry.feeBase, plan.grid.unitsPerLot, 'up')
  guard.lots = Math.max(0, kept - guard.gone)
}

function protectiveLegs({ stop, target, trail }: Protection): Leg[] {
  const legs: Leg[] = []
  const add = (kind: Leg['kind']) =>
    legs.push({ kind, request: null, lots: 0, expiresStep: 0, sequence: 0, open: 0, fired: false, awayStep: -1, followed: 0 })
  if (stop !== undefined) add('stop')
  if (trail !== undefined) add('trail')
  if (target !== undefined) add('target')
  return legs
}

/** A leg filled: the guard and its other legs stand for less, and the rest of the entry is not wanted any more. */
export function fillLeg(parts: DeskParts, slot: SlotBook, order: Order, lots: number): void {
  const { orders } = parts.book
  const guard = slot.guards.find(({ legs }) => legs.some(({ sequence }) => sequence === order.sequence))
  const filled = guard?.legs.find(({ sequence }) => sequence === order.sequence)
  if (guard === undefined || filled === undefined) return
  guard.gone += lots
  guard.lots = Math.max(0, guard.lots - lots)
  // An OCO group ends with the leg that has nothing left to fill: the venue withdraws the others, as if they had been asked to go.
  const whole = filled.open <= lots
  for (const leg of guard.legs) {
    if (leg.sequence === 0) continue
    leg.open = whole ? 0 : Math.max(0, leg.open - lots)
    const { canceling } = orders[leg.sequence - 1]
    if (leg.open === 0 && canceling === '') orders[leg.sequence - 1].canceling = 'resize'
  }
  if (filled.kind === 'exit') filled.lots = Math.max(0, filled.lots - lots)
  else if (slot.working.includes(guard.entry)) withdraw(parts, orders[guard.entry - 1], 'withdraw')
}

/**
 * A leg's order has ended. Withdrawn to be resized, or with the leg that filled, it is placed again if there is anything
 * left to guard; asked to go, it is gone; ended by the venue alone, it is lost and that is said.
 */
export function endLeg(parts: DeskParts, plan: SlotPlan, slot: SlotBook, order: Order): void {
  for (const guard of slot.guards) {
    const leg = guard.legs.find(({ sequence }) => sequence === order.sequence)
    if (leg === undefined) continue
    leg.sequence = 0
    leg.open = 0
    const filled = remainingOf(order) <= 0
    if (plan.venue !== null) {
      const kept = keepsLeg(parts, guard, leg, order)
      partsFrom(parts, guard)
      if (kept) continue
    } else if (leg.kind === 'exit') {
      const expired = leg.expiresStep > 0 && leg.expiresStep <= parts.book.step
      if (order.canceling === 'resize' && !filled && !expired) continue
    } else if (filled || order.canceling === 'resize') {
      continue
    } else if (order.canceling === '' && beginsAnew(parts, guard)) {
      continue
    } else if (order.canceling === '') {
      const why = `The ${leg.kind} of order ${guard.entry} ended at the venue without being asked to: the position has lost it.`
      alert(parts, 'PROTECTION_LOST', why)
    }
    guard.legs.splice(guard.legs.indexOf(leg), 1)
  }
}

/**
 * Venues end the rest of a linked pair as soon as one leg begins to fill: what is left of that leg is withdrawn too, and both are
 * placed anew for what is left to guard.
 */
function beginsAnew(parts: DeskParts, { legs }: Guard): boolean {
  const { orders } = parts.book
  const begun = legs.filter(({ sequence }) => sequence !== 0 && orders[sequence - 1].filled > 0)
  for (const { sequence } of begun) withdraw(parts, orders[sequence - 1], 'resize')
  return begun.length > 0
}

/** After a price: the best one since a trailing stop began, from which it goes on when it is placed anew. */
export function trackBest(slot: SlotBook, ticks: number): void {
  for (const guard of slot.guards) {
    if (guard.best === 0 || (slot.lots >= 0 ? ticks > guard.best : ticks < guard.best)) guard.best = ticks
  }
}

/** Takes off the guards, the oldest first, what the position no longer has. */
export function releaseGuards(slot: SlotBook, position: number): void {
  let excess = guardedLots(slot) - position
  for (const guard of slot.guards) {
    if (excess <= 0) return
    const lots = Math.min(guard.lots, excess)
    guard.gone += lots
    guard.lots -= lots
    excess -= lots
  }
}

/**
 * Brings the legs at the venue to what they should be: withdraws those for other lots than wanted, places those that
 * are missing. `position` lots are held, `reserved` of them belong to exits sent or waiting, or to entries that turn it around. The newest guards keep
 * theirs longest, as exits release the oldest first.
 */
export function arrangeLegs(parts: DeskParts, plan: SlotPlan, slot: SlotBook, position: number, reserved: number): void {
  let guardable = Math.max(0, position - reserved)
  for (let i = slot.guards.length - 1; i >= 0; i--) {
    const guard = slot.guards[i]
    const lots = Math.min(guard.lots, guardable)
    guardable -= lots
    if (plan.venue !== null) {
      arrangeLinkable(parts, plan, slot, guard, lots, position)
      continue
    }
    if (withdrawWrongLegs(parts, guard, lots)) continue
    if (lots > 0) placeMissingLegs(parts, plan, slot, guard, lots, position)
  }
  slot.guards = slot.guards.filter((guard) => !isSpent(parts.book, slot, guard))
}

/** Answers whether something of the guard is on its way out, so that nothing can be placed yet. */
function withdrawWrongLegs(parts: DeskParts, guard: Guard, lots: number): boolean {
  let waits = false
  for (const leg of guard.legs) {
    if (leg.sequence === 0) continue
    const order = parts.book.orders[leg.sequence - 1]
    if (lots === 0 || (leg.lots === 0 ? leg.open !== lots : leg.open > lots)) withdraw(parts, order, 'resize')
    if (order.canceling !== '') waits = true
  }
  return waits
}

function placeMissingLegs(parts: DeskParts, plan: SlotPlan, slot: SlotBook, guard: Guard, lots: number, position: number): void {
  const { book } = parts
  if (guard.legs.every((leg) => leg.sequence !== 0)) return
  if (lots > roomOf(book, slot, guard, position)) return
  if (largestLeg(guard) === 0) guard.generation++
  for (const leg of guard.legs) {
    if (leg.sequence !== 0) continue
    const shape = shapeOf(parts, plan, slot, guard, leg)
    if (shape !== null) placeLeg(parts, plan, slot, guard, leg, shape, lotsOf(leg, lots))
  }
}

/** Nothing left to guard, nothing at the venue, and nothing more to come from its entry. */
function isSpent(book: Book, slot: SlotBook, guard: Guard): boolean {
  if (guard.legs.some((leg) => leg.sequence !== 0)) return false
  if (guard.legs.length === 0) return guard.entry === 0 || !slot.working.includes(guard.entry)
  return guard.lots === 0 && (guard.entry === 0 || !slot.working.includes(guard.entry))
}
