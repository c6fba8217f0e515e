import type { AccountView, SlotView } from '../../nodes/define/trade.ts'
import { fraction, mostWithin, multiply, proportion, tenTo } from '../money/amounts.ts'
import { costOf, priceOf, quantityOf } from '../money/grid.ts'
import { lotsBelow, ticksAbove } from '../money/quantize.ts'
import type { Book, Order, SlotBook, SlotPlan } from './book.ts'
import type { DeskParts } from './parts.ts'
import { accountScale } from './parts.ts'

/** Lots of an order that may still fill. */
export function remainingOf(order: Order): number {
  return order.lots - order.filled
}

/** Cash plus positions at the last price; NaN while a rate or a price is missing. */
export function equityOf({ book, priced }: DeskParts): number {
  return book.unpriced > 0 || !priced ? NaN : book.cash + book.worth
}

/** Price at which an order counts while it works: its limit, else its trigger, else the last price when it was order. */
export function workingTicks(order: Order): number {
  const { limitTicks, triggerTicks } = order
  return limitTicks > 0 ? limitTicks : triggerTicks > 0 ? triggerTicks : order.referenceTicks
}

/** Notional of what still may increase a slot's position. */
export function increasingUnits(book: Book, plan: SlotPlan, slot: SlotBook): number {
  let units = 0
  for (const sequence of slot.working) {
    const order = book.orders[sequence - 1]
    if (order.purpose === 'increase') units += costOf(plan.grid, remainingOf(order), workingTicks(order))
  }
  return units
}

/** Σ |position| at the last price plus working orders that increase. */
export function exposureOf({ book, slots }: DeskParts): number {
  let units = book.gross
  for (const plan of slots) {
    const slot = book.slots[plan.index]
    if (slot.working.length > 0) units += increasingUnits(book, plan, slot)
  }
  return units
}

/** The view sizing, gates and account nodes read: getters over the book, so it is always of now. */
export function accountView(parts: DeskParts): AccountView {
  const { book, slots } = parts
  const views = new Map(slots.map((plan) => [plan.name, slotView(book, plan, book.slots[plan.index])]))
  return {
    get equity() {
      return equityOf(parts)
    },
    get cash() {
      return book.cash
    },
    get peakEquity() {
      return book.peak
    },
    get dayStartEquity() {
      return book.dayStart
    },
    get exposure() {
      return exposureOf(parts)
    },
    get lossStreak() {
      return book.losses.streak
    },
    unit: tenTo(accountScale(parts.config)),
    slot(name) {
      const view = views.get(name)
      if (view === undefined) throw new Error(`The run has no slot "${name}".`)
      return view
    },
    share(units, part) {
      if (!Number.isFinite(units) || !Number.isFinite(part) || part < 0) return NaN
      const { numerator, denominator } = fraction(part)
      return proportion(Math.floor(units), numerator, denominator, 'down')
    },
  }
}

function slotView(book: Book, plan: SlotPlan, slot: SlotBook): SlotView {
  const { grid } = plan
  /** Units of quote that one lot costs at the last price; NaN before the first. */
  const lotCost = () => (slot.ticks > 0 && !slot.unpriced ? multiply(slot.ticks, grid.unitsPerTickLot) : NaN)
  const since = (step: number) => (step < 0 ? Infinity : Math.max(0, book.step - step))
  return {
    get referenceTicks() {
      return slot.ticks > 0 && !slot.unpriced ? slot.ticks : NaN
    },
    get referencePrice() {
      return slot.ticks > 0 && !slot.unpriced ? priceOf(grid, slot.ticks) : NaN
    },
    get positionLots() {
      return slot.open ? slot.lots : 0
    },
    get positionQuantity() {
      return slot.open ? quantityOf(grid, slot.lots) : 0
    },
    get entryPrice() {
      return slot.open ? priceOf(grid, slot.basis / (slot.weight * grid.unitsPerTickLot)) : NaN
    },
    get openProfit() {
      if (!slot.open) return 0
      if (slot.unpriced || !plan.priced) return NaN
      return slot.worth - slot.basisFees + (slot.lots > 0 ? -slot.basis : slot.basis)
    },
    get barsHeld() {
      return slot.open && slot.trip !== null ? Math.max(0, book.step - slot.trip.entryStep) : 0
    },
    get entries() {
      return slot.open && slot.trip !== null ? slot.trip.entries : 0
    },
    get workingLots() {
      let lots = 0
      for (const sequence of slot.working) {
        const order = book.orders[sequence - 1]
        if (order.purpose === 'increase') lots += remainingOf(order)
      }
      return lots
    },
    get workingOrders() {
      return slot.working.length
    },
    get barsSinceExit() {
      return since(slot.exitStep)
    },
    get barsSinceLoss() {
      return since(slot.lossStep)
    },
    get lossStreak() {
      return slot.lossStreak
    },
    lotsForNotional(units) {
      const cost = lotCost()
      if (!Number.isFinite(units) || Number.isNaN(cost)) return NaN
      if (units <= 0) return 0
      return mostWithin(Math.floor(units), 0, cost, plan.sizingCost)
    },
    lotsForQuantity: (quantity) => lotsBelow(grid, quantity),
    lotsForRisk(units, distance) {
      const cost = lotCost()
      if (!Number.isFinite(units) || !Number.isFinite(distance) || Number.isNaN(cost)) return NaN
      if (units <= 0 || distance <= 0) return 0
      return mostWithin(Math.floor(units), multiply(ticksAbove(grid, distance), grid.unitsPerTickLot), cost, plan.roundTripCost)
    },
    notional: (lots) => (Number.isSafeInteger(lots) ? Math.abs(lots) * lotCost() : NaN),
    ticksFor: (distance) => (distance > 0 && Number.isFinite(distance) ? ticksAbove(grid, distance) : 0),
  }
}
