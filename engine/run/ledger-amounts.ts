import type { AccountSnapshot } from '../desk/snapshot.ts'
import { addAmounts, amountOf, type Amounts } from '../exchange/asset-amounts.ts'
import { quantityText } from '../exchange/grid-text.ts'
import { textOf } from '../money/decimal.ts'
import type { Grid } from '../money/grid.ts'
import type { Trade } from '../protocol/orders.ts'

/**
 * What a run's ledger holds of each asset, and what its trades moved beside it: together that is what they did to the account, exactly.
 * `grids`: of its slots, all in the account's currency.
 */
export function ledgerAmounts({ cash, slots }: AccountSnapshot, fills: readonly Trade[], grids: readonly Grid[]): Amounts {
  // Cash is kept in the finest unit any of the markets needs.
  const scale = Math.max(...grids.map(({ quoteScale }) => quoteScale))
  const held = grids.map((grid, slot) => {
    const { lots, dust } = slots[slot]!
    return { [grid.base]: amountOf(quantityText(grid, lots)) + amountOf(textOf(dust, grid.baseScale)) }
  })
  const aside = fills.flatMap((fill) => Object.entries(fill.aside ?? {})).map(([asset, text]) => ({ [asset]: amountOf(text) }))
  return addAmounts([...held, { [grids[0]!.quote]: amountOf(textOf(cash, scale)) }, ...aside])
}
