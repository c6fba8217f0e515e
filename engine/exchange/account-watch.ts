import { sleepOn, type Clock } from '../market/clock.ts'
import type { Executor } from './executor.ts'
import type { Link } from './link.ts'
import { mayLive } from './orders-sent.ts'
import type { VenueProtocol } from './protocol.ts'
import type { VenueBalance, VenueOrder, VenueTrade } from './venue-nouns.ts'

/** How often the venue is asked, milliseconds (TRADING §6). */
const ORDERS_EVERY = 30_000
const TRADES_EVERY = 60_000
const BALANCES_EVERY = 60_000
/** Trades are asked for from a little before the last look on. */
const OVERLAP = 5000
/** Two looks that disagree must lie this far apart before anything is done about it. */
const APART = 5000

export type AccountView = {
  readonly balances: readonly VenueBalance[]
  /** Orders on the account that are not this run's: shown and counted, never touched. */
  readonly foreign: readonly VenueOrder[]
  readonly checkedAt: number
}

export type WatchOptions = {
  readonly protocol: VenueProtocol
  readonly link: Link
  readonly clock: Clock
  readonly executor: Executor
  readonly symbols: readonly string[]
  /** From when on trades are asked for, the venue's time. */
  readonly since: number
  /** What the account held beyond the ledger, where that is known from before. */
  readonly unassigned?: Readonly<Record<string, number>>
  /** Told of it when it is first known, and when a person's attention has been called to a difference. */
  readonly onUnassigned?: (unassigned: Readonly<Record<string, number>>) => void
  /** What the run's own ledger holds of the assets; compared with the account. */
  readonly expected: () => Readonly<Record<string, number>>
  readonly alert: (code: string, message: string) => void
  /** Two looks in a row disagree with the ledger: both sides, in words. */
  readonly onMismatch: (words: string) => void
  readonly fail: (error: unknown) => void
}

/** Looks at the account while a run lives: the streams are a hint, this is the check. It sends nothing. */
export type AccountWatch = {
  /** One whole look, now. False where the venue did not answer it all: nothing is concluded from that. */
  look(): Promise<boolean>
  /** Trades of all markets since the last look: what a stream may have left out. */
  catchUp(): Promise<boolean>
  readonly view: AccountView
  close(): void
}

export function watchAccount(options: WatchOptions): AccountWatch {
  const { protocol, link, clock, executor, symbols, alert, fail } = options
  const { requests, read } = protocol
  let closed = false
  let tradesFrom = options.since
  let view: AccountView = { balances: [], foreign: [], checkedAt: 0 }
  const foreignSeen = new Set<string>()
  /** What the account held beyond the ledger when the run began. */
  let unassigned = options.unassigned
  let disagreedAt: number | undefined

  async function checkOrders(): Promise<boolean> {
    const foreign: VenueOrder[] = []
    for (const symbol of symbols) {
      const outcome = await link.read(requests.openOrders(symbol))
      const open = outcome.kind === 'read' ? read.readOrders(outcome.body) : undefined
      if (!open) return false
      const ids = new Set(open.map(({ clientId }) => clientId))
      for (const order of open) {
        const sent = executor.find(order.clientId)
        if (!sent) foreign.push(order)
        // What the venue counts as filled and nobody has heard of is fetched.
        else if (!(await executor.evidence.takeOrder(sent, order))) executor.chase(sent)
      }
      // One of ours that is not listed may have ended, or the list may be short: it is asked for by name.
      for (const sent of executor.living()) {
        if (sent.symbol === symbol && sent.created === 'proven' && mayLive(sent) && !ids.has(sent.clientId)) executor.chase(sent)
      }
    }
    for (const { clientId, symbol, side, quantity } of foreign) {
      if (foreignSeen.has(clientId)) continue
      foreignSeen.add(clientId)
      const whose = executor.whose(clientId) === 'house' ? 'another run of this program' : 'somebody else'
      alert('FOREIGN_ORDER', `There is an order of ${whose} on the account: ${side} ${quantity} of ${symbol}. It is left alone.`)
    }
    view = { ...view, foreign }
    return true
  }

  async function catchUp(): Promise<boolean> {
    const upTo = link.sync.serverNow()
    for (const symbol of symbols) {
      for (let from = tradesFrom - OVERLAP, page: readonly VenueTrade[] | undefined; ; from = page.at(-1)!.time) {
        const outcome = await link.read(requests.tradesSince(symbol, from))
        page = outcome.kind === 'read' ? read.readTrades(outcome.body) : undefined
        if (!page) return false
        for (const trade of page) takeTrade(trade)
        // A full page may not be the last.
        if (page.length < requests.MOST_TRADES) break
      }
    }
    tradesFrom = upTo
    return true
  }

  function takeTrade(trade: VenueTrade): void {
    const sent = executor.findByVenueId(trade.venueOrderId)
    if (sent && !sent.trades.has(trade.id)) {
      executor.evidence.takeTrade(sent, trade)
      executor.chase(sent)
    }
  }

  async function checkBalances(): Promise<boolean> {
    const outcome = await link.read(requests.account())
    const balances = outcome.kind === 'read' ? read.readBalances(outcome.body) : undefined
    if (!balances) return false
    view = { ...view, balances, checkedAt: clock.now() }
    const total = (asset: string) => {
      const held = balances.find((one) => one.asset === asset)
      return Number(held?.free ?? 0) + Number(held?.locked ?? 0)
    }
    const expected = options.expected()
    const assignRest = () => {
      unassigned = Object.fromEntries(Object.entries(expected).map(([asset, ours]) => [asset, total(asset) - ours]))
      options.onUnassigned?.(unassigned)
    }
    if (unassigned === undefined) {
      assignRest()
      return true
    }
    // What is on its way is not compared: an order whose fills are not all here moves both sides.
    if (executor.living().some(({ created, chased }) => created !== 'proven' || chased)) return true
    const off = Object.entries(expected).filter(
      ([asset, ours]) => Math.abs(total(asset) - ours - (unassigned![asset] ?? 0)) > tolerance(total(asset)),
    )
    if (off.length === 0) {
      disagreedAt = undefined
      return true
    }
    if (disagreedAt === undefined) disagreedAt = clock.now()
    else if (clock.now() - disagreedAt >= APART) {
      const sides = off.map(
        ([asset, ours]) => `${asset}: the account holds ${total(asset)}, of which ${ours + (unassigned![asset] ?? 0)} are accounted for`,
      )
      options.onMismatch(sides.join('; '))
      // Said once: from here on the difference belongs to nobody.
      assignRest()
      disagreedAt = undefined
    }
    return true
  }

  /** Doubles of sums of eight decimals: rounding, nothing else. */
  const tolerance = (amount: number) => Math.max(1e-7, Math.abs(amount) * 1e-9)

  function every(milliseconds: number, act: () => Promise<unknown>): void {
    clock.at(clock.now() + milliseconds, () => {
      if (closed) return
      act()
        .catch(fail)
        .finally(() => every(milliseconds, act))
    })
  }

  every(ORDERS_EVERY, checkOrders)
  every(TRADES_EVERY, catchUp)
  // A disagreement is looked at again soon.
  every(BALANCES_EVERY, async () => {
    await checkBalances()
    if (disagreedAt === undefined || closed) return
    await sleepOn(clock, APART)
    await catchUp()
    await checkBalances()
  })

  return {
    async look() {
      return (await catchUp()) && (await checkOrders()) && (await checkBalances())
    },
    catchUp,
    get view() {
      return view
    },
    close() {
      closed = true
    },
  }
}
