import type { DenialCode } from '../../nodes/define/trade.ts'
import { compareProducts, proportion } from '../money/amounts.ts'
import type { Fraction } from '../money/amounts.ts'
import { costOf } from '../money/grid.ts'
import type { Grid } from '../money/grid.ts'
import { belowMinimum } from '../money/quantize.ts'
import { equityOf, exposureOf, increasingUnits, workingTicks } from './account.ts'
import type { Draft } from './approve.ts'
import type { Book } from './book.ts'
import { joinShares, shareOfLosses, type AccountShare } from './others.ts'
import type { DeskParts } from './parts.ts'
import { roundStop, roundTarget } from './requests.ts'

/** What a rule says when it refuses. `value` against `limit`, in the rule's own unit. */
type Breach = { readonly value: number; readonly limit: number }

type Rule = {
  readonly code: DenialCode
  /** Refuses whatever the profile; the others are only reported when the profile does not enforce. */
  readonly always: boolean
  /** Reductions pass without a look. */
  readonly sparesReductions: boolean
  readonly check: (parts: DeskParts, asked: Draft) => Breach | null
}

/**
 * Account risk in the order of TRADING §5, on the projected worst case: orders that increase count as filled, orders
 * that reduce as unfilled. SIGNAL_SHAPE, STATE, DUPLICATE and the rules of one position come before, where requests are read.
 */
export const rules: readonly Rule[] = [
  { code: 'STALE_DATA', always: true, sparesReductions: false, check: staleData },
  { code: 'FILTERS', always: true, sparesReductions: false, check: filters },
  { code: 'UNSUPPORTED', always: true, sparesReductions: false, check: unsupported },
  { code: 'FAT_FINGER', always: false, sparesReductions: false, check: fatFinger },
  { code: 'RATE', always: false, sparesReductions: false, check: rate },
  { code: 'BALANCE', always: true, sparesReductions: true, check: balance },
  { code: 'MAX_NOTIONAL', always: false, sparesReductions: true, check: maxNotional },
  { code: 'MAX_POSITION', always: false, sparesReductions: true, check: maxPosition },
  { code: 'EXPOSURE', always: false, sparesReductions: true, check: exposure },
  { code: 'MAX_DRAWDOWN', always: false, sparesReductions: true, check: drawdown },
  { code: 'LOSS_STREAK', always: false, sparesReductions: true, check: lossStreak },
  { code: 'MAX_OPEN_ORDERS', always: false, sparesReductions: true, check: openOrders },
  { code: 'SELF_CROSS', always: false, sparesReductions: false, check: selfCross },
]

const reductionRules = rules.filter(({ sparesReductions }) => !sparesReductions)

/** Whether account risk lets the order through. The first breach is recorded, also one that the profile only reports. */
export function accountAllows(parts: DeskParts, asked: Draft): boolean {
  let reported = false
  for (const rule of asked.purpose === 'reduce' ? reductionRules : rules) {
    const enforced = rule.always || parts.limits.enforceAll
    if (reported && !enforced) continue
    const breach = rule.check(parts, asked)
    if (breach === null) continue
    deny(parts.book, asked.slot, asked.signal, rule.code, breach.value, breach.limit, enforced)
    if (enforced) return false
    reported = true
  }
  return true
}

/** Records a refusal of the desk. */
export function deny(book: Book, slot: number, signal: string, code: DenialCode, value = 0, limit = 0, enforced = true): void {
  book.denials.push({ time: book.now, slot, by: 'desk', signal, code, value, limit, enforced })
}

/** Price the order counts at: its limit, else its trigger, else the last price. A trailing stop has no price of its own yet. */
function priceTicks({ limitTicks, triggerTicks, trailTicks, referenceTicks }: Draft): number {
  if (limitTicks > 0) return limitTicks
  return triggerTicks > 0 && trailTicks === 0 ? triggerTicks : referenceTicks
}

function staleData({ book, slots }: DeskParts, { slot: index }: Draft): Breach | null {
  const slot = book.slots[index]
  if (!(slot.ticks > 0) || slot.unpriced) return { value: 0, limit: 0 }
  const age = book.now - slot.markTime
  const { maxAge } = slots[index]
  return age > maxAge ? { value: age, limit: maxAge } : null
}

function filters({ slots }: DeskParts, asked: Draft): Breach | null {
  const { grid } = slots[asked.slot]
  const price = priceTicks(asked)
  // What cannot even be counted is not too small: BALANCE will say so.
  return fits(grid, asked.lots, price) ? (belowMinimum(grid, asked.lots, price) ?? null) : null
}

