import { AmountError, fraction } from '../money/amounts.ts'
import type { Fraction } from '../money/amounts.ts'
import { unitsOf } from '../money/decimal.ts'
import { createGrid, moneyScale } from '../money/grid.ts'
import type { FillProfile, RiskProfile } from '../protocol/profiles.ts'
import type { Book, SlotBook, SlotPlan } from './book.ts'
import type { DeskCommand, DeskConfig, DeskSlot, VenueSupport } from './contract.ts'

/** What the desk's rules work on: the fixed side, the book, and what is to be said when the event is done. */
export type DeskParts = {
  readonly config: DeskConfig
  readonly slots: readonly SlotPlan[]
  readonly limits: Limits
  /** Every slot is quoted in the account currency: equity can be known. */
  readonly priced: boolean
  readonly book: Book
  /** Close on which the request being handled was decided; 0 while none is. Prices later than that may have been seen already. */
  decidedAt: number
  /** Commands of the event being handled. */
  readonly commands: DeskCommand[]
}

/** The profile's numbers as exact fractions; null switches a rule off. */
export type Limits = {
  readonly enforceAll: boolean
  readonly fatFinger: Fraction | null
  readonly ordersPerSecond: number | null
  readonly maxNotional: Fraction | null
  readonly maxPosition: Fraction | null
  readonly exposure: Fraction | null
  readonly exposureRelease: Fraction | null
  /** What must be left of the peak, and of the day's first equity. */
  readonly keptOfPeak: Fraction | null
  readonly keptOfDay: Fraction | null
  readonly lossStreak: number | null
  readonly lossWindow: number
  readonly maxOpenOrders: number | null
  readonly maxOpenSlots: number | null
  /** Worst price of a market order, as a distance from the last price. */
  readonly marketCap: Fraction | null
}

/** Decimals of the account currency's unit: fine enough for every slot quoted in it. */
export function accountScale(config: Pick<DeskConfig, 'currency' | 'slots'>): number {
  return config.slots.reduce(
    (scale, { instrument }) => (instrument.quote === config.currency ? Math.max(scale, moneyScale(instrument)) : scale),
    8,
  )
}

export function limitsOf(risk: RiskProfile, fill: FillProfile): Limits {
  const of = (value: number | null) => (value === null ? null : fraction(value))
  const kept = (value: number | null) => (value === null ? null : fraction(1 - value))
  return {
    enforceAll: risk.enforceAll,
    fatFinger: of(risk.fatFinger),
    ordersPerSecond: risk.ordersPerSecond,
    maxNotional: of(risk.maxNotional),
    maxPosition: of(risk.maxPosition),
    exposure: of(risk.exposure),
    exposureRelease: of(risk.exposureRelease ?? risk.exposure),
    keptOfPeak: kept(risk.drawdown),
    keptOfDay: kept(risk.dayLoss),
    lossStreak: risk.lossStreak,
    lossWindow: (risk.lossWindowHours ?? Infinity) * 3_600_000,
    maxOpenOrders: risk.maxOpenOrders,
    maxOpenSlots: risk.maxOpenSlots,
    marketCap: of(fill.marketCap),
  }
}

export function planSlot(config: DeskConfig, slot: DeskSlot, index: number): SlotPlan {
  const { instrument, name, maxAge, venue } = slot
  const { fillProfile } = config
  const priced = instrument.quote === config.currency
  const maker = fillProfile.makerFee ?? instrument.fees.maker
  const taker = fillProfile.takerFee ?? instrument.fees.taker
  const slippage = fillProfile.slippageBps / 10_000
  const feeInBase = fillProfile.buyFeeInBase && !instrument.shortable
  return {
    name,
    index,
    grid: priced ? createGrid(instrument, accountScale(config)) : createGrid(instrument),
    shortable: instrument.shortable,
    priced,
    buyCost: feeInBase ? fraction(1) : fraction(1 + Math.max(maker, taker)),
    sellCost: fraction(1 + Math.max(maker, taker)),
    sizingCost: fraction(1 + taker + slippage + fillProfile.reserve),
    roundTripCost: fraction(2 * (taker + slippage)),
    maxAge: maxAge ?? Infinity,
    venue: venue === undefined || holdsAll(venue) ? null : venue,
  }
}

function holdsAll({ linked, stop, trailing }: VenueSupport): boolean {
  return linked === 'all' && stop && trailing
}

/** A book before the first event: all capital is cash. */
export function openBook(config: DeskConfig): Book {
  const cash = unitsOf(config.capital, accountScale(config), 'down')
  if (cash <= 0) throw new AmountError(`Capital must be above 0, not ${config.capital} ${config.currency}.`)
  return {
    now: 0,
    markedAt: 0,
    step: 0,
    cash,
    worth: 0,
    gross: 0,
    peak: cash,
    dayStart: cash,
    dayEnd: 0,
    unpriced: 0,
    halts: 0,
    reconciling: false,
    losses: { streak: 0, times: [] },
    recent: [],
    recentAt: 0,
    unknowns: [],
    expiring: 0,
    counts: { exitsIgnored: 0, slipBreaches: 0 },
    slots: config.slots.map(emptySlot),
    orders: [],
    fills: [],
    denials: [],
    closed: [],
    refused: [],
  }
}

function emptySlot(): SlotBook {
  return {
    lots: 0,
    dust: 0,
    open: false,
    basis: 0,
    basisFees: 0,
    weight: 0,
    ticks: 0,
    markTime: 0,
    unpriced: false,
    worth: 0,
    trip: null,
    exitStep: -1,
    lossStep: -1,
    lossStreak: 0,
    askedExitStep: -1,
    askedExitSide: 'long',
    working: [],
    guards: [],
    exits: [],
    waiting: [],
  }
}
