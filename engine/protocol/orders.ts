import type { DenialCode, OrderType, Side, TimeInForce } from '../../nodes/define/trade.ts'

/** Nouns of an order's life, the same in every mode. Quantities are lots, prices ticks, money units of the asset named beside it. */

export type OrderSide = 'buy' | 'sell'

/** What an order does to its run's position: `protect` is a stop or target that guards it. */
export type Purpose = 'increase' | 'reduce' | 'protect'

export const orderStates = [
  'new',
  'denied',
  'held',
  'sent',
  'accepted',
  'triggered',
  'partial',
  'filled',
  'canceled',
  'expired',
  'rejected',
] as const
export type OrderState = (typeof orderStates)[number]

declare const approved: unique symbol

/** An order that account risk let through. Only the desk mints one; only this has a client id and reaches a venue. */
export type ApprovedOrder = {
  readonly [approved]: true
  /**
   * Number of the order within the run, from 1: its name inside the engine. The client id an exchange sees is worked out
   * from it (`clientId` of the desk) where a byte leaves the house or a report is written; a backtest hashes nothing while it runs.
   */
  readonly sequence: number
  /** Index of the slot within the run's binding. */
  readonly slot: number
  readonly side: OrderSide
  readonly type: OrderType
  readonly lots: number
  /** Limit price in ticks; 0 for none. */
  readonly limitTicks: number
  /** Trigger price in ticks; 0 for none. */
  readonly triggerTicks: number
  /** Trailing distance in ticks; 0 for none. */
  readonly trailTicks: number
  /** Worst price a guarded market order may take, in ticks; 0 for none. */
  readonly capTicks: number
  readonly timeInForce: TimeInForce
  readonly purpose: Purpose
  /** Orders of one OCO group: what fills on one leg is taken off the others. Empty for none. */
  readonly group: string
  /** Time of the decision, UTC milliseconds: the order meets only prices later than this. */
  readonly time: number
}

/** Proof of what became of an order, as a venue tells it; `sequence` says which. State is a pure function of the set of these (T-ORDER-FACTS). */
export type OrderFact =
  | { readonly kind: 'accepted'; readonly sequence: number; readonly time: number }
  | { readonly kind: 'triggered'; readonly sequence: number; readonly time: number; readonly ticks: number }
  | Trade
  | { readonly kind: 'canceled'; readonly sequence: number; readonly time: number; readonly reason: string }
  | { readonly kind: 'expired'; readonly sequence: number; readonly time: number; readonly reason: string }
  | { readonly kind: 'rejected'; readonly sequence: number; readonly time: number; readonly code: string; readonly reason: string }
  /** The outcome of a command is not proven: a time-out, a cut connection, an answer nobody understands (T-UNKNOWN). */
  | {
      readonly kind: 'unknown'
      readonly sequence: number
      readonly time: number
      readonly command: 'create' | 'cancel'
      readonly reason: string
    }
  /** What became of the last command is proven, though the order stands as before: a cancel that did not happen. */
  | { readonly kind: 'settled'; readonly sequence: number; readonly time: number }

/** One trade of one order: the only truth about what filled. */
export type Trade = {
  readonly kind: 'trade'
  /** The order that filled. */
  readonly sequence: number
  readonly tradeId: string
  readonly lots: number
  readonly ticks: number
  /** Fee in units of `feeAsset`, 0 or more, rounded up. */
  readonly fee: number
  readonly feeAsset: 'base' | 'quote'
  readonly liquidity: 'maker' | 'taker'
  /** Ticks by which slippage worsened the price, 0 or more, part of `ticks`. */
  readonly slippageTicks: number
  readonly time: number
  /** A commission the venue took in an asset this trade did not bring: `fee` is what it was worth at `rate`, nothing where there was no rate. */
  readonly paid?: { readonly asset: string; readonly amount: string; readonly rate: string | null }
  /** What the account moved beyond what is booked here, by asset, as decimal text: such a commission, and what the venue rounds. */
  readonly aside?: Readonly<Record<string, string>>
}

/** How one order ended or stands, for the report and the window. */
export type OrderRecord = {
  readonly sequence: number
  readonly slot: number
  readonly node: string
  readonly signal: string
  readonly reason: string
  readonly side: OrderSide
  readonly type: OrderType
  readonly purpose: Purpose
  readonly timeInForce: TimeInForce
  readonly lots: number
  readonly limitTicks: number
  readonly triggerTicks: number
  readonly trailTicks: number
  readonly state: OrderState
  readonly filledLots: number
  /** Average fill price in ticks (a double, for display); NaN before a fill. */
  readonly averageTicks: number
  readonly time: number
  readonly endTime: number
  /** The outcome of the last command is not proven. */
  readonly unknown: boolean
  /** What it has been asked and has not answered yet. */
  readonly pending: 'none' | 'cancel' | 'replace'
  /** Lots taken off because cash did not reach (T-FILL-CASH). */
  readonly cutLots: number
  readonly endReason: string
}

/** A stop, target or exit that is watched here instead of resting at the venue (T-STOP): it is no order until its price is reached. */
export type HeldRecord = {
  readonly slot: number
  /** Order node that asked for it, and the order it guards; 0 for an exit of lots without protection. */
  readonly node: string
  readonly entry: number
  readonly kind: 'stop' | 'target' | 'trail' | 'exit'
  readonly lots: number
  /** The price at which it is sent, in ticks. */
  readonly triggerTicks: number
  /** The price it is compared with. */
  readonly source: 'last price'
  /** Its price was reached: it is sent as soon as what rests in its way is withdrawn. */
  readonly fired: boolean
}

/** A refusal, by graph gate, sizing or account risk. */
export type DenialRecord = {
  readonly time: number
  readonly slot: number
  /** Node that refused, or "desk" for account risk. */
  readonly by: string
  readonly signal: string
  readonly code: DenialCode
  readonly value: number
  readonly limit: number
  /** False when the profile only reports this check ("would have denied"). */
  readonly enforced: boolean
}

/** A position from first entry to flat: one row of the trade list. Money in account units, exact. */
export type TradeRecord = {
  readonly slot: number
  readonly side: Side
  readonly signal: string
  readonly exitSignal: string
  readonly entryTime: number
  readonly exitTime: number
  /** Most lots held. */
  readonly lots: number
  readonly entries: number
  /** Average prices, quote per base. */
  readonly entryPrice: number
  readonly exitPrice: number
  /** Proceeds minus cost minus fees in quote; a fee in base has already lowered what could be sold. */
  readonly profit: number
  readonly fees: number
  /** Cost of slippage within the prices. */
  readonly slippage: number
  /** Cost basis of what was entered. */
  readonly cost: number
  readonly barsHeld: number
  /** False: still open at the end, marked at the last price. */
  readonly closed: boolean
}
