import type { AccountView, CancelRequest, Denial, OrderRequest, Signal, TimeInForce } from '../../nodes/define/trade.ts'
import type { Instrument } from '../money/instruments.ts'
import type { ApprovedOrder, DenialRecord, HeldRecord, OrderFact, OrderRecord, Trade, TradeRecord } from '../protocol/orders.ts'
import type { FillProfile, RiskProfile } from '../protocol/profiles.ts'
import type { AccountShare } from './others.ts'
import type { AccountSnapshot } from './snapshot.ts'

export type DeskSlot = {
  readonly name: string
  readonly instrument: Instrument
  /** Oldest last price a decision may rest on, in milliseconds; absent where prices cannot be late (a backtest's bars). */
  readonly maxAge?: number
  /** What rests at its venue; absent where everything does and one group links it all (the simulated venue). */
  readonly venue?: VenueSupport
}

/** What a venue can hold of a guard. What it cannot is watched here (T-CLOSE, T-STOP). */
export type VenueSupport = {
  /** Closing orders one of which ends the others: any number, a stop and a limit of one size, or none. */
  readonly linked: 'all' | 'pair' | 'none'
  readonly stop: boolean
  readonly trailing: boolean
  /** Times in force it takes, post-only among them; absent: all (T-TIF). */
  readonly timesInForce?: readonly TimeInForce[]
}

export type DeskConfig = {
  readonly runId: string
  /** Account currency, for example "USDT". Slots quoted in another currency make equity unknown. */
  readonly currency: string
  /** Starting cash as decimal text in the account currency, for example "10000". */
  readonly capital: string
  readonly slots: readonly DeskSlot[]
  readonly fillProfile: FillProfile
  readonly riskProfile: RiskProfile
}

/**
 * What enters a desk. Nothing else does: same events, same state, same commands, in every mode.
 * `step` opens a decision step (all fills known at `time` are in). It is due on every base-clock row on which the account
 * is read, a decision is made, or a slot is not quiet: orders expire and entries that wait go by it. `mark` is the hot
 * path's own call.
 */
export type DeskEvent =
  | { readonly kind: 'step'; readonly time: number; readonly step: number }
  | { readonly kind: 'request'; readonly time: number; readonly request: OrderRequest }
  | { readonly kind: 'cancel'; readonly time: number; readonly request: CancelRequest }
  /** The graph itself refused: kept for the report. `by` is the sizing, gate or order node. */
  | { readonly kind: 'refused'; readonly time: number; readonly by: string; readonly signal: Signal; readonly denial: Denial }
  | { readonly kind: 'fact'; readonly fact: OrderFact }
  /** Time has passed: what has waited too long is noticed. */
  | { readonly kind: 'timer'; readonly time: number }
  /** What the other runs on the account have from now on: the limits that count look at all of them. */
  | { readonly kind: 'others'; readonly time: number; readonly share: AccountShare }
  | { readonly kind: 'operator'; readonly time: number; readonly act: OperatorAct }

/**
 * What is done to a desk from outside. `stop`, `kill`, `halt` and `release` are a person's; `reconcile` and `reconciled` are said by
 * whoever compares it with its account.
 */
export type OperatorAct = 'stop' | 'kill' | 'halt' | 'release' | 'reconcile' | 'reconciled'

/** What leaves a desk. */
export type DeskCommand =
  | { readonly kind: 'submit'; readonly order: ApprovedOrder }
  | { readonly kind: 'cancel'; readonly sequence: number }
  | { readonly kind: 'alert'; readonly time: number; readonly code: string; readonly message: string }

export type DeskState = 'active' | 'reducing' | 'halted' | 'reconciling'

/** What is counted rather than listed. */
export type DeskCounts = {
  /** Exits that found nothing to close. */
  exitsIgnored: number
  /** Fills more than 0.5 % from the reference at send (T-MARKET). */
  slipBreaches: number
}

/**
 * Ledgers, order states, protection, account risk: one pure, synchronous reducer, driven by events only.
 * No clock, no randomness, no I/O: time is in the events.
 */
export type Desk = {
  /** Takes one event; answers with what is to be done now, in order. The array is valid until the next call. */
  handle(event: DeskEvent): readonly DeskCommand[]
  /** The last price of a slot, in ticks. Called on every bar, so it allocates nothing and only returns commands when a risk state changed. */
  mark(slot: number, ticks: number, time: number): readonly DeskCommand[]
  /**
   * Marks of one slot in a row, while nothing works: as many as could be taken in one loop, equity after each written to
   * `equity`. What is left over is to be marked one by one.
   */
  markRun(slot: number, ticks: Float64Array, times: Float64Array, equity: Float64Array): number
  /** The view sizing, gates and account nodes read. Live: it changes as events come in. */
  readonly account: AccountView
  readonly state: DeskState
  /** True while nothing of this slot rests, waits or is held, not even dust: bars may pass without a look. */
  quiet(slot: number): boolean
  /** An entry waits for the next decision step (T-ONE-POSITION): the next base-clock row needs a `step`, though nothing may work at the venue. */
  readonly waits: boolean
  /** Most lots of this order that cash or position can bear at `ticks` (T-FILL-CASH). */
  affordable(order: ApprovedOrder, ticks: number, lots: number): number
  /** The id an exchange knows this order by (T-COID): 28 characters of [a-z0-9], always the same for the same order. */
  clientId(order: ApprovedOrder): string
  /** What has happened, for report and journal. Arrays grow; never rewritten. */
  readonly orders: () => readonly OrderRecord[]
  /** Closing orders that are watched here, because they cannot rest at the venue or do not yet. */
  readonly held: () => readonly HeldRecord[]
  readonly fills: readonly Trade[]
  readonly denials: readonly DenialRecord[]
  readonly counts: DeskCounts
  /** Closed trades in order of closing, then those still open, marked at the last price. */
  readonly trades: () => readonly TradeRecord[]
  /** The account as a plan in another thread decides on it. Shares parts with the desk: to be sent or copied before the next event. */
  snapshot(): AccountSnapshot
  /** What the other runs on the account are told of this one. */
  share(): AccountShare
  /** Plain data from which `createDesk` can go on with equal behaviour. */
  checkpoint(): unknown
}
