import { amountOf } from './asset-amounts.ts'
import { sleepOn, type Clock } from '../market/clock.ts'
import type { Executor } from './executor.ts'
import type { Link } from './link.ts'
import type { Holdings } from './holdings.ts'
import { mayLive, type SentOrder } from './orders-sent.ts'
import type { VenueProtocol } from './protocol.ts'
import type { VenueBalance, VenueOrder, VenueTrade } from './venue-nouns.ts'

/** How often the venue is asked, milliseconds (TRADING §6). */
const ORDERS_EVERY = 30_000
const TRADES_EVERY = 60_000
const BALANCES_EVERY = 60_000
/** A trade that is older than this should have been on the stream. */
const TOLD_WITHIN = 3000
/** While the stream is away or has left something out. */
const HURRIED_EVERY = 5000
/** Trades are asked for from a little before the last look on. */
const OVERLAP = 5000
/** Two looks that disagree must lie this far apart before anything is done about it. */
const APART = 5000
/** Looks in a row at one disagreement; after them the usual ones go on. */
const MOST_LOOKS = 5

export type AccountView = {
  readonly balances: readonly VenueBalance[]
  /** Orders on the account that no run here has sent: shown and counted, never touched. */
  readonly foreign: readonly VenueOrder[]
  readonly checkedAt: number
}

export type WatchOptions = {
  readonly protocol: VenueProtocol
  readonly link: Link
  readonly clock: Clock
  readonly crew: Crew
  readonly holdings: Holdings
  /** Markets of the runs. */
  readonly symbols: () => readonly string[]
  /** From when on trades are asked for, the venue's time. */
  readonly since: number
  readonly alert: (code: string, message: string) => void
  /** Whether the private stream can be counted on just now. */
  readonly isHeard: () => boolean
  /** A trade of this time, the venue's, was not told by the private stream. */
  readonly onMissed: (time: number) => void
  /** An order of this house has appeared that no run of this process has sent. */
  readonly onElsewhere: (words: string) => void
  /** Two looks in a row disagree with the ledgers: both sides, in words. */
  readonly onMismatch: (words: string) => void
  readonly fail: (error: unknown) => void
}

/** An order of one of the runs on the account, and the executor it belongs to. */
export type Own = { readonly sent: SentOrder; readonly executor: Executor }

/** The executors of all runs on an account, as one. */
export type Crew = {
  find(clientId: string): Own | undefined
  findByVenueId(venueId: string): Own | undefined
  findByKnownTrade(symbol: string, tradeId: string): Own | undefined
  living(): readonly Own[]
  whose(clientId: string): 'known' | 'house' | 'foreign'
}

/** Looks at the account while runs live on it: the streams are a hint, this is the check. It sends nothing. */
export type AccountWatch = {
  /** One whole look, now. False where the venue did not answer it all: nothing is concluded from that. */
  look(): Promise<boolean>
  /** Trades of all markets since the last look: what a stream may have left out. */
  catchUp(): Promise<boolean>
  /** From an earlier time on trades are wanted. */
  reachBack(since: number): void
  readonly view: AccountView
  close(): void
}

