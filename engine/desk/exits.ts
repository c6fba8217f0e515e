import type { OrderRequest } from '../../nodes/define/trade.ts'
import { approve, draft } from './approve.ts'
import type { Book, Leg, Order, SlotBook, SlotPlan } from './book.ts'
import { alert, deskState, withdraw } from './halts.ts'
import { guardedAtVenue, guardedLots, leaving } from './legs.ts'
import type { DeskParts } from './parts.ts'
import { draftOf, isDuplicate, isWhole } from './requests.ts'
import { accountAllows, deny } from './risk.ts'

/**
 * Exits. One that takes what the market gives first withdraws the protection that stands in its way, then closes; one
 * that leaves nothing also withdraws the entries that still work on its side. One that rests becomes a leg beside the
 * protection, so that both together never close more than is held (T-CLOSE).
 */
export function requestExit(parts: DeskParts, plan: SlotPlan, request: OrderRequest): void {
  const { book } = parts
  const slot = book.slots[plan.index]
  const { signal, lots } = request.intent
  const refuse = (code: Parameters<typeof deny>[3], value = 0, limit = 0) => deny(book, plan.index, signal.node, code, value, limit)
  if (!isWhole(request)) return refuse('SIGNAL_SHAPE')
  if (deskState(parts) === 'reconciling') return refuse('STATE', book.halts)
  const leaves = (side: 'long' | 'short') => signal.side === 'any' || signal.side === side
  // An exit beats an entry that still waits on the side it leaves.
  if (slot.waiting.length > 0)
    slot.waiting = slot.waiting.filter((entry) => !leaves(entry.request.intent.signal.side === 'short' ? 'short' : 'long'))

  const side = slot.lots > 0 ? 'long' : 'short'
  if (!slot.open || !leaves(side)) {
    book.counts.exitsIgnored++
    return
  }
  slot.askedExitStep = book.step
  slot.askedExitSide = side
  if (isDuplicate(book, plan.index, request, 'reduce')) return refuse('DUPLICATE')
  if (takesTheMarket(request)) queueExit(parts, plan, request, lots)
  else restExit(parts, plan, slot, request, Math.abs(slot.lots))
}

/** Whether an order takes what the market gives now instead of resting. */
function takesTheMarket({ type, timeInForce }: OrderRequest): boolean {
  return type === 'market' || (type === 'limit' && (timeInForce === 'IOC' || timeInForce === 'FOK'))
}

/** Withdraws the entries that still work on the side of the position. */
function withdrawSide(parts: DeskParts, slot: SlotBook): void {
  for (const sequence of slot.working) {
    const order = parts.book.orders[sequence - 1]
    if (order.purpose === 'increase' && (order.side === 'buy') === slot.lots > 0) withdraw(parts, order, 'withdraw')
  }
}

/**
 * Asks account risk for an exit of `lots` and sends it, or lets it wait until what rests has made room. Answers false
 * when it was refused. Nothing left to close is no refusal.
 */
export function queueExit(parts: DeskParts, plan: SlotPlan, request: OrderRequest, lots: number): boolean {
  const { book } = parts
  const slot = book.slots[plan.index]
  const free = Math.abs(slot.lots) - leaving(book, slot) - waitingLots(slot)
  const wanted = Math.min(lots, free)
  if (wanted <= 0) {
    book.counts.exitsIgnored++
    return true
  }
  // The exit half of a turn-around is a plain market order, whatever the entry is.
  const exit: OrderRequest = request.intent.signal.action === 'exit' ? request : marketExit(request)
  const side = slot.lots > 0 ? 'sell' : 'buy'
  const asked = draftOf(parts, plan, exit, 'reduce', side, wanted)
  if (asked === undefined) {
    deny(book, plan.index, request.intent.signal.node, 'SIGNAL_SHAPE')
    return false
  }
  if (!accountAllows(parts, asked)) return false
  // One that leaves nothing takes the entries on its side with it.
  const whole = wanted === free
  if (whole && slot.working.length > 0) withdrawSide(parts, slot)
  if (slot.exits.length === 0 && hasWay(book, slot, wanted, free, whole)) approve(parts, asked)
  else slot.exits.push({ request: exit, lots: wanted, whole })
  return true
}

/** Whether nothing stands in the way of an exit: of the `free` lots of the position, what is guarded at the venue leaves it enough. */
function hasWay(book: Book, slot: SlotBook, lots: number, free: number, whole: boolean): boolean {
  return lots + guardedAtVenue(slot) <= free && !(whole && entriesWork(book, slot))
}

function marketExit({ node, intent }: OrderRequest): OrderRequest {
  return { node, intent, type: 'market', timeInForce: 'GTC', replace: false }
}

/** Lots of exits that wait for what rests to be withdrawn. */
export function waitingLots(slot: SlotBook): number {
  let lots = 0
  for (const exit of slot.exits) lots += exit.lots
  return lots
}

