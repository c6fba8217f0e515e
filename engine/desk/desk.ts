import type { CancelRequest } from '../../nodes/define/trade.ts'
import type { OrderFact, Trade } from '../protocol/orders.ts'
import { accountView } from './account.ts'
import { affordable } from './affordable.ts'
import { endOrder } from './approve.ts'
import type { Book, Order, SlotBook, SlotPlan } from './book.ts'
import { clientIdOf } from './coid.ts'
import { markRun } from './mark-run.ts'
import type { Desk, DeskCommand, DeskConfig, DeskEvent } from './contract.ts'
import { releaseWaiting, requestEntry } from './entries.ts'
import { requestExit, sendExits, waitingLots, widenCap, withdrawLegs } from './exits.ts'
import { alert, deskState, halt, releaseHalts, rollDay, watch, withdraw, withdrawEntries } from './halts.ts'
import { bookTrade, price, revalue } from './ledger.ts'
import { addFact, hasEnded } from './orders.ts'
import type { DeskParts } from './parts.ts'
import { limitsOf, openBook, planSlot } from './parts.ts'
import { arrangeLegs, endLeg, fillLeg, guardEntry, leaving, releaseGuards, trackBest } from './protection.ts'
import { orderRecords, tradeRecords } from './records.ts'
import { findSlot } from './requests.ts'

/**
 * Makes a desk: ledgers, order states, protection and account risk of one run, driven by events alone. With `from`, a
 * checkpoint of a desk of the same configuration, it goes on where that one stood.
 * Throws AmountError when capital or instruments do not fit into exact amounts.
 */
export function createDesk(config: DeskConfig, from?: unknown): Desk {
  const slots = config.slots.map((slot, index) => planSlot(config, slot, index))
  const book = from === undefined ? openBook(config) : (structuredClone(from) as Book)
  const commands: DeskCommand[] = []
  const parts: DeskParts = {
    config,
    slots,
    book,
    commands,
    priced: slots.every(({ priced }) => priced),
    limits: limitsOf(config.riskProfile, config.fillProfile),
  }

  function handle(event: DeskEvent): readonly DeskCommand[] {
    empty(commands)
    switch (event.kind) {
      case 'step':
        at(event.time)
        book.step = event.step
        beginStep(parts)
        break
      case 'request': {
        at(event.time)
        const { signal } = event.request.intent
        const plan = slotNamed(parts, signal.slot)
        if (signal.action === 'enter') requestEntry(parts, plan, event.request)
        else requestExit(parts, plan, event.request)
        tend(parts, plan)
        break
      }
      case 'cancel':
        at(event.time)
        cancelWorking(parts, event.request)
        break
      case 'refused': {
        const { by, signal, denial } = event
        const slot = findSlot(parts, signal.slot)?.index ?? -1
        book.denials.push({ time: event.time, slot, by, signal: signal.node, ...denial, enforced: true })
        return commands
      }
      case 'fact':
        at(event.fact.time)
        takeFact(parts, event.fact)
        break
      case 'operator':
        at(event.time)
        operate(parts, event.act)
        break
    }
    watch(parts)
    return commands
  }

  /** Time only moves forward, whatever order facts arrive in. */
  function at(time: number): void {
    if (time > book.now) book.now = time
    rollDay(parts, time)
  }

  function mark(index: number, ticks: number, time: number): readonly DeskCommand[] {
    empty(commands)
    const slot = book.slots[index]
    at(time)
    if (!(ticks > 0)) return missingPrice(parts, slot)
    book.markedAt = time
    slot.ticks = ticks
    slot.markTime = time
    if (slot.unpriced) price(book, slot)
    if (slot.lots === 0 && slot.dust === 0) return commands
    revalue(book, slots[index].grid, slot)
    if (slot.guards.length > 0) trackBest(slot, ticks)
    watch(parts)
    return commands
  }

  return {
    handle,
    mark,
    markRun: (slot, ticks, times, equity) => markRun(parts, slot, ticks, times, equity),
    account: accountView(parts),
    get state() {
      return deskState(parts)
    },
    quiet(index) {
      const slot = book.slots[index]
      // Even dust is worth something else after every bar.
      return slot.lots === 0 && slot.dust === 0 && slot.working.length === 0 && slot.waiting.length === 0 && slot.exits.length === 0
    },
    get waits() {
      return book.slots.some(({ waiting }) => waiting.length > 0)
    },
    affordable: (order, ticks, lots) => affordable(parts, order, ticks, lots),
    clientId: (order) => clientIdOf(order.time, slots[order.slot].grid.symbol, config.runId, order.sequence),
    orders: () => orderRecords(parts),
    get fills() {
      return book.fills
    },
    get denials() {
      return book.denials
    },
    get counts() {
      return book.counts
    },
    trades: () => tradeRecords(parts),
    checkpoint: () => structuredClone(book),
  }
}

