import type { OrderRequest, OrderType, TimeInForce } from '../../nodes/define/trade.ts'
import type { ApprovedOrder, OrderSide, Purpose } from '../protocol/orders.ts'
import type { Book, Order, SlotBook } from './book.ts'
import type { DeskParts } from './parts.ts'

/** What an order is to be, once nothing speaks against it. */
export type Approval = {
  readonly slotIndex: number
  readonly node: string
  readonly signal: string
  readonly reason: string
  readonly request: OrderRequest | null
  readonly side: OrderSide
  readonly type: OrderType
  readonly timeInForce: TimeInForce
  readonly purpose: Purpose
  readonly lots: number
  readonly limitTicks: number
  readonly triggerTicks: number
  readonly trailTicks: number
  readonly capTicks: number
  readonly group: string
  readonly expiresStep: number
  readonly widened: number
}

/** The only place where an order comes into being: numbers it, keeps it, and sends it. */
export function approve({ book, commands, limits }: DeskParts, of: Approval): Order {
  const slot = book.slots[of.slotIndex]
  const approved = {
    sequence: book.orders.length + 1,
    slot: of.slotIndex,
    side: of.side,
    type: of.type,
    lots: of.lots,
    limitTicks: of.limitTicks,
    triggerTicks: of.triggerTicks,
    trailTicks: of.trailTicks,
    capTicks: of.capTicks,
    timeInForce: of.timeInForce,
    purpose: of.purpose,
    group: of.group,
    time: book.now,
  } as ApprovedOrder
  const order: Order = {
    approved,
    node: of.node,
    signal: of.signal,
    reason: of.reason,
    step: book.step,
    request: of.request,
    referenceTicks: slot.ticks,
    expiresStep: of.expiresStep,
    widened: of.widened,
    canceling: '',
    unknown: false,
    short: 0,
    accepted: false,
    triggered: false,
    filled: 0,
    filledTickLots: 0,
    feeBase: 0,
    lastTradeTime: 0,
    tradeIds: [],
    canceled: null,
    expired: null,
    rejected: null,
  }
  book.orders.push(order)
  slot.working.push(approved.sequence)
  if (of.expiresStep > 0) book.expiring++
  if (limits.ordersPerSecond !== null && of.purpose !== 'protect') remember(book, limits.ordersPerSecond)
  commands.push({ kind: 'submit', order: approved })
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
  const at = slot.working.indexOf(order.approved.sequence)
  if (at === -1) return
  if (slot.working.length === 1) slot.working.length = 0
  else slot.working.splice(at, 1)
  if (order.expiresStep > 0) book.expiring--
}
