import { AmountError, multiply, proportion, tenTo } from './amounts.ts'
import type { Rounding } from './amounts.ts'
import { decimal } from './decimal.ts'
import type { Instrument } from './instruments.ts'

/**
 * An instrument in whole numbers: prices are ticks, quantities lots, money units of an asset (10^−scale of it).
 * Ticks and lots need not be powers of ten: 0.25 is 25 steps of 0.01.
 */
export type Grid = {
  readonly symbol: string
  readonly base: string
  readonly quote: string
  /** Price of one tick is tickSteps ÷ tickScale quote per base. */
  readonly tickSteps: number
  readonly tickScale: number
  /** Quantity of one lot is lotSteps ÷ lotScale base. */
  readonly lotSteps: number
  readonly lotScale: number
  /** Decimals of the money unit of either asset. */
  readonly quoteScale: number
  readonly baseScale: number
  /** Units of quote that one lot costs at a price of one tick: exact, by the choice of scale. */
  readonly unitsPerTickLot: number
  /** Units of base in one lot. */
  readonly unitsPerLot: number
  /** Smallest order: lots, and units of quote. */
  readonly minimumLots: number
  readonly minimumUnits: number
}

/** Decimals that make the cost of whole lots at whole ticks a whole number of units: those of tick and lot together, at least 8. */
export function moneyScale(instrument: Instrument): number {
  return Math.max(8, decimal(instrument.tick).scale + decimal(instrument.lot).scale)
}

/**
 * The grid of an instrument. `quoteScale` when the account counts the quote asset finer than this instrument needs.
 * Throws AmountError when a step is 0 or so fine that amounts would not fit into whole numbers.
 */
export function createGrid(instrument: Instrument, quoteScale: number = moneyScale(instrument)): Grid {
  const { symbol, base, quote } = instrument
  const tick = decimal(instrument.tick)
  const lot = decimal(instrument.lot)
  if (tick.digits === 0 || lot.digits === 0)
    throw new AmountError(`${symbol}: tick and lot must be above 0, not ${instrument.tick} and ${instrument.lot}.`)
  if (quoteScale > 15 || quoteScale < moneyScale(instrument)) {
    throw new AmountError(
      `${symbol}: a tick of ${instrument.tick} and a lot of ${instrument.lot} need money with ${moneyScale(instrument)} decimals; 15 is the most.`,
    )
  }
  const baseScale = Math.max(8, lot.scale)
  const minimum = decimal(instrument.minimums.quantity)
  const minimumNotional = decimal(instrument.minimums.notional)
  return {
    symbol,
    base,
    quote,
    tickSteps: tick.digits,
    tickScale: tenTo(tick.scale),
    lotSteps: lot.digits,
    lotScale: tenTo(lot.scale),
    quoteScale,
    baseScale,
    unitsPerTickLot: multiply(multiply(tick.digits, lot.digits), tenTo(quoteScale - tick.scale - lot.scale)),
    unitsPerLot: multiply(lot.digits, tenTo(baseScale - lot.scale)),
    minimumLots: Math.max(1, proportion(minimum.digits, tenTo(lot.scale), multiply(lot.digits, tenTo(minimum.scale)), 'up')),
    minimumUnits: proportion(minimumNotional.digits, tenTo(quoteScale), tenTo(minimumNotional.scale), 'up'),
  }
}

/** Price of a whole number of ticks as the nearest double, quote per base: the double its decimal text parses to. */
export function priceOf(grid: Grid, ticks: number): number {
  return (ticks * grid.tickSteps) / grid.tickScale
}

/** Quantity of a whole number of lots as the nearest double, in base. */
export function quantityOf(grid: Grid, lots: number): number {
  return (lots * grid.lotSteps) / grid.lotScale
}

/** The nearest tick to a candle's price. NaN for a price that is missing. */
export function toTicks(grid: Grid, price: number): number {
  return Math.round((price * grid.tickScale) / grid.tickSteps)
}

/** Whether a price is exactly a whole number of ticks. */
export function onGrid(grid: Grid, price: number): boolean {
  return priceOf(grid, toTicks(grid, price)) === price
}

/** What `lots` cost at `ticks`, in units of quote: exact. Throws AmountError when it does not fit. */
export function costOf(grid: Grid, lots: number, ticks: number): number {
  return multiply(multiply(lots, ticks), grid.unitsPerTickLot)
}

/** What `units` of base are worth at `ticks`, in units of quote, rounded as told. */
export function worthOf(grid: Grid, units: number, ticks: number, rounding: Rounding): number {
  return proportion(units, multiply(ticks, grid.unitsPerTickLot), grid.unitsPerLot, rounding)
}
