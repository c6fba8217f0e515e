import { fraction, multiply, proportion, type Fraction } from '../money/amounts.ts'
import { costOf, createGrid, type Grid } from '../money/grid.ts'
import type { OrderSide, Trade } from '../protocol/orders.ts'
import type { FillProfile } from '../protocol/profiles.ts'
import type { VenueSlot } from './contract.ts'

/** What trading one slot costs under a profile: its grid and rates as exact fractions. */
export type SlotCosts = {
  readonly grid: Grid
  readonly maker: Fraction
  readonly taker: Fraction
  /** A buy pays its fee in base: spot only, and where the profile says so. */
  readonly buysPayInBase: boolean
}

export function slotCosts({ instrument, quoteScale }: VenueSlot, profile: FillProfile): SlotCosts {
  return {
    grid: createGrid(instrument, quoteScale),
    maker: fraction(profile.makerFee ?? instrument.fees.maker),
    taker: fraction(profile.takerFee ?? instrument.fees.taker),
    buysPayInBase: profile.buyFeeInBase && !instrument.shortable,
  }
}

/** The asset a fill pays its fee in. */
export function feeAssetOf(costs: SlotCosts, side: OrderSide): Trade['feeAsset'] {
  return costs.buysPayInBase && side === 'buy' ? 'base' : 'quote'
}

/** Fee of a fill in units of its fee asset, rounded up (T-FILL-FEES): the rate of the notional, or of the quantity when paid in base. */
export function feeOf(costs: SlotCosts, side: OrderSide, liquidity: Trade['liquidity'], lots: number, ticks: number): number {
  const rate = liquidity === 'maker' ? costs.maker : costs.taker
  if (rate.numerator === 0) return 0
  const amount = feeAssetOf(costs, side) === 'base' ? multiply(lots, costs.grid.unitsPerLot) : costOf(costs.grid, lots, ticks)
  return proportion(amount, rate.numerator, rate.denominator, 'up')
}

/** Ticks of adverse slippage for a taker of `lots` in a bar of `volume` lots, at a price of `ticks`. */
export type Slippage = (ticks: number, lots: number, volume: number) => number

/**
 * Slippage of a profile (T-FILL-SLIP): ⌈ticks · (bps/10000 + impact · (lots/volume)²)⌉, exactly. The square is the usual
 * volume-share model; a bar without volume counts as one lot.
 */
export function slippageOf({ slippageBps, slippageImpact }: FillProfile): Slippage {
  const bps = fraction(slippageBps)
  const impact = fraction(slippageImpact)
  const bpsDenominator = bps.denominator * 10_000
  if (impact.numerator === 0 && bps.numerator === 0) return () => 0
  if (impact.numerator === 0 && Number.isSafeInteger(bpsDenominator)) {
    return (ticks) => proportion(ticks, bps.numerator, bpsDenominator, 'up')
  }
  return (ticks, lots, volume) => {
    const share = lots / Math.max(1, volume)
    const estimate = (ticks * slippageBps) / 10_000 + slippageImpact * share * share * ticks
    const next = Math.ceil(estimate)
    // The estimate is good to some 1e-15 of itself: only close to a whole tick does it leave the answer open.
    const margin = 1e-9 + estimate * 1e-12
    if (next - estimate > margin && estimate - (next - 1) > margin) return next
    return exactly(bps, impact, ticks, lots, Math.max(1, volume))
  }
}

function exactly(bps: Fraction, impact: Fraction, ticks: number, lots: number, volume: number): number {
  const square = BigInt(volume) * BigInt(volume)
  const bpsDenominator = BigInt(bps.denominator) * 10_000n
  const impactDenominator = BigInt(impact.denominator)
  const denominator = bpsDenominator * impactDenominator * square
  const perTick =
    BigInt(bps.numerator) * impactDenominator * square + BigInt(impact.numerator) * bpsDenominator * BigInt(lots) * BigInt(lots)
  return Number((BigInt(ticks) * perTick + denominator - 1n) / denominator)
}

/** Most lots all fills of a bar may take together (T-FILL-VOLUME): ⌊volume · share⌋. */
export type VolumeCap = (volume: number) => number

/** The volume cap of a profile, or undefined when it does not look at volume: a share of 1 and above. */
export function volumeCapOf({ volumeShare }: FillProfile): VolumeCap | undefined {
  if (volumeShare >= 1) return undefined
  const { numerator, denominator } = fraction(volumeShare)
  return (volume) => proportion(volume, numerator, denominator, 'down')
}
