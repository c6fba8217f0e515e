import type { HeldRecord } from '../protocol/orders.ts'
import { remainingOf } from './account.ts'
import type { Guard, Leg, Order, SlotBook, SlotPlan } from './book.ts'
import type { VenueSupport } from './contract.ts'
import { alert, withdraw } from './halts.ts'
import { isTooSmall, lotsOf, placeLeg, roomOf, shapeOf, type Shape } from './legs.ts'
import type { DeskParts } from './parts.ts'
import { pricesOf } from './requests.ts'

/**
 * Guards at a venue that cannot hold all their legs: of each rests what the venue links, the others are watched here (T-CLOSE,
 * T-STOP). A leg whose price is reached is carried out by the very rule that lets legs rest: while one has fired it is the
 * only leg wanted, so the others are withdrawn, it is sent once their end is proven, and what is left has its stop back.
 */

/** A leg that could be an order now. */
type Candidate = { readonly leg: Leg; readonly shape: Shape; readonly lots: number }

/** Brings the orders of a guard that stands for `lots` to what shall rest, or to the leg that has fired. */
export function arrangeLinkable(parts: DeskParts, plan: SlotPlan, slot: SlotBook, guard: Guard, lots: number, position: number): void {
  const { book } = parts
  guard.legs = guard.legs.filter((leg) => leg.sequence !== 0 || !isOver(parts, leg))
  if (guard.lots === 0) for (const leg of guard.legs) leg.fired = false
  const wanted = lots === 0 ? [] : wantedLegs(parts, plan, slot, guard, lots)
  if (wanted.some(({ leg }) => leg.fired && isStop(leg))) stopEntry(parts, slot, guard)

  const resting = guard.legs.filter(({ sequence }) => sequence !== 0)
  if (resting.length > 0) {
    // A linked pair comes and goes together: the venue ends both when one is withdrawn.
    const isRight = resting.length === wanted.length && resting.every((leg) => isAsWanted(book.orders[leg.sequence - 1], leg, wanted))
    if (!isRight) for (const { sequence } of resting) withdraw(parts, book.orders[sequence - 1], 'resize')
    return
  }
  if (wanted.length === 0 || Math.max(...wanted.map((one) => one.lots)) > roomOf(book, slot, guard, position)) return
  // A stop that the market has passed would be refused by the venue: the next price fires it.
  if (isFresh(parts, plan, slot.markTime) && wanted.some(({ leg, shape }) => !leg.fired && isStop(leg) && isReached(slot, shape))) return
  guard.generation++
  for (const { leg, shape, lots: size } of wanted) placeLeg(parts, plan, slot, guard, leg, shape, size)
}

function isAsWanted(order: Order, leg: Leg, wanted: readonly Candidate[]): boolean {
  const own = wanted.find((one) => one.leg === leg)
  if (own === undefined || order.canceling !== '') return false
  // What takes the market is not called back because more has come to be guarded.
  return leg.fired ? leg.open <= own.lots : leg.open === own.lots
}

/** D4: a trade that is stopped out does not go on being bought. */
function stopEntry(parts: DeskParts, slot: SlotBook, { entry }: Guard): void {
  if (slot.working.includes(entry)) withdraw(parts, parts.book.orders[entry - 1], 'withdraw')
}

/** The leg that has fired, a stop before a limit; while there is none, what the venue links. */
function wantedLegs(parts: DeskParts, plan: SlotPlan, slot: SlotBook, guard: Guard, lots: number): readonly Candidate[] {
  const candidates = guard.legs.flatMap((leg): Candidate[] => {
    const shape = shapeOf(parts, plan, slot, guard, leg)
    const size = lotsOf(leg, lots)
    return shape === null || isTooSmall(plan, slot, shape, size) ? [] : [{ leg, shape, lots: size }]
  })
  const fired = candidates.filter(({ leg }) => leg.fired)
  const first = fired.find(({ leg }) => isStop(leg)) ?? fired[0]
  if (first !== undefined) return [{ ...first, shape: takesMarket(first.shape) }]
  return plan.venue === null ? candidates : linkable(parts, plan.venue, slot, candidates)
}

/** A stop becomes a market order, and what has a limit takes what there is at its limit now. */
function takesMarket({ limitTicks }: Shape): Shape {
  const prices = { limitTicks, triggerTicks: 0, trailTicks: 0 }
  return limitTicks > 0 ? { ...prices, type: 'limit', timeInForce: 'IOC' } : { ...prices, type: 'market', timeInForce: 'GTC' }
}

/**
 * What may rest together: a stop, and beside it a limit of the same lots where the venue links the two; without a stop
 * one limit. The choice hangs on nothing that moves with the market, so it does not change with every price.
 */
function linkable(parts: DeskParts, venue: VenueSupport, slot: SlotBook, candidates: readonly Candidate[]): readonly Candidate[] {
  const rest = candidates.filter(({ leg, shape }) => leg.awayStep < parts.book.step && canRest(venue, shape))
  if (venue.linked === 'all') return rest
  const away = slot.lots > 0 ? 1 : -1
  const [stop] = rest
    .filter(({ leg }) => isStop(leg))
    // The one for most lots; a trailing one, which no limit can be linked to, last; then the nearest.
    .sort((a, b) => b.lots - a.lots || a.shape.trailTicks - b.shape.trailTicks || away * (b.shape.triggerTicks - a.shape.triggerTicks))
  const limits = rest.filter(({ leg }) => !isStop(leg)).sort((a, b) => away * (a.shape.limitTicks - b.shape.limitTicks) || b.lots - a.lots)
  if (stop === undefined) return limits.slice(0, 1)
  if (venue.linked === 'none' || stop.shape.trailTicks > 0) return [stop]
  // A pair of which the limit is reached already would be refused: the stop rests, and the next price fires the limit.
  const limit = limits.find((one) => one.lots === stop.lots && (one.leg.sequence !== 0 || !isReached(slot, one.shape)))
  return limit === undefined ? [stop] : [stop, limit]
}

