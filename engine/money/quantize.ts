import { costOf, priceOf } from './grid.ts'
import type { Grid } from './grid.ts'

/**
 * T-QUANT: how prices and quantities a person or a strategy asks for become ticks and lots. Every mode rounds here.
 * A double that is the nearest one to a whole number of steps is that number of steps: 0.07 is seven ticks of 0.01.
 */

/** Prices of an order as asked, quote per base; absent where the order has none. */
export type AskedPrices = {
  readonly limit?: number | undefined
  readonly trigger?: number | undefined
  readonly trail?: number | undefined
}

/** The same in ticks; 0 where the order has none. */
export type TickPrices = { readonly limitTicks: number; readonly triggerTicks: number; readonly trailTicks: number }

/**
 * Prices of an order in ticks: the limit never worse for the user than asked (a buy floors, a sell ceils), the trigger
 * away from the market (a buy stop rests above it and ceils, a sell stop floors), a trailing distance up.
 * NaN where what was asked is not a price: not finite, or not above 0 after rounding.
 */
export function quantize(grid: Grid, side: 'buy' | 'sell', asked: AskedPrices): TickPrices {
  const buys = side === 'buy'
  return {
    limitTicks: asked.limit === undefined ? 0 : buys ? ticksBelow(grid, asked.limit) : ticksAbove(grid, asked.limit),
    triggerTicks: asked.trigger === undefined ? 0 : buys ? ticksAbove(grid, asked.trigger) : ticksBelow(grid, asked.trigger),
    trailTicks: asked.trail === undefined ? 0 : ticksAbove(grid, asked.trail),
  }
}

/** The highest whole tick that is not above `price`; NaN when that is not above 0. */
export function ticksBelow(grid: Grid, price: number): number {
  const ticks = stepsBelow(price, grid.tickSteps, grid.tickScale)
  return ticks > 0 ? ticks : NaN
}

/** The lowest whole tick that is not below `price`; NaN when `price` is not above 0. */
export function ticksAbove(grid: Grid, price: number): number {
  const ticks = stepsBelow(price, grid.tickSteps, grid.tickScale)
  if (!(price > 0) || Number.isNaN(ticks)) return NaN
  return priceOf(grid, ticks) === price ? ticks : ticks + 1
}

/** The most whole lots within `quantity` of base; 0 for less than a lot, NaN for what is not a quantity. */
export function lotsBelow(grid: Grid, quantity: number): number {
  return quantity >= 0 ? stepsBelow(quantity, grid.lotSteps, grid.lotScale) : NaN
}

/** Largest n with n · steps ÷ scale ≤ value, both sides as doubles. */
function stepsBelow(value: number, steps: number, scale: number): number {
  const near = Math.round((value * scale) / steps)
  if (!(Math.abs(near) <= Number.MAX_SAFE_INTEGER)) return NaN
  let n = near
  while ((n * steps) / scale > value) n--
  return n + 0
}

/** Which minimum an order of `lots` at `ticks` misses, in its own unit (lots, or units of quote); undefined when none. A size is never raised to meet it. */
export function belowMinimum(grid: Grid, lots: number, ticks: number): { readonly value: number; readonly limit: number } | undefined {
  if (lots < grid.minimumLots) return { value: lots, limit: grid.minimumLots }
  const units = costOf(grid, lots, ticks)
  return units < grid.minimumUnits ? { value: units, limit: grid.minimumUnits } : undefined
}
