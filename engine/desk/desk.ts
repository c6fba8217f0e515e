import { accountView } from './account.ts'
import { affordable } from './affordable.ts'
import type { Book, SlotBook, SlotPlan } from './book.ts'
import { clientIdOf } from './coid.ts'
import type { Desk, DeskCommand, DeskConfig, DeskEvent, OperatorAct } from './contract.ts'
import { requestEntry } from './entries.ts'
import { requestExit, withdrawLegs } from './exits.ts'
import { takeFact } from './facts.ts'
import { deskState, halt, releaseHalts, rollDay, watch, withdrawEntries } from './halts.ts'
import { fireReached, hasFired, heldRecords } from './held.ts'
import { price, revalue } from './ledger.ts'
import { markRun } from './mark-run.ts'
import { shareOf } from './others.ts'
import type { DeskParts } from './parts.ts'
import { limitsOf, openBook, planSlot } from './parts.ts'
import { trackBest } from './protection.ts'
import { orderRecords, tradeRecords } from './records.ts'
import { findSlot } from './requests.ts'
import { takeSnapshot } from './snapshot.ts'
import { beginStep, cancelWorking, tend } from './tend.ts'

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
    decidedAt: 0,
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
        parts.decidedAt = event.time
        const { signal } = event.request.intent
        const plan = slotNamed(parts, signal.slot)
        if (signal.action === 'enter') requestEntry(parts, plan, event.request)
        else requestExit(parts, plan, event.request)
        tend(parts, plan)
        parts.decidedAt = 0
        break
      }
      case 'cancel':
        at(event.time)
        cancelWorking(parts, slotNamed(parts, event.request.slot), event.request)
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
      case 'timer':
        at(event.time)
        break
      case 'others':
        at(event.time)
        book.others = event.share
        return commands
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
    if (slot.guards.length > 0) {
      trackBest(slot, ticks)
      if (slots[index].venue !== null) watchLegs(slots[index], slot)
    }
    watch(parts)
    return commands
  }

  /** A price for legs that are not at the venue: it may fire them, or let them rest again. */
  function watchLegs(plan: SlotPlan, slot: SlotBook): void {
    fireReached(parts, plan, slot)
    tend(parts, plan)
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
    held: () => heldRecords(parts),
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
    snapshot: () => takeSnapshot(book),
    share: () => shareOf(parts),
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

function operate(parts: DeskParts, act: OperatorAct): void {
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
    case 'reconciled':
      book.reconciling = false
      break
    case 'release':
      releaseHalts(parts)
      break
  }
  // What fired while nothing could be sent is the first thing that is.
  for (const plan of parts.slots) if (hasFired(book.slots[plan.index])) tend(parts, plan)
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
