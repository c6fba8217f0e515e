import type { Account } from './accounts.ts'
import type { Faults } from './faults.ts'
import type { Market } from './matching.ts'
import type { Order, OrderList } from './orders.ts'
import type { Clock, Outside } from './outside.ts'
import type { PrivateStreams } from './private-streams.ts'

/** Everything the exchange is, for those who answer requests out of it. */
export type House = {
  readonly clock: Clock
  /** The exchange's own time, UTC milliseconds: off from the clock where a fault says so. */
  now(): number
  readonly faults: Faults
  readonly accounts: readonly Account[]
  readonly markets: ReadonlyMap<string, { readonly market: Market; readonly outside: Outside }>
  readonly streams: PrivateStreams
  readonly lists: OrderList[]
  nextOrderId(): number
  /** Latest public trades of a market, the newest last. */
  readonly tape: ReadonlyMap<string, readonly PublicTrade[]>
  /** Orders a query cannot see yet, and until when (F11). */
  readonly hidden: Map<Order, number>
}

export type PublicTrade = {
  readonly id: number
  readonly price: bigint
  readonly quantity: bigint
  readonly time: number
  readonly buyerIsMaker: boolean
}
