import type { Book, Order, SlotBook } from './book.ts'
import type { DeskParts } from './parts.ts'

/** What an order is to be, once nothing speaks against it. */
export type Approval = Pick<
  Order,
  | 'slot'
  | 'node'
  | 'signal'
  | 'reason'
  | 'asked'
  | 'request'
  | 'side'
  | 'type'
  | 'timeInForce'
  | 'purpose'
  | 'lots'
  | 'limitTicks'
  | 'triggerTicks'
  | 'trailTicks'
  | 'capTicks'
  | 'group'
  | 'expiresStep'
  | 'widened'
>

/** The only place where an order comes into being: numbers it, keeps it, and sends it. */
export function approve({ book, commands, limits }: DeskParts, of: Approval): Order {
  const slot = book.slots[of.slot]
  const order = {
    sequence: book.orders.length + 1,
    slot: of.slot,
    side: of.side,
    type: of.type,
    lots: of.lots,
    limitTicks: of.limitTicks,
    triggerTicks: of.triggerTicks,
    trailTicks: of.trailTicks,
    capTicks: of.capTicks,
    // A guarded market order is sent as an IOC limit at its cap; for want of volume its rest meets the next price like any other's.
    timeInForce: of.type === 'market' && of.timeInForce === 'IOC' ? 'GTC' : of.timeInForce,
    purpose: of.purpose,
    group: of.group,
    time: book.now,
    node: of.node,
    signal: of.signal,
    reason: of.reason,
    step: book.step,
    asked: of.asked,
    request: of.request,
    referenceTicks: slot.ticks,
    expiresStep: of.expiresStep,
    widened: of.widened,
    canceling: '',
    unknown: false,
    cut: 0,
    accepted: false,
    triggered: false,
    filled: 0,
    filledTickLots: 0,
    feeBase: 0,
    lastTradeTime: 0,
    tradeId: '',
    moreTradeIds: null,
    canceled: null,
    expired: null,
    rejected: null,
  } as Order
  book.orders.push(order)
  slot.working.push(order.sequence)
  if (of.expiresStep > 0) book.expiring++
  if (limits.ordersPerSecond !== null && of.purpose !== 'protect') remember(book, limits.ordersPerSecond)
  commands.push({ kind: 'submit', order })
  return order
}

/** Keeps the times of the latest `most` approvals in a ring. */
function remember(book: Book, most: number): void {
  if (book.recent.length < most) book.recent.push(book.now)
  else book.recent[book.recentAt] = book.now
  book.recentAt = (book.recentAt + 1) % most
}

/** An order that has ended works no more. */
export function endOrder(book: Book, slot: SlotBook, order: Order): void {
  const at = slot.working.indexOf(order.sequence)
  if (at === -1) return
  if (at === slot.working.length - 1) slot.working.pop()
  else slot.working.splice(at, 1)
  if (order.expiresStep > 0) book.expiring--
}
