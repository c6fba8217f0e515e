import { AmountError, multiply, proportion, tenTo } from '../money/amounts.ts'
import { decimal, textOf } from '../money/decimal.ts'
import type { Grid } from '../money/grid.ts'

/** Whole lots and ticks, and the text a venue writes for them. */

/** 123 lots → "0.00123". */
export const quantityText = (grid: Grid, lots: number): string => stepsText(lots, grid.lotSteps, grid.lotScale)
/** 3000012 ticks → "30000.12". */
export const priceText = (grid: Grid, ticks: number): string => stepsText(ticks, grid.tickSteps, grid.tickScale)

function stepsText(count: number, steps: number, scale: number): string {
  return textOf(multiply(count, steps), String(scale).length - 1)
}

/** Whole lots of a venue's quantity. Throws AmountError for what is no whole number of lots: the market's grid has changed. */
export function lotsOf(grid: Grid, text: string): number {
  const { digits, scale } = decimal(text)
  const lots = proportion(digits, grid.lotScale, multiply(grid.lotSteps, tenTo(scale)), 'down')
  const { digits: back, scale: backScale } = decimal(quantityText(grid, lots))
  if (back !== digits || backScale !== scale) throw new AmountError(`${text} ${grid.base} is no whole number of lots.`)
  return lots
}

/** Ticks of a venue's price, to the user's harm where it lies between two: a buy up, a sale down. */
export function ticksOf(grid: Grid, text: string, side: 'buy' | 'sell'): number {
  const { digits, scale } = decimal(text)
  return proportion(digits, grid.tickScale, multiply(grid.tickSteps, tenTo(scale)), side === 'buy' ? 'up' : 'down')
}
