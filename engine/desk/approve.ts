import type { Book, Order, SlotBook } from './book.ts'
import { halt } from './halts.ts'
import type { DeskParts } from './parts.ts'

/** An order as asked for, before account risk has looked at it: not yet approved, and nowhere kept. */
export type Draft = Pick<Order, Extract<keyof Order, string>>

/** What is decided about an order; the rest of a draft is what nothing has happened to yet. */
export type Decided = Pick<
  Draft,
  | 'slot'
  | 'side'
  | 'type'
  | 'lots'
  | 'limitTicks'
  | 'triggerTicks'
  | 'trailTicks'
  | 'capTicks'
  | 'timeInForce'
  | 'purpose'
  | 'group'
  | 'node'
  | 'signal'
  | 'reason'
  | 'asked'
  | 'request'
  | 'expiresStep'
  | 'widened'
>

export function draft({ book, decidedAt }: DeskParts, of: Decided): Draft {
  return {
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
    // The decision's time, also where a price has come in since: the backtest of these bars gives the order the same.
    time: decidedAt > 0 ? decidedAt : book.now,
    node: of.node,
    signal: of.signal,
    reason: of.reason,
    step: book.step,
    asked: of.asked,
    request: of.request,
    referenceTicks: book.slots[of.slot].ticks,
    expiresStep: of.expiresStep,
    widened: of.widened,
    canceling: '',
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
    createUnknown: 0,
    cancelUnknown: 0,
    settled: 0,
  }
}

/** The only place where an order comes into being: keeps the draft under its number and sends it. */
export function approve(parts: DeskParts, made: Draft): Order {
  const { book, commands, limits } = parts
  const order = made as Order
  if (order.sequence !== book.orders.length + 1) throw new Error(`Order ${order.sequence} was drafted before another was approved.`)
  book.orders.push(order)
  book.slots[order.slot].working.push(order.sequence)
  if (order.expiresStep > 0) book.expiring++
  if (limits.ordersPerSecond !== null && order.purpose !== 'protect') remember(book, limits.ordersPerSecond)
  commands.push({ kind: 'submit', order })
  if (limits.enforceAll && limits.ordersPerSecond !== null && runsAway(book, order, limits.ordersPerSecond)) halt(parts, 'runaway')
  return order
}

/** Orders of a minute, by those the profile allows in a second, and equal ones, above which something is wrong with whoever asks for them. */
const MINUTE_OF_SECONDS = 20
const MOST_EQUAL = 2

/** The latest order makes too many of a minute, guards included, or is once more the one before. */
function runsAway({ orders }: Book, latest: Order, perSecond: number): boolean {
  const since = latest.time - 60_000
  if (orders.length > perSecond * MINUTE_OF_SECONDS && orders[orders.length - 1 - perSecond * MINUTE_OF_SECONDS].time > since) return true
  if (latest.purpose === 'protect') return false
  let equal = 0
  for (let i = orders.length - 2; i >= 0 && orders[i].time > since; i--) if (isSame(orders[i], latest)) equal++
  return equal >= MOST_EQUAL
}

const sameIn = ['slot', 'purpose', 'side', 'type', 'lots', 'limitTicks', 'triggerTicks', 'capTicks', 'node', 'signal'] as const

const isSame = (one: Order, other: Order) => sameIn.every((key) => one[key] === other[key])

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