function canRest({ stop, trailing }: VenueSupport, { trailTicks, triggerTicks }: Shape): boolean {
  return trailTicks > 0 ? trailing : triggerTicks === 0 || stop
}

function isStop({ kind, request }: Leg): boolean {
  return kind === 'stop' || kind === 'trail' || (request !== null && request.type !== 'limit')
}

/** Whether the last price of the slot lets an order of that shape go. A stop-limit that is jumped over waits for its limit. */
function isReached({ lots, ticks }: SlotBook, { limitTicks, triggerTicks }: Shape): boolean {
  const away = lots > 0 ? 1 : -1
  return (triggerTicks === 0 || away * (triggerTicks - ticks) >= 0) && (limitTicks === 0 || away * (ticks - limitTicks) >= 0)
}

/** A price older than a decision may rest on fires nothing; neither does none. */
function isFresh({ book }: DeskParts, { maxAge }: SlotPlan, time: number): boolean {
  return book.now - time <= maxAge
}

/**
 * After a price: legs that are not at the venue fire where it reaches them, be it for want of support or because they are
 * just being placed anew. While reconciling that is remembered; it is sent when that is over.
 */
export function fireReached(parts: DeskParts, plan: SlotPlan, slot: SlotBook): void {
  for (const guard of slot.guards) {
    for (const leg of guard.legs) {
      if (leg.followed > 0) follow(plan, slot, leg)
      if (guard.lots === 0 || leg.sequence !== 0 || leg.fired || !isFresh(parts, plan, slot.markTime)) continue
      const shape = shapeOf(parts, plan, slot, guard, leg)
      if (shape === null || !isReached(slot, shape) || isTooSmall(plan, slot, shape, lotsOf(leg, guard.lots))) continue
      leg.fired = true
      alert(parts, 'TRIGGER_REACHED', `${sentenceStart(leg, guard)}, watched here, was reached: it is carried out.`)
    }
  }
}

/** Whether a leg of the slot waits to be carried out. */
export function hasFired(slot: SlotBook): boolean {
  return slot.guards.some(({ legs }) => legs.some(({ fired }) => fired))
}

/** A trailing exit follows the best price since it was asked for. */
function follow(plan: SlotPlan, slot: SlotBook, leg: Leg): void {
  if (leg.request === null) return
  const { triggerTicks: at } = pricesOf(plan, slot, leg.request, slot.lots > 0 ? 'sell' : 'buy')
  leg.followed = slot.lots > 0 ? Math.max(at, leg.followed) : Math.min(at, leg.followed)
}

function sentenceStart({ kind, request }: Leg, { entry }: Guard): string {
  return request === null ? `The ${kind} of order ${entry}` : `The exit of "${request.node}"`
}

/**
 * Whether a leg whose order has ended goes on. What was withdrawn to be placed anew does, what ended with the other leg of its
 * pair, with a first fill, or after it was carried out and did not fill whole; and protection in any case.
 */
export function keepsLeg(parts: DeskParts, guard: Guard, leg: Leg, order: Order): boolean {
  const { canceling, rejected } = order
  const wasFired = leg.fired
  leg.fired = false
  if (leg.kind === 'exit' && (leg.lots === 0 || isOver(parts, leg))) return false
  if (canceling === 'withdraw') return false
  if (canceling === 'resize' || (leg.kind !== 'exit' && remainingOf(order) <= 0)) return true
  if (rejected === null && (wasFired || order.filled > 0 || guard.legs.some(({ sequence }) => sequence !== 0))) return true
  if (leg.kind === 'exit') return false
  // Nothing the venue does leaves the position without it. What became of one that fired says nothing of the leg itself.
  if (!wasFired) leg.awayStep = parts.book.step
  const [code, what] = rejected === null ? ['ENDED', 'ended at the venue without being asked to'] : ['REFUSED', 'was refused by the venue']
  alert(parts, `PROTECTION_${code}`, `${sentenceStart(leg, guard)} ${what}: it is watched here, and placed again at the next step.`)
  return true
}

/** Withdraws what rests beside a leg that has ended: the venue may have ended it too, and what is left is placed anew together. */
export function partsFrom(parts: DeskParts, { legs }: Guard): void {
  for (const { sequence } of legs) if (sequence !== 0) withdraw(parts, parts.book.orders[sequence - 1], 'resize')
}

function isOver({ book }: DeskParts, { expiresStep }: Leg): boolean {
  return expiresStep > 0 && expiresStep <= book.step
}

/** What is watched here, for the window and the report. */
export function heldRecords(parts: DeskParts): HeldRecord[] {
  const { book, slots } = parts
  return slots.flatMap((plan) => {
    const slot = book.slots[plan.index]
    if (plan.venue === null || !slot.open) return []
    return slot.guards.flatMap((guard) =>
      guard.legs.flatMap((leg): HeldRecord[] => {
        const shape = leg.sequence !== 0 || guard.lots === 0 ? null : shapeOf(parts, plan, slot, guard, leg)
        if (shape === null) return []
        const { kind, fired, request } = leg
        return [
          {
            slot: plan.index,
            node: (request ?? book.orders[guard.entry - 1].request)?.node ?? '',
            entry: guard.entry,
            kind,
            lots: lotsOf(leg, guard.lots),
            triggerTicks: shape.triggerTicks || shape.limitTicks,
            source: 'last price',
            fired,
          },
        ]
      }),
    )
  })
}
