import { tenTo, whole } from '../money/amounts.ts'
import { decimal, textOf, unitsOf } from '../money/decimal.ts'
import { costOf, type Grid } from '../money/grid.ts'
import type { OrderSide, Trade } from '../protocol/orders.ts'
import { addAmounts, amountOf, amountText, type Amounts } from './asset-amounts.ts'
import { lotsOf, quantityText, ticksOf } from './grid-text.ts'
import type { VenueTrade } from './venue-nouns.ts'

/** What one of an asset costs in another, as decimal text; undefined while that is not known. */
export type FeeRate = (asset: string, quote: string) => string | undefined

/** How a venue's trade is booked. */
export type BookedTrade = Pick<Trade, 'lots' | 'ticks' | 'fee' | 'feeAsset' | 'paid' | 'aside'>

/** Decimals a venue keeps of quote: finer values of a trade are rounded there, and how is theirs to tell. */
const KEPT = 8

/**
 * A trade in whole lots and ticks, with its commission in an asset the run's ledger holds. `aside` is the difference to what the venue
 * moved. Undefined where the venue has not told what it moved: the trade is to be asked for. Throws AmountError for what is on no grid.
 */
export function bookedTrade(grid: Grid, side: OrderSide, trade: VenueTrade, rate: FeeRate): BookedTrade | undefined {
  const lots = lotsOf(grid, trade.quantity)
  const ticks = ticksOf(grid, trade.price, side)
  const value = textOf(costOf(grid, lots, ticks), grid.quoteScale)
  const moved = trade.quoteQuantity ?? value
  if (trade.quoteQuantity === undefined && decimal(value).scale > KEPT) return undefined
  const commission = feeOf(grid, side, trade, rate)
  const { fee, feeAsset } = commission
  const [base, quote] = side === 'buy' ? [1n, -1n] : [-1n, 1n]
  const ofFee = (asset: string, text: string): Amounts => (asset === '' ? {} : { [asset]: -amountOf(text) })
  const at = addAmounts([
    { [grid.base]: base * amountOf(trade.quantity) },
    { [grid.quote]: quote * amountOf(moved) },
    ofFee(trade.feeAsset, trade.fee),
  ])
  const here = addAmounts([
    { [grid.base]: base * amountOf(quantityText(grid, lots)) },
    { [grid.quote]: quote * amountOf(value) },
    feeAsset === 'base' ? ofFee(grid.base, textOf(fee, grid.baseScale)) : ofFee(grid.quote, textOf(fee, grid.quoteScale)),
  ])
  const aside = Object.keys(at).flatMap((asset) => {
    const difference = at[asset]! - (here[asset] ?? 0n)
    return difference === 0n ? [] : [[asset, amountText(difference)] as const]
  })
  return { lots, ticks, ...commission, ...(aside.length === 0 ? {} : { aside: Object.fromEntries(aside) }) }
}

/**
 * A commission in units of base or quote, rounded up. What the run's ledger does not hold, or has just sold, is counted in quote; without
 * a rate it counts as nothing, and says so.
 */
function feeOf(grid: Grid, side: OrderSide, { fee, feeAsset, price }: VenueTrade, rate: FeeRate): Pick<Trade, 'fee' | 'feeAsset' | 'paid'> {
  if (feeAsset === grid.quote) return { fee: unitsOf(fee, grid.quoteScale, 'up'), feeAsset: 'quote' }
  if (feeAsset === grid.base && side === 'buy') return { fee: unitsOf(fee, grid.baseScale, 'up'), feeAsset: 'base' }
  if (amountOf(fee) === 0n) return { fee: 0, feeAsset: 'quote' }
  const at = feeAsset === grid.base ? price : rate(feeAsset, grid.quote)
  const paid = { asset: feeAsset, amount: fee, rate: at ?? null }
  return { fee: at === undefined ? 0 : worthOf(fee, at, grid.quoteScale), feeAsset: 'quote', paid }
}

/** An amount at a price, in units of quote with so many decimals, rounded up. */
function worthOf(amount: string, price: string, scale: number): number {
  const one = amountOf('1')
  const unit = (one * one) / BigInt(tenTo(scale))
  return whole(Number((amountOf(amount) * amountOf(price) + unit - 1n) / unit))
}
