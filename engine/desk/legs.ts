import type { Level, OrderType, TimeInForce } from '../../nodes/define/trade.ts'
import { divide, multiply } from '../money/amounts.ts'
import { belowMinimum, ticksAbove } from '../money/quantize.ts'
import type { OrderSide } from '../protocol/orders.ts'
import { approve, draft } from './approve.ts'
import type { Book, Guard, Leg, Order, SlotBook, SlotPlan } from './book.ts'
import type { DeskParts } from './parts.ts'
import { pricesOf, roundStop, roundTarget } from './requests.ts'

/** Legs of guards: how many lots they stand for, what order each of them is, and its way to the venue. */

/** Lots on their way out by exits that are not legs: working or waiting. */
export function leaving(book: Book, slot: SlotBook): number {
  let lots = 0
  for (const sequence of slot.working) {
    const order = book.orders[sequence - 1]
    if (order.purpose === 'reduce' && order.group === '') lots += order.lots - order.filled
  }
  return lots
}

/** Lots of entries that still work on the other side: each that fills takes as much off the position, so nothing may guard it beside them. */
export function opposing(book: Book, slot: SlotBook): number {
  let lots = 0
  for (const sequence of slot.working) {
    const order = book.orders[sequence - 1]
    if (order.purpose === 'increase' && (order.side === 'buy') !== slot.lots > 0) lots += order.lots - order.filled
  }
  return lots
}

/** Lots the legs of all guards may still take: of each guard the largest leg. */
export function guardedAtVenue(slot: SlotBook): number {
  let lots = 0
  for (const guard of slot.guards) lots += largestLeg(guard)
  return lots
}

export function largestLeg({ legs }: Guard): number {
  let lots = 0
  for (const leg of legs) if (leg.sequence !== 0 && leg.open > lots) lots = leg.open
  return lots
}

/** Lots the guards stand for. */
export function guardedLots(slot: SlotBook): number {
  let lots = 0
  for (const guard of slot.guards) lots += guard.lots
  return lots
}

/** Lots of the position that neither other guards nor exits nor opposing entries stand for: what the legs of `guard` may take. */
export function roomOf(book: Book, slot: SlotBook, guard: Guard, position: number): number {
  return position - (guardedAtVenue(slot) - largestLeg(guard) + leaving(book, slot) + opposing(book, slot))
}

/** Lots a leg takes of a guard that stands for `lots`. */
export const lotsOf = (leg: Leg, lots: number): number => (leg.lots === 0 ? lots : Math.min(leg.lots, lots))

/** What the order of a leg is. */
export type Shape = {
  readonly type: OrderType
  readonly timeInForce: TimeInForce
  readonly limitTicks: number
  readonly triggerTicks: number
  readonly trailTicks: number
}

/** What the order of a leg is at the venue; null for one that cannot be placed yet. */
export function shapeOf({ book }: DeskParts, plan: SlotPlan, slot: SlotBook, guard: Guard, leg: Leg): Shape | null {
  if (leg.request !== null) return exitShape(plan, slot, leg, slot.lots > 0 ? 'sell' : 'buy')
  return guard.entry === 0 ? null : protectiveShape(plan, guard, leg, book.orders[guard.entry - 1])
}

/** Sends the order of a leg, unless it is too small for the venue. */
export function placeLeg(parts: DeskParts, plan: SlotPlan, slot: SlotBook, guard: Guard, leg: Leg, shape: Shape, lots: number): void {
  if (isTooSmall(plan, slot, shape, lots)) return
  const source = leg.request ?? parts.book.orders[guard.entry - 1].request
  if (source === null) return
  const asked = draft(parts, {
    slot: plan.index,
    node: source.node,
    signal: source.intent.signal.node,
    reason: leg.request === null ? leg.kind : source.intent.signal.reason,
    asked: leg.request !== null,
    request: null,
    side: slot.lots > 0 ? 'sell' : 'buy',
    type: shape.type,
    timeInForce: shape.timeInForce,
    purpose: leg.request === null ? 'protect' : 'reduce',
    lots,
    limitTicks: shape.limitTicks,
    triggerTicks: shape.triggerTicks,
    trailTicks: shape.trailTicks,
    capTicks: 0,
    group: `${guard.name}.${guard.generation}`,
    expiresStep: leg.expiresStep,
    widened: 0,
  })
  leg.sequence = approve(parts, asked).sequence
  leg.open = lots
}

/** Whether an order of that shape is below what the venue takes. */
export function isTooSmall(plan: SlotPlan, slot: SlotBook, { limitTicks, triggerTicks }: Shape, lots: number): boolean {
  return belowMinimum(plan.grid, lots, limitTicks || triggerTicks || slot.ticks) !== undefined
}

function exitShape(plan: SlotPlan, slot: SlotBook, { request, followed }: Leg, side: OrderSide): Shape | null {
  if (request === null) return null
  const prices = pricesOf(plan, slot, request, side)
  // At a venue that does not hold it for good it goes on from where it had followed to.
  const triggerTicks = plan.venue !== null && followed > 0 ? followed : prices.triggerTicks
  return { type: request.type, timeInForce: request.timeInForce, ...prices, triggerTicks }
}

/** A leg of the entry's protection in ticks. Distances are measured from the average price at which the entry filled. */
function protectiveShape(plan: SlotPlan, guard: Guard, leg: Leg, entry: Order): Shape | null {
  const protection = entry.request?.protection
  const level = leg.kind === 'stop' ? protection?.stop : leg.kind === 'target' ? protection?.target : protection?.trail
  if (level === undefined || entry.filled === 0) return null
  const { side } = entry
  if (leg.kind === 'trail') {
    const trailTicks = distanceTicks(plan, level)
    const start = divide(entry.filledTickLots, entry.filled, side === 'buy' ? 'down' : 'up')
    // It follows the best price since the fill; placed anew it goes on from there instead of starting over.
    const best = guard.best === 0 ? start : side === 'buy' ? Math.max(start, guard.best) : Math.min(start, guard.best)
    const triggerTicks = Math.max(1, side === 'buy' ? best - trailTicks : best + trailTicks)
    return { type: 'trailing-stop', timeInForce: 'GTC', limitTicks: 0, triggerTicks, trailTicks }
  }
  const below = (leg.kind === 'stop') === (side === 'buy')
  const away = below ? -1 : 1
  const ticks =
    'price' in level
      ? leg.kind === 'stop'
        ? roundStop(plan.grid, side, level.price)
        : roundTarget(plan.grid, side, level.price)
      : // A stop rounds away from the market and a target to the user's good: both away from the entry.
        divide(entry.filledTickLots + away * multiply(distanceTicks(plan, level), entry.filled), entry.filled, below ? 'down' : 'up')
  const at = Math.max(1, ticks)
  return leg.kind === 'stop'
    ? { type: 'stop', timeInForce: 'GTC', limitTicks: 0, triggerTicks: at, trailTicks: 0 }
    : { type: 'limit', timeInForce: 'GTC', limitTicks: at, triggerTicks: 0, trailTicks: 0 }
}

function distanceTicks(plan: SlotPlan, level: Level): number {
  if ('ticks' in level) return level.ticks
  return 'distance' in level ? ticksAbove(plan.grid, level.distance) : 0
}
