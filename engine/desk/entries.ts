import type { OrderRequest } from '../../nodes/define/trade.ts'
import { approve } from './approve.ts'
import type { Book, Order, SlotBook, SlotPlan, WaitingEntry } from './book.ts'
import { queueExit, waitingLots } from './exits.ts'
import { deskState, withdraw } from './halts.ts'
import { leaving } from './legs.ts'
import type { DeskParts } from './parts.ts'
import { draftOf, isDuplicate, isWhole } from './requests.ts'
import { accountAllows, deny } from './risk.ts'

/**
 * T-ONE-POSITION: one net position per slot. A same-side entry joins only as far as sizing allows additions; an opposite
 * one closes first and enters on the next decision, or in the same one with `reverse`. An exit beats an entry on the
 * same side in one step (`ALREADY_IN`); an entry on the other side follows its own rule.
 */
export function requestEntry(parts: DeskParts, plan: SlotPlan, request: OrderRequest): void {
  const { book } = parts
  const slot = book.slots[plan.index]
  const { signal, additions } = request.intent
  const refuse = (code: Parameters<typeof deny>[3], value = 0, limit = 0) => deny(book, plan.index, signal.node, code, value, limit)
  if (!isWhole(request)) return refuse('SIGNAL_SHAPE')
  if (deskState(parts) !== 'active') return refuse('STATE', book.halts)
  if (isDuplicate(book, plan.index, request, 'increase') || waitsAlready(book, slot, request)) return refuse('DUPLICATE')
  if (slot.askedExitStep === book.step && slot.askedExitSide === signal.side) return refuse('ALREADY_IN')
  if (signal.side === 'short' && !plan.shortable) return refuse('SHORT_ON_SPOT')

  const buys = signal.side === 'long'
  if (isOpposite(book, slot, buys)) return turnAround(parts, plan, slot, request)
  const old = request.replace ? ownEntry(book, slot, request.node) : undefined
  if (old !== undefined) {
    withdraw(parts, old, 'withdraw')
    slot.waiting = slot.waiting.filter((entry) => entry.request.node !== request.node)
    slot.waiting.push({ request, until: 'replaced', step: book.step, replaces: old.sequence })
    return
  }
  const entries = countEntries(book, slot)
  if (entries > additions) return refuse('ALREADY_IN', entries + 1, additions + 1)
  placeEntry(parts, plan, request, request.intent.lots)
}

/** Takes an entry through account risk and sends it. */
function placeEntry(parts: DeskParts, plan: SlotPlan, request: OrderRequest, lots: number): void {
  const { book } = parts
  const { signal } = request.intent
  const unknown = unknownOn(parts, plan)
  if (unknown !== undefined) return deny(book, plan.index, signal.node, 'STATE', unknown)
  const side = signal.side === 'short' ? 'sell' : 'buy'
  const asked = draftOf(parts, plan, request, 'increase', side, lots)
  if (asked === undefined) return deny(book, plan.index, signal.node, 'SIGNAL_SHAPE')
  if (accountAllows(parts, asked)) approve(parts, asked)
}

/** An order on the plan's market whose fate is not proven: until it is, nothing is added there (T-UNKNOWN). */
function unknownOn({ book, slots }: DeskParts, { grid }: SlotPlan): number | undefined {
  return book.unknowns.find((sequence) => slots[book.orders[sequence - 1].slot].grid.symbol === grid.symbol)
}

/** Whether something held, or working towards it, stands on the other side. */
function isOpposite(book: Book, slot: SlotBook, buys: boolean): boolean {
  if (slot.open && slot.lots > 0 !== buys) return true
  for (const sequence of slot.working) {
    const order = book.orders[sequence - 1]
    if (order.purpose === 'increase' && (order.side === 'buy') !== buys) return true
  }
  return false
}

/** Closes what is held, withdraws what works on the other side, and lets the entry wait for its turn. */
function turnAround(parts: DeskParts, plan: SlotPlan, slot: SlotBook, request: OrderRequest): void {
  const { book } = parts
  const buys = request.intent.signal.side === 'long'
  if (slot.open && slot.lots > 0 !== buys && !queueExit(parts, plan, request, Math.abs(slot.lots))) return
  for (const sequence of slot.working) {
    const order = book.orders[sequence - 1]
    if (order.purpose === 'increase' && (order.side === 'buy') !== buys) withdraw(parts, order, 'withdraw')
  }
  slot.waiting = [{ request, until: request.intent.reverse ? 'exit-sent' : 'next-step', step: book.step, replaces: 0 }]
}

function waitsAlready(book: Book, slot: SlotBook, { node, intent }: OrderRequest): boolean {
  return slot.waiting.some(
    (entry) => entry.step === book.step && entry.request.node === node && entry.request.intent.signal.node === intent.signal.node,
  )
}

/** The working entry an order node has on a slot. */
function ownEntry(book: Book, slot: SlotBook, node: string): Order | undefined {
  for (const sequence of slot.working) {
    const order = book.orders[sequence - 1]
    if (order.purpose === 'increase' && order.node === node) return order
  }
  return undefined
}

/** Entries that make up the position, and those that work towards it. */
function countEntries(book: Book, slot: SlotBook): number {
  let entries = slot.open && slot.trip !== null ? slot.trip.entries : 0
  for (const sequence of slot.working) {
    const order = book.orders[sequence - 1]
    if (order.purpose === 'increase' && order.filled === 0) entries++
  }
  return entries
}

/** Looks whether waiting entries may go now. `newStep`: a decision step has just begun. */
export function releaseWaiting(parts: DeskParts, plan: SlotPlan, slot: SlotBook, newStep: boolean): void {
  const due = slot.waiting.filter((entry) => isDue(parts.book, slot, entry, newStep))
  if (due.length === 0) return
  slot.waiting = slot.waiting.filter((entry) => !due.includes(entry))
  for (const { request, until, replaces } of due) {
    if (until === 'next-step') {
      requestEntry(parts, plan, request)
      continue
    }
    const { signal, lots: wanted } = request.intent
    // What worked on the other side filled before it heard of its cancel: that is to be closed first as well.
    if (until === 'exit-sent' && standsAgainst(parts.book, slot, signal.side === 'long')) {
      turnAround(parts, plan, slot, request)
      continue
    }
    // A replacement asks for what the order before it left open.
    const lots = until === 'replaced' ? wanted - parts.book.orders[replaces - 1].filled : wanted
    if (lots <= 0) continue
    if (deskState(parts) === 'active') placeEntry(parts, plan, request, lots)
    else deny(parts.book, plan.index, signal.node, 'STATE', parts.book.halts)
  }
}

/** Whether lots are held on the other side that no exit is on its way for. */
function standsAgainst(book: Book, slot: SlotBook, buys: boolean): boolean {
  return slot.open && slot.lots > 0 !== buys && Math.abs(slot.lots) > leaving(book, slot) + waitingLots(slot)
}

function isDue(book: Book, slot: SlotBook, { request, until, replaces }: WaitingEntry, newStep: boolean): boolean {
  if (until === 'replaced') return !slot.working.includes(replaces)
  const buys = request.intent.signal.side === 'long'
  if (until === 'exit-sent') {
    const opposed = slot.working.some((sequence) => {
      const order = book.orders[sequence - 1]
      return order.purpose === 'increase' && (order.side === 'buy') !== buys
    })
    return slot.exits.length === 0 && !opposed
  }
  // The next decision: as soon as what stood on the other side is gone, or its exit has ended without closing it.
  return newStep && (!isOpposite(book, slot, buys) || (slot.exits.length === 0 && leaving(book, slot) === 0))
}
