import type { CancelRequest } from '../../nodes/define/trade.ts'
import type { SlotPlan } from './book.ts'
import { releaseWaiting } from './entries.ts'
import { sendExits, waitingLots, withdrawLegs } from './exits.ts'
import { withdraw } from './halts.ts'
import { leaving, opposing } from './legs.ts'
import type { DeskParts } from './parts.ts'
import { arrangeLegs, releaseGuards } from './protection.ts'

/** After an event on a slot: exits that may go, legs that must change, entries that have waited long enough. */
export function tend(parts: DeskParts, plan: SlotPlan): void {
  const { book } = parts
  const slot = book.slots[plan.index]
  if (slot.guards.length === 0 && slot.exits.length === 0 && slot.waiting.length === 0) return
  const position = slot.open ? Math.abs(slot.lots) : 0
  releaseGuards(slot, position)
  // While reconciling nothing is sent; protection is put back as soon as that is over.
  if (slot.exits.length > 0 && !book.reconciling) sendExits(parts, plan, slot)
  if (slot.guards.length > 0 && !book.reconciling) {
    arrangeLegs(parts, plan, slot, position, leaving(book, slot) + waitingLots(slot) + opposing(book, slot))
  }
  if (slot.waiting.length > 0) releaseWaiting(parts, plan, slot, false)
}

/** A decision step begins: orders expire and entries that waited for it may go. */
export function beginStep(parts: DeskParts): void {
  const { book, slots } = parts
  for (const plan of slots) {
    const slot = book.slots[plan.index]
    if (book.expiring > 0) {
      for (const sequence of slot.working) {
        const order = book.orders[sequence - 1]
        if (order.expiresStep > 0 && order.expiresStep <= book.step) withdraw(parts, order, 'withdraw')
      }
    }
    if (slot.waiting.length > 0) {
      releaseWaiting(parts, plan, slot, true)
      tend(parts, plan)
    } else if (plan.venue !== null) {
      // Exits that are watched here end by themselves too.
      tend(parts, plan)
    }
  }
}

/** Withdraws what a cancel node names. The protection of a position is never withdrawn by one: it belongs to its entry. */
export function cancelWorking(parts: DeskParts, plan: SlotPlan, request: CancelRequest): void {
  const { book } = parts
  const slot = book.slots[plan.index]
  if (request.which !== 'exits') slot.waiting = []
  if (request.which !== 'entries') {
    withdrawLegs(parts, slot, null)
    // With the exit half of a turn-around its entry goes too: alone it would net against what is held.
    slot.exits = []
    slot.waiting = slot.waiting.filter(({ until }) => until === 'replaced')
  }
  for (const sequence of slot.working) {
    const order = book.orders[sequence - 1]
    const { purpose } = order
    if ((purpose === 'increase' && request.which !== 'exits') || (purpose === 'reduce' && request.which !== 'entries'))
      withdraw(parts, order, 'withdraw')
  }
  tend(parts, plan)
}
