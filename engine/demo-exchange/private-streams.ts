import { describeBalances, type Account } from './accounts.ts'
import { textOf } from './amounts.ts'
import type { Faults } from './faults.ts'
import { describeReport, type Fill, type Order } from './orders.ts'
import type { Clock } from './outside.ts'

/** One who listens to what happens to an account. */
export type Listener = { readonly account: Account; send(text: string): void; cut(): void }

/** The private side: what is told to those who subscribed, with what can go wrong on the way. */
export type PrivateStreams = {
  add(listener: Listener): () => void
  report(order: Order, execution: string, fill?: Fill, cancelId?: string): void
  balances(account: Account): void
  /** The balances of an account as they were told last before so many milliseconds ago; undefined where nothing has changed since (F35). */
  balancesBefore(account: Account, age: number): ReturnType<typeof describeBalances> | undefined
  /** Ends every private session (F40). */
  terminate(): void
  /** Nothing is said before this time, though the connections stay (F13). */
  silentUntil: number
}

/** How long what was told of balances is kept, milliseconds. */
const REMEMBERED = 10_000

/** JSON with bigint written as the number it is, however large. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? `@@${one}@@` : one)).replace(/"@@(-?\d+)@@"/g, '$1')
}

export function createPrivateStreams(clock: Clock, now: () => number, faults: Faults): PrivateStreams {
  const listeners = new Set<Listener>()
  /** What was told of each account lately, the latest last; of what is older than `REMEMBERED` the latest one. */
  const told = new Map<Account, { readonly time: number; readonly balances: ReturnType<typeof describeBalances> }[]>()
  let silentUntil = 0
  const tell = (account: Account, event: unknown) => {
    if (clock.now() < silentUntil) return
    const text = jsonOf({ subscriptionId: 0, event })
    for (const listener of listeners) if (listener.account === account) listener.send(text)
  }
  const cutAll = (account: Account) => {
    for (const listener of listeners) if (listener.account === account) listener.cut()
  }

  const streams: PrivateStreams = {
    get silentUntil() {
      return silentUntil
    },
    set silentUntil(time) {
      silentUntil = time
    },
    add(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    report(order, execution, fill, cancelId) {
      const report = describeReport(order, execution, now(), fill, cancelId)
      if (fill && faults.happens('F14')) return cutAll(order.account)
      if (fill && faults.happens('F15')) return
      tell(order.account, report)
      if (fill && faults.happens('F07')) tell(order.account, report)
      if (fill && faults.happens('F08')) tell(order.account, { ...report, L: textOf(fill.price + order.symbol.tick) })
    },
    balances(account) {
      const balances = describeBalances(account)
      const before = told.get(account) ?? []
      const stale = before.findLastIndex(({ time }) => time < clock.now() - REMEMBERED)
      told.set(account, [...before.slice(Math.max(0, stale)), { time: clock.now(), balances }])
      const held = balances.map(({ asset, free, locked }) => ({ a: asset, f: free, l: locked }))
      tell(account, { e: 'outboundAccountPosition', E: now(), u: now(), B: held })
    },
    balancesBefore(account, age) {
      const all = told.get(account) ?? []
      const then = all.findLastIndex(({ time }) => time <= clock.now() - age)
      return then === -1 || then === all.length - 1 ? undefined : all[then]!.balances
    },
    terminate() {
      for (const { account } of listeners) {
        tell(account, { e: 'eventStreamTerminated', E: now() })
        cutAll(account)
      }
    },
  }
  return streams
}
