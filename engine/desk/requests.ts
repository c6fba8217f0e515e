import type { Level, OrderRequest } from '../../nodes/define/trade.ts'
import { fraction, proportion } from '../money/amounts.ts'
import type { Grid } from '../money/grid.ts'
import { quantize, ticksAbove, ticksBelow } from '../money/quantize.ts'
import type { TickPrices } from '../money/quantize.ts'
import type { OrderSide } from '../protocol/orders.ts'
import { draft } from './approve.ts'
import type { Draft } from './approve.ts'
import type { Book, SlotBook, SlotPlan } from './book.ts'
import type { DeskParts } from './parts.ts'

/** Reading a request: what it lacks, and its prices in ticks. */

/** The slot a request or withdrawal names; undefined for a name the run does not have. */
export function findSlot({ slots }: DeskParts, name: string): SlotPlan | undefined {
  for (const plan of slots) if (plan.name === name) return plan
  return undefined
}

/** Whether a request says all its type needs (SIGNAL_SHAPE). Prices are looked at once they are in ticks. */
export function isWhole({ intent, type, limit, trigger, trail, maxSlippage, expiresAfter, protection }: OrderRequest): boolean {
  const { lots, signal, additions } = intent
  if (!Number.isSafeInteger(lots) || lots <= 0 || !Number.isSafeInteger(additions) || additions < 0) return false
  if (signal.action === 'enter' && signal.side === 'any') return false
  if (expiresAfter !== undefined && !(Number.isSafeInteger(expiresAfter) && expiresAfter > 0)) return false
  if (maxSlippage !== undefined && !(maxSlippage >= 0 && maxSlippage <= 1)) return false
  const needsLimit = type === 'limit' || type === 'stop-limit'
  const needsTrigger = type === 'stop' || type === 'stop-limit'
  if ((needsLimit && limit === undefined) || (needsTrigger && trigger === undefined)) return false
  if (type === 'trailing-stop' && trail === undefined) return false
  if (protection === undefined) return true
  return (
    isLevel(protection.stop) &&
    isLevel(protection.target) &&
    isLevel(protection.trail) &&
    !(protection.trail && 'price' in protection.trail)
  )
}

function isLevel(level: Level | undefined): boolean {
  if (level === undefined) return true
  if ('price' in level) return level.price > 0 && Number.isFinite(level.price)
  if ('distance' in level) return level.distance > 0 && Number.isFinite(level.distance)
  return Number.isSafeInteger(level.ticks) && level.ticks > 0
}

/** The order a request asks for, in ticks and lots; undefined when a price is none. */
export function draftOf(
  parts: DeskParts,
  plan: SlotPlan,
  request: OrderRequest,
  purpose: 'increase' | 'reduce',
  side: OrderSide,
  lots: number,
): Draft | undefined {
  const { book } = parts
  const { type, intent, expiresAfter } = request
  let limitTicks = 0
  let triggerTicks = 0
  let trailTicks = 0
  let capTicks = 0
  if (type === 'market') {
    capTicks = capOf(parts, book.slots[plan.index], side, request.maxSlippage)
  } else {
    const ticks = pricesOf(plan, book.slots[plan.index], request, side)
    limitTicks = ticks.limitTicks
    triggerTicks = ticks.triggerTicks
    trailTicks = ticks.trailTicks
    if (Number.isNaN(limitTicks + triggerTicks + trailTicks)) return undefined
  }
  return draft(parts, {
    slot: plan.index,
    side,
    type,
    lots,
    limitTicks,
    triggerTicks,
    trailTicks,
    capTicks,
    timeInForce: request.timeInForce,
    purpose,
    group: '',
    node: request.node,
    signal: intent.signal.node,
    reason: intent.signal.reason,
    asked: true,
    request: request.protection === undefined ? null : request,
    expiresStep: expiresAfter === undefined ? 0 : book.step + expiresAfter,
    widened: 0,
  })
}

/** Prices of an order that is not at the market, in ticks. A trailing stop begins at its distance from the close that decided. */
export function pricesOf(plan: SlotPlan, slot: SlotBook, request: OrderRequest, side: OrderSide): TickPrices {
  const { type } = request
  const ticks = quantize(plan.grid, side, {
    limit: type === 'limit' || type === 'stop-limit' ? request.limit : undefined,
    trigger: type === 'stop' || type === 'stop-limit' ? request.trigger : undefined,
    trail: type === 'trailing-stop' ? request.trail : undefined,
  })
  if (type !== 'trailing-stop') return ticks
  const { trailTicks } = ticks
  return { ...ticks, triggerTicks: Math.max(1, slot.ticks + (side === 'buy' ? trailTicks : -trailTicks)) }
}

/** A protective stop of an entry on `side` rests on the other one: its trigger rounds away from the market, at least to the first tick. */
export function roundStop(grid: Grid, side: OrderSide, price: number): number {
  return (side === 'buy' ? ticksBelow(grid, price) : ticksAbove(grid, price)) || 1
}

/** A target is a limit of the other side: never worse than asked. */
export function roundTarget(grid: Grid, side: OrderSide, price: number): number {
  return (side === 'buy' ? ticksAbove(grid, price) : ticksBelow(grid, price)) || 1
}

/** Worst price of a market order (T-MARKET): the tighter of the profile's distance from the last price and the request's own; 0 for none. */
function capOf({ config, limits }: DeskParts, slot: SlotBook, side: OrderSide, asked: number | undefined): number {
  const { marketCap } = config.fillProfile
  const tighter = asked !== undefined && (marketCap === null || asked < marketCap) ? fraction(asked) : limits.marketCap
  if (tighter === null || !(slot.ticks > 0)) return 0
  const distance = proportion(slot.ticks, tighter.numerator, tighter.denominator, 'down')
  return side === 'buy' ? slot.ticks + distance : Math.max(1, slot.ticks - distance)
}

/** A request of this node for this signal was approved in this very step already (DUPLICATE). */
export function isDuplicate(book: Book, slotIndex: number, request: OrderRequest, purpose: 'increase' | 'reduce'): boolean {
  const { orders, step } = book
  for (let i = orders.length - 1; i >= 0 && orders[i].step === step; i--) {
    const { asked, purpose: kind, slot, node, signal } = orders[i]
    if (!asked || kind !== purpose || slot !== slotIndex) continue
    if (node === request.node && signal === request.intent.signal.node) return true
  }
  return false
}
