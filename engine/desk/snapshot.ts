import type { AccountView } from '../../nodes/define/trade.ts'
import { accountView } from './account.ts'
import type { Book, Order } from './book.ts'
import type { DeskConfig } from './contract.ts'
import { limitsOf, openBook, planSlot, type DeskParts } from './parts.ts'

/** What grows with the length of a run and no decision reads. */
type Grown = 'orders' | 'fills' | 'denials' | 'closed' | 'refused' | 'recent' | 'counts' | 'others'

/**
 * The account after all fills known now and before the decisions of now, as plain data: what a plan in another thread
 * decides on. Of the orders only the working ones, by their place in the book.
 */
export type AccountSnapshot = Omit<Book, Grown> & { readonly orders: Readonly<Record<number, Order>> }

/** Shares its parts with the book: to be sent or copied before the next event. */
export function takeSnapshot(book: Book): AccountSnapshot {
  const {
    orders,
    fills: _fills,
    denials: _denials,
    closed: _closed,
    refused: _refused,
    recent: _recent,
    counts: _counts,
    others: _others,
    ...kept
  } = book
  const working: Record<number, Order> = {}
  for (const slot of book.slots) for (const sequence of slot.working) working[sequence - 1] = orders[sequence - 1]
  return { ...kept, orders: working }
}

/** A copy that stays as it is. A book is plain data without cycles, which makes this several times as fast as a general clone. */
export function copySnapshot(snapshot: AccountSnapshot): AccountSnapshot {
  return copyPlain(snapshot) as AccountSnapshot
}

function copyPlain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copyPlain)
  const copy: Record<string, unknown> = {}
  for (const name in value) copy[name] = copyPlain((value as Record<string, unknown>)[name])
  return copy
}

/** An account that shows the snapshot loaded last, by the very code the desk's own view is made of. */
export type SnapshotAccount = { readonly account: AccountView; load(snapshot: AccountSnapshot): void }

export function createSnapshotAccount(config: DeskConfig): SnapshotAccount {
  const slots = config.slots.map((slot, index) => planSlot(config, slot, index))
  const book = openBook(config)
  const parts: DeskParts = {
    config,
    slots,
    book,
    commands: [],
    decidedAt: 0,
    priced: slots.every(({ priced }) => priced),
    limits: limitsOf(config.riskProfile, config.fillProfile),
  }
  return {
    account: accountView(parts),
    load({ slots: own, orders, ...rest }) {
      Object.assign(book, rest)
      // The views hold on to the slots they were made for.
      for (const [i, slot] of own.entries()) Object.assign(book.slots[i], slot)
      // Read by place alone.
      book.orders = orders as Order[]
    },
  }
}
