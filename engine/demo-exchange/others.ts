import { balanceOf, type Account } from './accounts.ts'
import { ONE, textOf } from './amounts.ts'
import type { House } from './house.ts'
import type { Market } from './matching.ts'
import { readParameters } from './parameters.ts'
import { newOrder } from './trading.ts'

/** What happens to an account without whoever rehearses here having asked for it. */

/** Money from outside, or to it when below 0 (F38). */
export function deposit(house: House, account: Account, asset: string, amount: bigint): void {
  balanceOf(account, asset).free += amount
  house.streams.balances(account)
}

/** Somebody else buys with the key of an account, twice the least a market takes (F21). Throws a refusal where the account cannot pay. */
export function tradeAsStranger(house: House, account: Account, { symbol, last }: Market): void {
  const quantity = ((symbol.minNotional * 2n * ONE) / last / symbol.step + 1n) * symbol.step
  const order = { symbol: symbol.name, side: 'BUY', type: 'MARKET', quantity: textOf(quantity) }
  newOrder(house, account, readParameters(new URLSearchParams(order)), false)
}