/** Setting the length of an array is slow; taking off the few commands of the event before is not. */
function empty(commands: DeskCommand[]): void {
  while (commands.length > 0) commands.pop()
}

function slotNamed(parts: DeskParts, name: string): SlotPlan {
  const plan = findSlot(parts, name)
  if (plan === undefined) throw new Error(`The run has no slot "${name}".`)
  return plan
}

/** After an event on a slot: exits that may go, legs that must change, entries that have waited long enough. */
function tend(parts: DeskParts, plan: SlotPlan): void {
  const { book } = parts
  const slot = book.slots[plan.index]
  if (slot.guards.length === 0 && slot.exits.length === 0 && slot.waiting.length === 0) return
  const position = slot.open ? Math.abs(slot.lots) : 0
  releaseGuards(slot, position)
  if (slot.exits.length > 0) sendExits(parts, plan, slot)
  // While reconciling nothing is sent; protection is put back as soon as that is over.
  if (slot.guards.length > 0 && !book.reconciling) arrangeLegs(parts, plan, slot, position, leaving(book, slot) + waitingLots(slot))
  if (slot.waiting.length > 0) releaseWaiting(parts, plan, slot, false)
}

function beginStep(parts: DeskParts): void {
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
    }
  }
}

/** Withdraws what a cancel node names. The protection of a position is never withdrawn by one: it belongs to its entry. */
function cancelWorking(parts: DeskParts, request: CancelRequest): void {
  const { book } = parts
  const plan = slotNamed(parts, request.slot)
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

function takeFact(parts: DeskParts, fact: OrderFact): void {
  const { book, slots } = parts
  const order = book.orders[fact.sequence - 1]
  if (order === undefined) return refuseFact(parts, fact, 'no such order')
  const { lots, slot: index } = order
  const arrival = addFact(order, lots, fact)
  if (arrival === 'known') return
  if (arrival === 'refused') return refuseFact(parts, fact, 'not a trade')
  const plan = slots[index]
  const slot = book.slots[index]
  if (fact.kind === 'trade') takeTrade(parts, plan, slot, order, fact)
  if (hasEnded(order, lots)) {
    endOrder(book, slot, order)
    if (order.group !== '') endLeg(parts, slot, order)
    if (fact.kind === 'expired' && order.capTicks > 0 && order.purpose === 'reduce') widenCap(parts, plan, slot, order)
  }
  if (arrival !== 'new') odd(parts, order, arrival)
  tend(parts, plan)
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

function operate(parts: DeskParts, act: 'stop' | 'kill' | 'halt' | 'reconcile' | 'release'): void {
  const { book } = parts
  switch (act) {
    case 'stop':
    case 'kill':
      halt(parts, 'stopped')
      withdrawEntries(parts)
      if (act === 'kill') for (const slot of book.slots) withdrawLegs(parts, slot, null)
      break
    case 'halt':
      halt(parts, 'operator')
      break
    case 'reconcile':
      book.reconciling = true
      break
    case 'release':
      releaseHalts(parts)
      break
  }
  for (const plan of parts.slots) tend(parts, plan)
}

function missingPrice(parts: DeskParts, slot: SlotBook): readonly DeskCommand[] {
  const { book } = parts
  if ((slot.lots === 0 && slot.dust === 0) || slot.unpriced) return parts.commands
  slot.unpriced = true
  book.unpriced++
  watch(parts)
  return parts.commands
}
