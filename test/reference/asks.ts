import type { Instrument } from '../../engine/money/instruments.ts'
import type { Grid } from './exact.ts'
import type { Booked, ClosedTrade, Ledger } from './ledger.ts'
import type { Bar, Guards, OrderKind, Working } from './matching.ts'

/** What a strategy asks for at a close. Prices and distances in ticks, sizes in lots. */
export type Ask =
  | {
      readonly act: 'enter'
      readonly slot: number
      readonly side: 'long' | 'short'
      readonly lots: number
      readonly signal: string
      readonly kind?: OrderKind
      readonly limit?: number
      readonly trigger?: number
      readonly trail?: number
      /** Most slippage of a guarded market order, a fraction of the close that decided. */
      readonly maxSlippage?: number
      readonly timeInForce?: Working['timeInForce']
      /** Steps after which what rests is withdrawn. */
      readonly expiresAfter?: number
      readonly guards?: Guards
      readonly additions?: number
      readonly reverse?: boolean
      readonly replace?: boolean
      readonly node?: string
    }
  | {
      readonly act: 'exit'
      readonly slot: number
      readonly side?: 'long' | 'short' | 'any'
      readonly lots?: number
      readonly signal: string
      readonly node?: string
    }
  | { readonly act: 'cancel'; readonly slot: number; readonly which: 'entries' | 'exits' | 'all' }
  | { readonly act: 'refuse'; readonly slot: number; readonly code: string; readonly signal: string }

/** What a strategy may look at, after all fills known at the close and before its decisions. */
export type View = {
  readonly equity: bigint
  readonly cash: bigint
  readonly one: bigint
  /** Signed lots. */
  position(slot: number): number
  /** Average price of the open position in ticks; a partial close leaves it as it is. NaN when flat. */
  entryTicks(slot: number): number
  entries(slot: number): number
  /** Bars since the one in which the position was opened; 0 when flat. */
  barsHeld(slot: number): number
  /** Bars since the one in which the last position was closed, or the last losing one; Infinity before. */
  barsSinceExit(slot: number): number
  barsSinceLoss(slot: number): number
  /** Losing trades of the slot since its last winning one. */
  lossStreak(slot: number): number
  /** Highest equity after any close or fill so far, and equity at 00:00 UTC; a close at midnight belongs to the day before. */
  readonly peak: bigint
  readonly dayStart: bigint
  lastTicks(slot: number): number
  /** Σ |position| at the last price plus working orders that increase. */
  readonly exposure: bigint
  working(slot: number): readonly Working[]
  grid(slot: number): Grid
  lotsForNotional(slot: number, units: bigint): number
  lotsForRisk(slot: number, units: bigint, distanceTicks: number): number
  share(units: bigint, part: number): bigint
}

/** An entry asked for. */
export type Enter = Extract<Ask, { act: 'enter' }>

/** Looks at the account and asks, in node order; all asks of a step are carried out after the last look (DESIGN §5: the snapshot before decisions). */
export type Decide = (step: number, view: View, ask: (ask: Ask) => void) => void

export type Market = { readonly instrument: Instrument; readonly bars: readonly (Bar | undefined)[] }

export type Denied = { readonly time: number; readonly slot: number; readonly code: string; readonly signal: string }

export type Result = {
  readonly scale: number
  readonly fills: readonly Booked[]
  readonly trades: readonly ClosedTrade[]
  /** Still open, marked at the last price. */
  readonly open: readonly ClosedTrade[]
  readonly equity: readonly bigint[]
  readonly denials: readonly Denied[]
  readonly orders: number
  readonly cuts: number
  readonly ledger: Ledger
}