export function watchAccount(options: WatchOptions): AccountWatch {
  const { protocol, link, clock, crew, holdings, symbols, alert, isHeard, fail } = options
  const { requests, read } = protocol
  let closed = false
  let tradesFrom = options.since
  let view: AccountView = { balances: [], foreign: [], checkedAt: 0 }
  const foreignSeen = new Set<string>()
  /** Orders that were there at the first look are what earlier runs have left. */
  let isFirstLook = true
  /** Numbers of orders that are none of ours. */
  const strangers = new Set<string>()
  /** Since when account and ledgers disagree, and what the ledgers said. */
  let disagreed: { readonly since: number; readonly ledgers: string } | undefined

  async function checkOrders(): Promise<boolean> {
    const foreign: VenueOrder[] = []
    for (const symbol of symbols()) {
      const outcome = await link.read(requests.openOrders(symbol))
      const open = outcome.kind === 'read' ? read.readOrders(outcome.body) : undefined
      if (!open) return false
      const ids = new Set(open.map(({ clientId }) => clientId))
      for (const order of open) {
        const own = crew.find(order.clientId)
        if (!own) {
          foreign.push(order)
          continue
        }
        // What the venue counts as filled and nobody has heard of is fetched.
        const { filled } = own.sent
        if (!(await own.executor.evidence.takeOrder(own.sent, order))) own.executor.chase(own.sent)
        if (own.sent.filled > filled) missed(order.time)
      }
      // One of ours that is not listed may have ended, or the list may be short: it is asked for by name.
      for (const { sent, executor } of crew.living()) {
        if (sent.symbol === symbol && sent.created === 'proven' && mayLive(sent) && !ids.has(sent.clientId)) executor.chase(sent)
      }
    }
    for (const { clientId, symbol, side, quantity } of foreign) {
      if (foreignSeen.has(clientId)) continue
      foreignSeen.add(clientId)
      const isOfHouse = crew.whose(clientId) === 'house'
      const whose = isOfHouse ? 'another run of this program' : 'somebody else'
      alert('FOREIGN_ORDER', `There is an order of ${whose} on the account: ${side} ${quantity} of ${symbol}. It is left alone.`)
      if (isOfHouse && !isFirstLook) options.onElsewhere(`${side} ${quantity} of ${symbol}`)
    }
    isFirstLook = false
    view = { ...view, foreign }
    return true
  }

  async function catchUp(): Promise<boolean> {
    const upTo = link.sync.serverNow()
    const since = tradesFrom
    for (const symbol of symbols()) {
      for (let from = since - OVERLAP, page: readonly VenueTrade[] | undefined; ; from = page.at(-1)!.time) {
        const outcome = await link.read(requests.tradesSince(symbol, from))
        page = outcome.kind === 'read' ? read.readTrades(outcome.body) : undefined
        if (!page) return false
        for (const trade of page) if (!(await takeTrade(symbol, trade))) return false
        // A full page may not be the last.
        if (page.length < requests.MOST_TRADES) break
      }
    }
    // Somebody may have asked to reach further back in the meantime.
    if (tradesFrom === since) tradesFrom = upTo
    return true
  }

  /** False: whose it is could not be found out. */
  async function takeTrade(symbol: string, trade: VenueTrade): Promise<boolean> {
    const { venueOrderId, id, time } = trade
    const before = crew.findByKnownTrade(symbol, id)
    if (before) before.sent.venueId ||= venueOrderId
    const own =
      before ?? crew.findByVenueId(venueOrderId) ?? (strangers.has(venueOrderId) ? undefined : await askWhose(symbol, venueOrderId))
    if (own === 'nobody knows') return false
    if (own && !own.sent.trades.has(id)) {
      missed(time)
      own.executor.evidence.takeTrade(own.sent, trade)
      own.executor.chase(own.sent)
    }
    return true
  }

  function missed(time: number): void {
    if (link.sync.serverNow() - time > TOLD_WITHIN) options.onMissed(time)
  }

  /** A trade of an order whose number is not known here: an order of an earlier life may fill after all, one whose answer was lost may have. */
  async function askWhose(symbol: string, venueId: string): Promise<Own | 'nobody knows' | undefined> {
    const outcome = await link.read(requests.orderByNumber(symbol, venueId))
    const told = outcome.kind === 'read' ? read.readOrder(outcome.body) : undefined
    if (!told) return 'nobody knows'
    const own = crew.find(told.clientId)
    if (!own) {
      strangers.add(venueId)
      // At the first look it is of before the run.
      if (!isFirstLook && !foreignSeen.has(told.clientId) && crew.whose(told.clientId) === 'foreign') {
        foreignSeen.add(told.clientId)
        alert(
          'FOREIGN_ORDER',
          `Somebody else has traded on the account: ${told.side} ${told.quantity} of ${symbol}. It is in no run's ledger.`,
        )
      }
    }
    return own
  }

  async function checkBalances(): Promise<boolean> {
    const outcome = await link.read(requests.account())
    const balances = outcome.kind === 'read' ? read.readBalances(outcome.body) : undefined
    if (!balances) return false
    view = { ...view, balances, checkedAt: clock.now() }
    const total = (asset: string) => {
      const held = balances.find((one) => one.asset === asset)
      return held ? amountOf(held.free) + amountOf(held.locked) : 0n
    }
    // What is on its way is not compared: an order whose fills are not all here moves both sides.
    if (crew.living().some(({ sent: { created, chased } }) => created !== 'proven' || chased)) return true
    const off = holdings.compare(total)
    const ledgers = off.map(({ asset, accounted }) => `${accounted} ${asset}`).join()
    if (off.length === 0) disagreed = undefined
    // A venue may tell balances a little later than fills (F35): two looks count only where nothing was booked between them.
    else if (disagreed?.ledgers !== ledgers) disagreed = { since: clock.now(), ledgers }
    else if (clock.now() - disagreed.since >= APART) {
      const sides = off.map(({ asset, held, accounted }) => `${asset}: the account holds ${held}, of which ${accounted} are accounted for`)
      options.onMismatch(sides.join('; '))
      // Said once: from here on the difference belongs to nobody.
      holdings.accept(total)
      disagreed = undefined
    }
    return true
  }

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
  every(HURRIED_EVERY, async () => isHeard() || catchUp())
  // A disagreement is looked at again soon, and again when more was booked in the meantime.
  every(BALANCES_EVERY, async () => {
    await checkBalances()
    for (let again = 0; disagreed && again < MOST_LOOKS && !closed; again++) {
      await sleepOn(clock, APART)
      await catchUp()
      await checkBalances()
    }
  })

  return {
    async look() {
      return (await catchUp()) && (await checkOrders()) && (await checkBalances())
    },
    catchUp,
    reachBack(since) {
      tradesFrom = Math.min(tradesFrom, since)
    },
    get view() {
      return view
    },
    close() {
      closed = true
    },
  }
}