function fits(grid: Grid, lots: number, ticks: number): boolean {
  return lots * ticks * grid.unitsPerTickLot <= Number.MAX_SAFE_INTEGER
}

/** T-TIF: what an order of its type cannot have, or its venue does not take, is refused before it is sent. */
function unsupported({ slots }: DeskParts, { type, timeInForce, slot }: Draft): Breach | null {
  if (timeInForce === 'GTC') return null
  const { venue } = slots[slot]
  // An exchange has no stop that is post-only once it is reached.
  const rests = type === 'limit' || (type === 'stop-limit' && !(venue && timeInForce === 'PO'))
  const fine = timeInForce === 'PO' ? rests : rests || type === 'market'
  return fine && venue?.timesInForce?.includes(timeInForce) !== false ? null : { value: 0, limit: 0 }
}

/** A limit too far on the wrong side of the last price; a trigger, stop or target on the wrong side at all. */
function fatFinger({ limits, slots }: DeskParts, asked: Draft): Breach | null {
  const { side, limitTicks, triggerTicks, referenceTicks: reference, request } = asked
  const sign = side === 'buy' ? 1 : -1
  if (triggerTicks > 0 && (triggerTicks - reference) * sign < 0) return { value: triggerTicks, limit: reference }
  if (request !== null && request.protection !== undefined) {
    const { stop, target } = request.protection
    const { grid } = slots[asked.slot]
    const entry = priceTicks(asked)
    const stopTicks = stop !== undefined && 'price' in stop ? roundStop(grid, side, stop.price) : 0
    const targetTicks = target !== undefined && 'price' in target ? roundTarget(grid, side, target.price) : 0
    if (stopTicks > 0 && (entry - stopTicks) * sign <= 0) return { value: stopTicks, limit: entry }
    if (targetTicks > 0 && (targetTicks - entry) * sign <= 0) return { value: targetTicks, limit: entry }
  }
  if (limits.fatFinger === null || limitTicks === 0) return null
  const { numerator, denominator } = limits.fatFinger
  const from = triggerTicks > 0 ? triggerTicks : reference
  const beyond = compareProducts((limitTicks - from) * sign, denominator, from, numerator) > 0
  return beyond ? { value: ((limitTicks - from) * sign) / from, limit: numerator / denominator } : null
}

function rate({ book, limits }: DeskParts): Breach | null {
  const most = limits.ordersPerSecond
  if (most === null) return null
  if (book.others) return rateOfAll(book, book.others, most)
  if (book.recent.length < most) return null
  // The ring's next place holds the oldest of the latest `most` approvals.
  return book.now - book.recent[book.recentAt] < 1000 ? { value: most + 1, limit: most } : null
}

function rateOfAll({ now, recent }: Book, { approvals }: AccountShare, most: number): Breach | null {
  const within = (times: readonly number[]) => times.filter((time) => now - time < 1000).length
  const count = within(recent) + within(approvals)
  return count >= most ? { value: count + 1, limit: most } : null
}

/** Cash not bound by positions or by working orders that increase. A short binds its worth twice: what it brought in and as much again. */
function freeUnits({ book, slots }: DeskParts): number {
  let free = book.cash + book.worth - book.gross
  for (let index = 0; index < slots.length; index++) {
    const plan = slots[index]
    for (const sequence of book.slots[index].working) {
      const order = book.orders[sequence - 1]
      if (order.purpose !== 'increase') continue
      const cost = order.side === 'buy' ? plan.buyCost : plan.sellCost
      free -= proportion(costOf(plan.grid, order.lots - order.filled, workingTicks(order)), cost.numerator, cost.denominator, 'up')
    }
  }
  return free
}

/**
 * T-FILL-CASH: a limit must be covered whole. An order that takes what the market gives is cut to cash at the fill, so
 * only the smallest order must be affordable now.
 */
function balance(parts: DeskParts, asked: Draft): Breach | null {
  const plan = parts.slots[asked.slot]
  const slot = parts.book.slots[asked.slot]
  const { side, type } = asked
  const price = priceTicks(asked)
  if (!plan.priced) return { value: asked.lots, limit: 0 }
  const cut = type === 'market' || type === 'stop' || type === 'trailing-stop'
  const lots = cut ? Math.min(asked.lots, plan.grid.minimumLots) : asked.lots
  // An entry that turns the position around counts on what its own exit sets free.
  const turns = slot.lots !== 0 && slot.lots > 0 !== (side === 'buy')
  const free = freeUnits(parts) + (turns ? Math.abs(slot.worth) : 0)
  if (!fits(plan.grid, lots, price)) return { value: lots * price * plan.grid.unitsPerTickLot, limit: free }
  const cost = side === 'buy' ? plan.buyCost : plan.sellCost
  const needed = proportion(costOf(plan.grid, lots, price), cost.numerator, cost.denominator, 'up')
  return needed > free ? { value: needed, limit: free } : null
}