/** Sends the exits nothing stands in the way of any more, in the order in which they were asked for. */
export function sendExits(parts: DeskParts, plan: SlotPlan, slot: SlotBook): void {
  const { book } = parts
  while (slot.exits.length > 0) {
    const { request, lots: wanted, whole } = slot.exits[0]
    const position = slot.open ? Math.abs(slot.lots) : 0
    const free = position - leaving(book, slot)
    const lots = whole ? free - waitingLots(slot) + wanted : Math.min(wanted, free)
    if (lots > 0) {
      if (!hasWay(book, slot, lots, free, whole)) return
      const asked = draftOf(parts, plan, request, 'reduce', slot.lots > 0 ? 'sell' : 'buy', lots)
      if (asked !== undefined) approve(parts, asked)
    }
    slot.exits.shift()
  }
}

/** Entries on the side of the position that still work. */
function entriesWork(book: Book, slot: SlotBook): boolean {
  for (const sequence of slot.working) {
    const order = book.orders[sequence - 1]
    if (order.purpose === 'increase' && (order.side === 'buy') === slot.lots > 0) return true
  }
  return false
}

/** An exit that rests: a leg of each guard it reaches, the oldest first, and of a new one for lots without protection. */
function restExit(parts: DeskParts, plan: SlotPlan, slot: SlotBook, request: OrderRequest, position: number): void {
  const { book } = parts
  if (request.replace) withdrawLegs(parts, slot, request.node)
  const free = position - leaving(book, slot) - waitingLots(slot)
  let left = Math.min(request.intent.lots, free - (request.replace ? 0 : restingLots(slot, request.node)))
  if (left <= 0) {
    book.counts.exitsIgnored++
    return
  }
  const side = slot.lots > 0 ? 'sell' : 'buy'
  const asked = draftOf(parts, plan, request, 'reduce', side, left)
  if (asked === undefined) return deny(book, plan.index, request.intent.signal.node, 'SIGNAL_SHAPE')
  if (!accountAllows(parts, asked)) return

  const unguarded = free - guardedLots(slot)
  if (unguarded > 0) {
    slot.guards.push({
      entry: 0,
      name: `x${plan.index}.${book.step}.${slot.guards.length}`,
      gone: 0,
      lots: unguarded,
      best: 0,
      generation: 0,
      legs: [],
    })
  }
  const expiresStep = request.expiresAfter === undefined ? 0 : book.step + request.expiresAfter
  for (const guard of slot.guards) {
    const lots = Math.min(left, guard.lots)
    if (lots <= 0) continue
    const followed = request.type === 'trailing-stop' ? asked.triggerTicks : 0
    const leg: Leg = { kind: 'exit', request, lots, expiresStep, sequence: 0, open: 0, fired: false, awayStep: -1, followed }
    guard.legs.push(leg)
    left -= lots
  }
}

/** Lots of resting exits a node has asked for. */
function restingLots(slot: SlotBook, node: string): number {
  let lots = 0
  for (const { legs } of slot.guards) for (const leg of legs) if (leg.request?.node === node) lots += leg.lots
  return lots
}

/** Withdraws the resting exits of a node, or of all. Those not yet at the venue are just forgotten. */
export function withdrawLegs(parts: DeskParts, slot: SlotBook, node: string | null): void {
  for (const guard of slot.guards) {
    for (const leg of guard.legs) {
      if (leg.request === null || leg.sequence === 0 || (node !== null && leg.request.node !== node)) continue
      withdraw(parts, parts.book.orders[leg.sequence - 1], 'withdraw')
    }
    guard.legs = guard.legs.filter((leg) => leg.request === null || leg.sequence !== 0 || (node !== null && leg.request.node !== node))
  }
}

/**
 * T-MARKET: a reducing market order whose protected rest found no price within its cap is decided again at once with
 * twice the distance, three times, and then without a cap.
 */
export function widenCap(parts: DeskParts, plan: SlotPlan, slot: SlotBook, ended: Order): void {
  const { book } = parts
  const { sequence, side, widened, referenceTicks } = ended
  const lots = Math.min(ended.lots - ended.filled, (slot.open ? Math.abs(slot.lots) : 0) - leaving(book, slot))
  if (lots <= 0) return
  const distance = Math.abs(ended.capTicks - referenceTicks) * 2
  const cap = side === 'buy' ? slot.ticks + distance : Math.max(1, slot.ticks - distance)
  const capTicks = widened < 3 ? cap : 0
  alert(
    parts,
    'CAP_WIDENED',
    `Exit order ${sequence} was not filled within its cap: sent again ${capTicks > 0 ? 'with twice the distance' : 'without a cap'}.`,
  )
  approve(parts, draft(parts, { ...ended, asked: false, lots, capTicks, widened: widened + 1 }))
}
