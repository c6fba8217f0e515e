import { textOf } from './amounts.ts'
import type { Order } from './orders.ts'

export type Balance = { free: bigint; locked: bigint }

/** What a key may do, as the venue tells it. */
export type Rights = { trade: boolean; withdraw: boolean; transfer: boolean; ipRestricted: boolean }

/** Maker and taker commission in hundred-thousandths: 100 is 0.1 %. */
export type Commission = { maker: bigint; taker: bigint }

export type Account = {
  readonly key: string
  readonly secret: string
  readonly rights: Rights
  readonly commission: Commission
  readonly balances: Map<string, Balance>
  /** Every order ever taken, by number. Nothing is deleted: this is the oracle. */
  readonly orders: Map<number, Order>
  /** The asset commissions are paid in, at a quarter less, while the account has enough of it (F29); empty for none. */
  feeAsset: string
  revoked: boolean
}

export function openAccount(key: string, secret: string, funds: Readonly<Record<string, bigint>>): Account {
  return {
    key,
    secret,
    rights: { trade: true, withdraw: false, transfer: false, ipRestricted: true },
    commission: { maker: 100n, taker: 100n },
    balances: new Map(Object.entries(funds).map(([asset, free]) => [asset, { free, locked: 0n }])),
    orders: new Map(),
    feeAsset: '',
    revoked: false,
  }
}

export function balanceOf(account: Account, asset: string): Balance {
  const known = account.balances.get(asset)
  if (known) return known
  const fresh = { free: 0n, locked: 0n }
  account.balances.set(asset, fresh)
  return fresh
}

/** What the account endpoint says of balances, and the account update of the private stream. */
export const describeBalances = (account: Account) =>
  [...account.balances].map(([asset, { free, locked }]) => ({ asset, free: textOf(free), locked: textOf(locked) }))
