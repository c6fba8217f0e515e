import type { ApprovedOrder, OrderFact } from '../protocol/orders.ts'

/**
 * Where approved orders go: a simulated matcher, recorded answers, or an exchange. Answers come back as facts through
 * `emit`, possibly before `submit` returns; the desk never assumes an order of arrival.
 */
export type Venue = {
  submit(order: ApprovedOrder): void
  /** Ask for an order to be withdrawn, by its sequence. Only a fact proves it was. Unknown ones are ignored. */
  cancel(sequence: number): void
}

export type EmitFact = (fact: OrderFact) => void

/**
 * What the simulated venue asks about money at the moment of a fill (T-FILL-CASH, T-CLOSE): the most lots of this order
 * that cash (a buy) or the position (a spot sale, a reduction) can bear at `ticks`. Exchanges know this themselves.
 */
export type Affordable = (order: ApprovedOrder, ticks: number, lots: number) => number

/** One completed bar in the instrument's own units. `time` is its open, UTC milliseconds; `end` its close. */
export type TickBar = {
  time: number
  end: number
  open: number
  high: number
  low: number
  close: number
  /** Whole lots traded. */
  volume: number
}
