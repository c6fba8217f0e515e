import { compareProducts } from '../money/amounts.ts'
import type { Order } from './book.ts'
import type { DeskState } from './contract.ts'
import { equityOf, exposureOf } from './account.ts'
import { unknownSince } from './orders.ts'
import type { DeskParts } from './parts.ts'

/** Reasons for refusing new exposure, one bit each. They stick: they survive restarts and are lifted by the operator or their own written rule. */
export const halts = {
  stopped: 1,
  operator: 2,
  drawdown: 4,
  dayLoss: 8,
  equity: 16,
  facts: 32,
  exposure: 64,
  slip: 128,
  unknown: 256,
  runaway: 512,
} as const
export type Halt = keyof typeof halts

/** Those that halt; the others leave the desk `reducing`. */
const halting = halts.stopped | halts.operator | halts.drawdown | halts.dayLoss | halts.equity | halts.facts | halts.unknown | halts.runaway
const day = 86_400_000

const sentences = {
  stopped: 'Stopped: no new exposure leaves any more.',
  operator: 'Halted by the operator.',
  drawdown: 'Equity has fallen further below its peak than the profile allows: halted.',
  dayLoss: 'More was lost today than the profile allows: halted.',
  equity: 'Equity is unknown or not above 0: halted.',
  facts: 'The venue reported what should not be possible: halted until someone has looked.',
  exposure: 'Exposure is above its limit: only reductions until it is back below the release.',
  unknown: 'For five minutes it could not be proven what became of an order: halted until someone has looked at the exchange.',
  runaway: 'Far more orders than usual within a minute, or the same one again and again: halted until someone has looked.',
  slip: 'A fill was further from the reference than 0.5 %: only reductions until someone has looked.',
} as const satisfies Record<Halt, string>

export function deskState({ book }: DeskParts): DeskState {
  if (book.reconciling) return 'reconciling'
  if ((book.halts & halting) !== 0) return 'halted'
  return book.halts === 0 ? 'active' : 'reducing'
}

/** Sets a halt, says so once, and withdraws what works towards more exposure when it halts. */
export function halt(parts: DeskParts, reason: Halt): void {
  const { book } = parts
  if ((book.halts & halts[reason]) !== 0) return
  book.halts |= halts[reason]
  alert(parts, `HALT_${reason.toUpperCase()}`, sentences[reason])
  if ((halts[reason] & halting) !== 0) withdrawEntries(parts)
}

/**
 * Lifts what the operator may lift; a stop stays. The peak and the day's first equity start again from here, else the
 * next price would halt anew.
 */
export function releaseHalts(parts: DeskParts): void {
  const { book } = parts
  book.reconciling = false
  book.halts &= halts.stopped | halts.exposure
  const equity = equityOf(parts)
  if (equity > 0) {
    book.peak = equity
    book.dayStart = equity
  }
  alert(parts, 'RELEASED', `Released by the operator: ${deskState(parts)}.`)
  watch(parts)
}

/** Begins a new UTC day when `time` lies in one. A bar that closes at midnight still belongs to the day before. */
export function rollDay({ book }: DeskParts, time: number): void {
  if (time <= book.dayEnd) return
  book.dayStart = book.cash + book.worth
  book.dayEnd = Math.ceil(time / day) * day
}

/** T-DRAWDOWN, T-EXPOSURE: looks at the account after a price, a fill or an order. Only an enforced profile halts; the peak is kept in any. */
export function watch(parts: DeskParts): void {
  const { book, limits } = parts
  if (book.unpriced === 0) {
    const equity = book.cash + book.worth
    if (equity > book.peak) book.peak = equity
  }
  if (book.unknowns.length > 0) watchUnknowns(parts)
  if (limits.enforceAll) guardAccount(parts)
}

/** T-UNKNOWN: an outcome that stays unproven this long is for a person, milliseconds. */
const UNKNOWN_PATIENCE = 300_000

function watchUnknowns(parts: DeskParts): void {
  const { book } = parts
  for (const sequence of book.unknowns) {
    const order = book.orders[sequence - 1]
    if (book.now - unknownSince(order, order.lots) > UNKNOWN_PATIENCE) halt(parts, 'unknown')
  }
}

function guardAccount(parts: DeskParts): void {
  const { book, limits } = parts
  const equity = equityOf(parts)
  if (!(equity > 0)) return halt(parts, 'equity')
  const { keptOfPeak, keptOfDay, exposure, exposureRelease } = limits
  if (keptOfPeak !== null && compareProducts(equity, keptOfPeak.denominator, book.peak, keptOfPeak.numerator) < 0) halt(parts, 'drawdown')
  if (keptOfDay !== null && compareProducts(equity, keptOfDay.denominator, book.dayStart, keptOfDay.numerator) < 0) halt(parts, 'dayLoss')
  if (exposure === null || exposureRelease === null) return
  const exposed = exposureOf(parts)
  if ((book.halts & halts.exposure) === 0) {
    if (compareProducts(exposed, exposure.denominator, equity, exposure.numerator) > 0) halt(parts, 'exposure')
  } else if (compareProducts(exposed, exposureRelease.denominator, equity, exposureRelease.numerator) <= 0) {
    book.halts &= ~halts.exposure
    alert(parts, 'EXPOSURE_RELEASED', 'Exposure is back below its release.')
  }
}

/** Something a person should read. */
export function alert({ book, commands }: DeskParts, code: string, message: string): void {
  commands.push({ kind: 'alert', time: book.now, code, message })
}

/** Asks the venue to withdraw an order; once is enough. To be gone for good outranks to be placed anew. */
export function withdraw({ commands }: DeskParts, order: Order, why: 'resize' | 'withdraw'): void {
  if (order.canceling === '') commands.push({ kind: 'cancel', sequence: order.sequence })
  if (order.canceling !== 'withdraw') order.canceling = why
}

/** Withdraws every working order that would add to a position, and forgets those that wait. */
export function withdrawEntries(parts: DeskParts): void {
  for (const slot of parts.book.slots) {
    slot.waiting.length = 0
    for (const sequence of slot.working) {
      const order = parts.book.orders[sequence - 1]
      if (order.purpose === 'increase') withdraw(parts, order, 'withdraw')
    }
  }
}