/** Whether `units` are more than the fraction of equity; unknown equity fails closed. */
function above(units: number, equity: number, part: Fraction): Breach | null {
  if (equity > 0 && Number.isSafeInteger(units) && compareProducts(units, part.denominator, equity, part.numerator) <= 0) return null
  return { value: units / equity, limit: part.numerator / part.denominator }
}

function unitsOfDraft({ slots }: DeskParts, asked: Draft): number {
  return asked.lots * priceTicks(asked) * slots[asked.slot].grid.unitsPerTickLot
}

function maxNotional(parts: DeskParts, asked: Draft): Breach | null {
  return parts.limits.maxNotional === null ? null : above(unitsOfDraft(parts, asked), equityOf(parts), parts.limits.maxNotional)
}

function maxPosition(parts: DeskParts, asked: Draft): Breach | null {
  if (parts.limits.maxPosition === null) return null
  const slot = parts.book.slots[asked.slot]
  const working = increasingUnits(parts.book, parts.slots[asked.slot], slot)
  return above(Math.abs(slot.worth) + working + unitsOfDraft(parts, asked), equityOf(parts), parts.limits.maxPosition)
}

function exposure(parts: DeskParts, asked: Draft): Breach | null {
  return parts.limits.exposure === null
    ? null
    : above(exposureOf(parts) + unitsOfDraft(parts, asked), equityOf(parts), parts.limits.exposure)
}

function drawdown(parts: DeskParts): Breach | null {
  const { book, limits } = parts
  const { keptOfPeak, keptOfDay } = limits
  if (keptOfPeak === null && keptOfDay === null) return null
  const equity = equityOf(parts)
  if (!(equity > 0)) return { value: NaN, limit: 0 }
  return fallen(equity, book.peak, keptOfPeak) ?? fallen(equity, book.dayStart, keptOfDay)
}

function fallen(equity: number, from: number, kept: Fraction | null): Breach | null {
  if (kept === null || compareProducts(equity, kept.denominator, from, kept.numerator) >= 0) return null
  return { value: 1 - equity / from, limit: (kept.denominator - kept.numerator) / kept.denominator }
}

function lossStreak({ book, limits }: DeskParts): Breach | null {
  const most = limits.lossStreak
  if (most === null) return null
  const { times } = book.losses
  if (times.length < most && !book.others) return null
  const lost = book.others ? joinShares([shareOfLosses(book), book.others]).lost : times
  if (lost.length < most) return null
  return book.now - lost[lost.length - most] <= limits.lossWindow ? { value: Math.max(lost.length, book.losses.streak), limit: most } : null
}

function openOrders({ book, limits }: DeskParts, { slot: index }: Draft): Breach | null {
  const slot = book.slots[index]
  let working = book.others?.working ?? 0
  let others = book.others?.markets ?? 0
  for (const one of book.slots) {
    working += one.working.length
    if (one !== slot && (one.open || one.working.length > 0)) others++
  }
  if (limits.maxOpenOrders !== null && working >= limits.maxOpenOrders) return { value: working + 1, limit: limits.maxOpenOrders }
  if (limits.maxOpenSlots !== null && others >= limits.maxOpenSlots) return { value: others + 1, limit: limits.maxOpenSlots }
  return null
}

/** An order of one's own on the other side that this one would meet. */
function selfCross({ book, slots }: DeskParts, asked: Draft): Breach | null {
  const { side, triggerTicks } = asked
  if (triggerTicks > 0) return null
  const price = priceTicks(asked)
  const { symbol } = slots[asked.slot].grid
  const meets = (limitTicks: number) => (side === 'buy' ? limitTicks <= price : limitTicks >= price)
  for (const one of book.others?.resting ?? []) {
    if (one.symbol === symbol && one.side !== side && meets(one.limitTicks)) return { value: price, limit: one.limitTicks }
  }
  for (const plan of slots) {
    if (plan.grid.symbol !== symbol) continue
    for (const sequence of book.slots[plan.index].working) {
      const order = book.orders[sequence - 1]
      if (order.type !== 'limit' || order.side === side || order.canceling !== '') continue
      if (meets(order.limitTicks)) return { value: price, limit: order.limitTicks }
    }
  }
  return null
}
