import type { Instrument } from '../money/instruments.ts'
import type { ApprovedOrder, OrderFact } from '../protocol/orders.ts'
import type { VenueState } from './book.ts'
import type { VenueStats } from './stats.ts'

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

/** The best of an order book: what a buy pays and a sale gets, in ticks, and how many lots stand there. */
export type Quote = { readonly bid: number; readonly bidLots: number; readonly ask: number; readonly askLots: number }

/** What the simulated venue knows of a slot. `quoteScale`: decimals of the account's money unit, where it is finer than the instrument needs. */
export type VenueSlot = { readonly instrument: Instrument; readonly quoteScale?: number }

/** Reasons in the facts of the simulated venue. */
export const endReasons = {
  withdrawn: 'withdrawn',
  partner: 'its OCO partner filled',
  cash: 'cut to cash',
  position: 'cut to the position',
  atOnce: 'not filled at once',
  whole: 'could not fill as a whole',
  cap: 'price beyond the cap',
  postOnly: 'would have filled at once',
} as const

/** A venue that matches orders against price points, by the rules of a fill profile (TRADING §3). */
export type SimulatedVenue = Venue & {
  /**
   * Lets one completed bar pass over the orders of a slot. Call it while `working(slot)` is above 0; under a profile with
   * `market: 'close'` on every bar, since a decision may fill at that very close. Never from within `emit`.
   */
  bar(slot: number, bar: TickBar): void
  /**
   * Bars of several slots that open at one instant, by slot index: what meets the opens is taken in one order over all
   * slots, reductions first, then by sequence; then each slot's path, in document order. `undefined`: no bar of that slot.
   */
  bars(bars: readonly (TickBar | undefined)[]): void
  /** One price: a live trade or quote. `volumeLots`: what traded there; without it volume limits nothing. */
  point(slot: number, ticks: number, time: number, volumeLots?: number): void
  /** The best bid and ask of a live book: buys meet the ask, sales the bid, for as many lots as stand there. */
  quote(slot: number, quote: Quote, time: number): void
  /** Says that `count` bars of a slot are missing from the data: nothing fills; it is counted when orders work. */
  missing(slot: number, count: number): void
  /** Number of working orders of a slot. With none, its bars need no look. */
  working(slot: number): number
  /**
   * Fills the market orders that reduce and still work at the last bar's close or open, as `closeAtEnd` says, with the
   * taker fee and neither slippage nor volume cap. For the end of a backtest, once the desk has submitted what closes.
   */
  closeOut(slot: number, last: TickBar): void
  readonly stats: Readonly<VenueStats>
  /** Everything from which `createSimulatedVenue` goes on with equal behaviour, as plain data. Not from within `emit`. */
  checkpoint(): VenueState
}
