import type { OrderRequest } from '../../nodes/define/trade.ts'
import type { Fraction } from '../money/amounts.ts'
import type { Grid } from '../money/grid.ts'
import type { ApprovedOrder, DenialRecord, Trade } from '../protocol/orders.ts'
import type { DeskCounts, VenueSupport } from './contract.ts'
import type { OrderFacts } from './orders.ts'
import type { AccountShare } from './others.ts'

/**
 * Everything a desk remembers: plain data without cycles, so that a checkpoint is a copy. Orders are named by their
 * sequence. Money in units of the account currency unless another is named.
 */
export type Book = {
  /** Time of the last event, and of the last price, UTC milliseconds. */
  now: number
  markedAt: number
  /** Number of the current base-clock step. */
  step: number
  cash: number
  /** Σ worth of the slots: longs above, shorts below 0. */
  worth: number
  /** Σ |worth|. */
  gross: number
  peak: number
  dayStart: number
  /** Last millisecond of the UTC day that `dayStart` belongs to: a bar that closes at midnight belongs to the day before. */
  dayEnd: number
  /** Held slots whose last price is missing: equity is unknown while there are any. */
  unpriced: number
  /** Why new exposure is refused, one bit each; see halts.ts. */
  halts: number
  reconciling: boolean
  losses: LossRun
  /** Times at which the latest orders were approved, a ring of as many as a second may see. */
  recent: number[]
  recentAt: number
  /** Orders of which the outcome of the last command is not proven (T-UNKNOWN). */
  unknowns: number[]
  /** Working orders that end by themselves after some steps. */
  expiring: number
  counts: DeskCounts
  slots: SlotBook[]
  /** Every order of the run; `orders[sequence - 1]`. */
  orders: Order[]
  fills: Trade[]
  denials: DenialRecord[]
  closed: Trip[]
  /** Facts that could not be true, kept word for word. */
  refused: RefusedFact[]
  /** What the other runs on the account have, as last told; absent where there are none. */
  others?: AccountShare
}

/** Losing trades in a row. `times` holds the ends of the latest ones, oldest first. */
export type LossRun = { streak: number; times: number[] }

export type RefusedFact = { readonly sequence: number; readonly kind: string; readonly why: string; readonly time: number }

export type SlotBook = {
  /** Whole lots held, below 0 short, and units of base beside them: less than a lot, same sign. Long 2 lots and a half: 2 and half a lot's units. */
  lots: number
  dust: number
  /** Whether what is held can be sold: below the smallest sellable amount the slot is flat and `lots` is dust too. */
  open: boolean
  /** Cost basis of what is held: its notional at the fills, and the fees in quote paid for it. */
  basis: number
  basisFees: number
  /** Lots that entered, as far as they are still held: basis ÷ weight is the average entry price. A double, for that alone. */
  weight: number
  /** Last price in ticks, 0 before the first, and its time. */
  ticks: number
  markTime: number
  unpriced: boolean
  /** Value of what is held at the last price, dust included. */
  worth: number
  /** The round trip under way. */
  trip: Trip | null
  exitStep: number
  lossStep: number
  lossStreak: number
  /** The step in which an exit of a position was last asked for, and that position's side. */
  askedExitStep: number
  askedExitSide: 'long' | 'short'
  /** Sequences of orders that have not ended. */
  working: number[]
  guards: Guard[]
  exits: QueuedExit[]
  waiting: WaitingEntry[]
}

/** A position from its first entry on, to its exit once it is closed. Sums of lots × ticks are exact. */
export type Trip = {
  readonly slot: number
  side: 'long' | 'short'
  signal: string
  entryTime: number
  entryStep: number
  exitSignal: string
  exitTime: number
  exitStep: number
  /** Most lots held. */
  most: number
  entries: number
  entryLots: number
  entryTickLots: number
  exitLots: number
  exitTickLots: number
  /** Cash that came in minus cash that went out. */
  flow: number
  fees: number
  slippage: number
  cost: number
}

/** An order as the venue got it, its facts, and what the desk knows beside them. */
export type Order = ApprovedOrder &
  OrderFacts & {
    readonly node: string
    readonly signal: string
    readonly reason: string
    /** The step in which it was approved. */
    readonly step: number
    /** A request asked for it in so many words: not a protection, and not an exit sent again with a wider cap. */
    readonly asked: boolean
    /** The entry's request, kept where its protection needs it. */
    readonly request: OrderRequest | null
    /** Last price when it was approved, in ticks. */
    readonly referenceTicks: number
    /** Step from which it is withdrawn; 0: never. */
    readonly expiresStep: number
    /** How often its cap was widened before this one (T-MARKET). */
    readonly widened: number
    /** Why it was asked to be withdrawn; empty while it was not. */
    canceling: '' | 'resize' | 'withdraw'
    /** Lots that cash could not bear at the last fill (T-FILL-CASH). */
    cut: number
  }

/**
 * One OCO group: guards `lots` of one entry, or holds exits that rest for lots without a protection of their own.
 * Σ over guards of the largest leg, with the exits on their way, is never more than the position (T-CLOSE).
 */
export type Guard = {
  /** The entry it guards; 0 for one that only holds exits. */
  readonly entry: number
  /** What its OCO groups are named after. */
  readonly name: string
  /** Lots that left through its own legs or were released to other exits. */
  gone: number
  /** Lots it stands for now. */
  lots: number
  /** Best price since it began, in ticks, as far as marks have shown it; 0 before the first. */
  best: number
  /** How often its legs were placed: each time is a group of its own. */
  generation: number
  legs: Leg[]
}

export type Leg = {
  readonly kind: 'stop' | 'target' | 'trail' | 'exit'
  /** The exit request; null for a leg of the entry's own protection. */
  readonly request: OrderRequest | null
  /** An exit for less than the guard: lots still wanted. 0: all of the guard. */
  lots: number
  readonly expiresStep: number
  /** Its order at the venue, 0 for none, and the lots it still stands for: what fills on one leg is taken off the others. */
  sequence: number
  open: number
  /** Its price was reached while it was watched here: it is carried out now instead of resting. */
  fired: boolean
  /** Step in which the venue refused or ended its order by itself, -1 for none: until the next one it is watched here. */
  awayStep: number
  /** Trigger of a trailing exit that is watched here, as far as it has followed the price; 0 for other legs. */
  followed: number
}

/** A market exit that waits until what rests is withdrawn (T-CLOSE). */
export type QueuedExit = { readonly request: OrderRequest; readonly lots: number; readonly whole: boolean }

/** An entry that waits: for the next step, for an exit to be sent, or for the order it replaces to end. */
export type WaitingEntry = {
  readonly request: OrderRequest
  readonly until: 'next-step' | 'exit-sent' | 'replaced'
  readonly step: number
  readonly replaces: number
}

/** The fixed side of a slot. */
export type SlotPlan = {
  readonly name: string
  readonly index: number
  readonly grid: Grid
  readonly shortable: boolean
  /** Quoted in the account currency. */
  readonly priced: boolean
  /** Cash an increasing order of value 1 may need: 1 plus the larger fee where the fee is paid in quote. */
  readonly buyCost: Fraction
  readonly sellCost: Fraction
  /** What sizing counts for a value of 1: itself, the taker fee, slippage and the reserve. */
  readonly sizingCost: Fraction
  /** Taker fees and slippage of entry and exit together, per value. */
  readonly roundTripCost: Fraction
  /** Oldest last price a decision may rest on, in milliseconds. */
  readonly maxAge: number
  /** What the venue can hold of a guard; null where it links everything. */
  readonly venue: VenueSupport | null
}
