/**
 * From signal to order: the nouns of the one path every mode takes.
 * `Signal` (what and why) → sizing → `SizedSignal` → gates → `Intent` → order node → `OrderRequest`; what follows belongs to the desk.
 *
 * From sizing outward every amount is an integer: quantities in lots and prices in ticks of the slot's instrument,
 * money in the smallest unit of the account currency. A price an order node takes from a wire is a double until the
 * desk rounds it to ticks.
 */

export type Side = 'long' | 'short'

/** What the strategy wants and the words for why. Carries no price, no size, no time in force. One constant record per signal node. */
export type Signal = {
  /** Path of the signal node, for example "entry" or "pair/entry". */
  readonly node: string
  readonly slot: string
  readonly action: 'enter' | 'exit'
  /** Side to enter or leave; an exit may say "any". */
  readonly side: Side | 'any'
  readonly reason: string
}

/** A signal with its quantity. */
export type SizedSignal = {
  readonly signal: Signal
  /** Whole lots, above 0. For an exit: how much of the position to close. */
  readonly lots: number
  /** Distance from entry to the protective stop, in ticks, when sizing used one; 0 when not. The order node's stop is this number. */
  readonly stopTicks: number
  /** How many same-side entries may join a position already held. */
  readonly additions: number
  /** Close the opposite position and enter in the same decision. */
  readonly reverse: boolean
}

/** A sized signal that every gate let through. */
export type Intent = SizedSignal & { readonly gated: true }

/** Why a sizing or gate node said no. `value` against `limit`, in the gate's own unit, for the report. */
export type Denial = {
  readonly code: DenialCode
  readonly value: number
  readonly limit: number
}

/** Refusal codes, in the order in which the desk checks; graph gates and sizing use the same words. */
export const denialCodes = [
  'SIGNAL_SHAPE',
  'STATE',
  'DUPLICATE',
  'ALREADY_IN',
  'NO_POSITION',
  'SHORT_ON_SPOT',
  'STALE_DATA',
  'FILTERS',
  'UNSUPPORTED',
  'FAT_FINGER',
  'RATE',
  'BALANCE',
  'MAX_NOTIONAL',
  'MAX_POSITION',
  'EXPOSURE',
  'MAX_DRAWDOWN',
  'VOLATILITY_SPIKE',
  'LOSS_STREAK',
  'COOLDOWN',
  'MAX_OPEN_ORDERS',
  'SELF_CROSS',
  'SIZE_UNKNOWN',
  'SIZE_ZERO',
  'PRICE_UNKNOWN',
  'NOT_ARMED',
] as const
export type DenialCode = (typeof denialCodes)[number]

/** A gate's answer: let it pass, let fewer lots pass, or refuse. */
export type Verdict = 'allow' | { readonly fit: number } | Denial

/** What sizing, gates and order nodes may know of one slot: after all fills known now, before decisions now. */
export type SlotView = {
  /** Last price known, in ticks. */
  readonly referenceTicks: number
  /** Last price known, quote per base. */
  readonly referencePrice: number
  /** Signed lots of this run's ledger: above 0 long, below 0 short. Dust reads 0. */
  readonly positionLots: number
  /** The same in base. */
  readonly positionQuantity: number
  /** Average entry price of the open position, quote per base; NaN when flat. */
  readonly entryPrice: number
  /** Profit of the open position at the last price, account currency units, fees paid included; 0 when flat. */
  readonly openProfit: number
  /** Base-clock bars since the open position was first entered; 0 when flat. */
  readonly barsHeld: number
  /** Entries that make up the open position; 0 when flat. */
  readonly entries: number
  /** Lots of working orders that would increase the position. */
  readonly workingLots: number
  /** Number of working orders. */
  readonly workingOrders: number
  /** Base-clock bars since the last position of this slot was closed; Infinity before the first. */
  readonly barsSinceExit: number
  /** Base-clock bars since the last losing trade of this slot was closed; Infinity before the first. */
  readonly barsSinceLoss: number
  /** Losing closed trades in a row, up to now. */
  readonly lossStreak: number

  /** Most whole lots whose notional at the last price, with entry costs and the reserve, fits into `units` of account currency. */
  lotsForNotional(units: number): number
  /** Most whole lots within `quantity` of base. */
  lotsForQuantity(quantity: number): number
  /** Most whole lots whose loss at a stop `distance` (quote per base) away, costs of the round trip included, stays within `units`. */
  lotsForRisk(units: number, distance: number): number
  /** Notional of `lots` at the last price, in account currency units, rounded up. */
  notional(lots: number): number
  /** A price distance in whole ticks, rounded up; 0 for a distance that is not above 0. */
  ticksFor(distance: number): number
}

/** What sizing and gates may know of the account of this run. Money in account currency units. */
export type AccountView = {
  /** Cash plus positions at the last price; NaN when a rate is missing. */
  readonly equity: number
  readonly cash: number
  /** Highest equity so far, scaled by deposits and withdrawals. */
  readonly peakEquity: number
  /** Equity at the start of the UTC day. */
  readonly dayStartEquity: number
  /** Σ |position| at the last price plus working orders that increase. */
  readonly exposure: number
  /** Losing closed trades in a row over all slots. */
  readonly lossStreak: number
  /** One whole of the account currency in units: 1e8 when the scale is 8. */
  readonly unit: number
  slot(name: string): SlotView
  /** Floor of `units` × `fraction`. */
  share(units: number, fraction: number): number
}

export type OrderType = 'market' | 'limit' | 'stop' | 'stop-limit' | 'trailing-stop'
/** PO is post-only: refused rather than filled at once. */
export type TimeInForce = 'GTC' | 'IOC' | 'FOK' | 'PO'

/** A price level, given outright or as a distance from the fill (quote per base, above 0). */
export type Level = { readonly price: number } | { readonly distance: number } | { readonly ticks: number }

/** Orders that guard an entry. They follow each partial fill and are one OCO group. */
export type Protection = {
  readonly stop?: Level
  readonly target?: Level
  /** Trailing distance behind the best price since entry, quote per base. */
  readonly trail?: Level
}

/** What an order node asks the desk for. Prices are quote per base, not yet rounded. */
export type OrderRequest = {
  /** Path of the order node. */
  readonly node: string
  readonly intent: Intent
  readonly type: OrderType
  readonly limit?: number | undefined
  readonly trigger?: number | undefined
  /** Trailing distance, quote per base. */
  readonly trail?: number | undefined
  readonly timeInForce: TimeInForce
  /** How far from the reference a market order may fill, as a fraction of it (0.01 is 1 %). Absent: an unguarded market order. */
  readonly maxSlippage?: number | undefined
  /** Base-clock bars after which what rests is withdrawn; absent: never. */
  readonly expiresAfter?: number | undefined
  readonly protection?: Protection | undefined
  /** Withdraw this node's working order first; the new one asks for its quantity minus what that one filled. */
  readonly replace: boolean
}

/** Withdraw working orders of a slot. */
export type CancelRequest = {
  readonly node: string
  readonly slot: string
  readonly which: 'entries' | 'exits' | 'all'
  readonly reason: string
}
