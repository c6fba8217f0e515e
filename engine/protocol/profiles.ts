import { z } from 'zod'

/**
 * How fills are simulated: a named, versioned value, printed in every report and part of the bound hash. TRADING §3.
 * Fractions: 0.001 is 0.10 %, basis points: 5 is 0.05 %.
 */
export const fillProfileSchema = z.strictObject({
  name: z.string().max(60),
  /** A decision at close(N) meets open(N+1), or, optimistically, that very close. */
  market: z.enum(['next-open', 'close']),
  /** Order in which a bar's extremes are visited while orders rest. `detail`: bars of a lower timeframe decide. */
  path: z.enum(['adverse-first', 'nearest-first', 'detail']),
  /** A resting limit fills when price trades through it by a tick, or as soon as it is touched. */
  limit: z.enum(['through', 'touch']),
  /** Most of a bar's volume all fills together may take; 1 and above: no cap. */
  volumeShare: z.number().min(0),
  /** Taker slippage: basis points plus impact · (quantity / volume)² · price. */
  slippageBps: z.number().min(0),
  slippageImpact: z.number().min(0),
  /** Fees as fractions of notional; null takes the instrument's. */
  makerFee: z.number().min(0).nullable(),
  takerFee: z.number().min(0).nullable(),
  /** A spot buy pays its fee in base. */
  buyFeeInBase: z.boolean(),
  /** Share of cash sizing keeps back beside fees and slippage. */
  reserve: z.number().min(0).max(0.5),
  /** Market orders carry a worst price (T-MARKET): fraction from the reference; null: plain market orders. */
  marketCap: z.number().min(0).nullable(),
  /** Close what is open at the last close (with its costs) instead of marking it. */
  closeAtEnd: z.enum(['mark', 'last-close', 'last-open']),
})
export type FillProfile = z.output<typeof fillProfileSchema>

/** The default: never flatters. */
export const honestBar1: FillProfile = {
  name: 'honest-bar-1',
  market: 'next-open',
  path: 'adverse-first',
  limit: 'through',
  volumeShare: 0.1,
  slippageBps: 5,
  slippageImpact: 0.1,
  makerFee: null,
  takerFee: null,
  buyFeeInBase: true,
  reserve: 0.01,
  marketCap: 0.02,
  closeAtEnd: 'mark',
}

const costless = {
  volumeShare: 1,
  slippageBps: 0,
  slippageImpact: 0,
  makerFee: 0,
  takerFee: 0,
  buyFeeInBase: false,
  reserve: 0,
  marketCap: null,
} as const

/** Market orders at the next open, a commission if set, no other cost: how many other programs count. */
export const nextOpen: FillProfile = { ...honestBar1, ...costless, name: 'next-open', limit: 'touch', closeAtEnd: 'last-open' }

/** Market orders at the close that decided. Optimistic: nobody trades at a price they have just read. */
export const closeFill: FillProfile = { ...nextOpen, name: 'close', market: 'close', closeAtEnd: 'mark' }

/** honest-bar-1 with a lower timeframe deciding the path inside each bar. */
export const detail: FillProfile = { ...honestBar1, name: 'detail', path: 'detail' }

export const fillProfiles: readonly FillProfile[] = [honestBar1, nextOpen, closeFill, detail]

/** Account limits: a named, versioned value, part of the bound hash (T-RISK-PROFILE). `null` switches a limit off. */
export const riskProfileSchema = z.strictObject({
  name: z.string().max(60),
  /** True: every check refuses. False: only SIGNAL_SHAPE, STATE, DUPLICATE, FILTERS and BALANCE do; the rest is reported as "would have denied". */
  enforceAll: z.boolean(),
  fatFinger: z.number().nullable(),
  ordersPerSecond: z.number().nullable(),
  /** Fractions of equity. */
  maxNotional: z.number().nullable(),
  maxPosition: z.number().nullable(),
  exposure: z.number().nullable(),
  exposureRelease: z.number().nullable(),
  drawdown: z.number().nullable(),
  dayLoss: z.number().nullable(),
  /** Losing trades in a row within `lossWindow` hours. */
  lossStreak: z.int().nullable(),
  lossWindowHours: z.number().nullable(),
  maxOpenOrders: z.int().nullable(),
  maxOpenSlots: z.int().nullable(),
})
export type RiskProfile = z.output<typeof riskProfileSchema>

/** What a live account is held to unless its owner writes another. */
export const liveDefault1: RiskProfile = {
  name: 'live-default-1',
  enforceAll: true,
  fatFinger: 0.05,
  ordersPerSecond: 5,
  maxNotional: 0.05,
  maxPosition: 0.1,
  exposure: 0.15,
  exposureRelease: 0.14,
  drawdown: 0.1,
  dayLoss: 0.05,
  lossStreak: 4,
  lossWindowHours: 24,
  maxOpenOrders: 5,
  maxOpenSlots: 3,
}

/** For research: filters, balance and duplicates refuse, the graph's own gates refuse, the rest is reported. */
export const research1: RiskProfile = { ...liveDefault1, name: 'research-1', enforceAll: false }

export const riskProfiles: readonly RiskProfile[] = [research1, liveDefault1]
