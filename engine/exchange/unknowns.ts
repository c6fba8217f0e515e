import { sleepOn } from '../market/clock.ts'
import { mayLive, type SentOrder } from './orders-sent.ts'
import type { Pursuit } from './evidence.ts'
import type { VenueOrder } from './venue-nouns.ts'

/** When an order of unproven fate is looked up, seconds after the last look (T-UNKNOWN): 1, 2, 5, 10, 15, 20, 30 s after it was sent, then every 30. */
const looks = [1, 1, 3, 5, 5, 5, 10].map((seconds) => seconds * 1000)
const EVERY = 30_000
/** What "never placed" takes: this long after the request could last have been accepted, so many looks that found nothing, so far apart. */
const MARGIN = 15_000
const FEWEST_LOOKS = 3
const APART = 5000
/** Trades are looked through from a little before it was sent. */
const TRADES_BEFORE = 5000

export type Unknowns = {
  /** Looks an order up until there is nothing left to find out; a second call while one is under way does nothing. */
  chase(sent: SentOrder): void
}

/** `onProven` hears that nothing is left to find out about an order. */
export function createUnknowns(pursuit: Pursuit, onProven: (sent: SentOrder) => void): Unknowns {
  const { protocol, link, clock, evidence, emit, isKnown, isClosed, fail } = pursuit
  async function pursue(sent: SentOrder): Promise<void> {
    const nothingThere: number[] = []
    for (let look = 0; mayLive(sent) && !isClosed(); look++) {
      await sleepOn(clock, looks[look] ?? EVERY)
      if (!mayLive(sent) || isClosed()) return
      const found = await evidence.lookUp(sent)
      if (found === 'settled') return onProven(sent)
      if (sent.created === 'proven' || found !== 'absent') continue
      // Its own id finds nothing; neither must the list of what is open, for this to count.
      const open = await openOrders()
      if (!open || open.some(({ clientId }) => clientId === sent.clientId)) continue
      const now = clock.now()
      if (nothingThere.length === 0 || now - nothingThere.at(-1)! >= APART) nothingThere.push(now)
      if (nothingThere.length < FEWEST_LOOKS || link.sync.serverNow() <= sent.sentAt + protocol.receiveWindow + MARGIN) continue
      if (!(await isLockedMoneyExplained(sent, open))) continue
      const traded = await searchTrades(sent)
      if (traded === 'settled') return onProven(sent)
      if (traded !== 'absent' || sent.created !== 'unknown') continue
      if (!mayLive(sent)) return
      sent.created = 'never'
      sent.over = true
      const reason = `${nothingThere.length} looks until ${new Date(link.sync.serverNow()).toISOString()} found no such order, and every locked amount belongs to others`
      emit({ kind: 'rejected', sequence: sent.order.sequence, time: link.sync.serverNow(), code: 'NOT_PLACED', reason })
    }
  }

  /** What it would have filled, if it filled at once: trades since it was sent that belong to no order of this run are asked whose they are. */
  async function searchTrades(sent: SentOrder): Promise<'settled' | 'unsettled' | 'absent' | 'failed'> {
    const { requests, read } = protocol
    const outcome = await link.read({ ...requests.tradesSince(sent.symbol, sent.sentAt - TRADES_BEFORE), priority: 'look-up' })
    const trades = outcome.kind === 'read' ? read.readTrades(outcome.body) : undefined
    if (!trades || trades.length >= requests.MOST_TRADES) return 'failed'
    for (const venueId of new Set(trades.map(({ venueOrderId }) => venueOrderId))) {
      if (isKnown(venueId)) continue
      const asked = await link.read(requests.orderByNumber(sent.symbol, venueId))
      const told = asked.kind === 'read' ? read.readOrder(asked.body) : undefined
      if (!told) return 'failed'
      if (told.clientId === sent.clientId) return (await evidence.takeOrder(sent, told)) ? 'settled' : 'unsettled'
    }
    return 'absent'
  }

  /** Of all markets: money may be set aside for another one. */
  async function openOrders(): Promise<readonly VenueOrder[] | undefined> {
    const outcome = await link.read(protocol.requests.openOrders(undefined, 'look-up'))
    return outcome.kind === 'read' ? protocol.read.readOrders(outcome.body) : undefined
  }

  /** Whether the money set aside on the market's two assets is no more than the orders that can be seen need. A market's name at a venue is that of its two assets. */
  async function isLockedMoneyExplained({ grid }: SentOrder, known: readonly VenueOrder[]): Promise<boolean> {
    const outcome = await link.read({ ...protocol.requests.account(), priority: 'look-up' })
    const balances = outcome.kind === 'read' ? protocol.read.readBalances(outcome.body) : undefined
    if (!balances) return false
    const locked = (asset: string) => Number(balances.find((one) => one.asset === asset)?.locked ?? 0)
    const needs = { base: 0, quote: 0 }
    const lists = new Set<string>()
    for (const order of known) {
      // The orders of a list set aside once.
      if (order.list !== '' && lists.has(order.list)) continue
      lists.add(order.list)
      const left = Number(order.quantity) - Number(order.executed)
      if (order.side === 'sell') needs.base += order.symbol.startsWith(grid.base) ? left : 0
      // A buy without a limit sets aside more than its trigger says: nobody knows how much.
      else if (order.symbol.endsWith(grid.quote)) needs.quote += left * (Number(order.price) || Number(order.stopPrice) * 2)
    }
    // Far below a lot, far above what rounding leaves.
    const slack = 1.000_001
    return locked(grid.base) <= needs.base * slack + 1e-8 && locked(grid.quote) <= needs.quote * slack + 1e-6
  }

  return {
    chase(sent) {
      if (sent.chased || !mayLive(sent)) return
      sent.chased = true
      pursue(sent)
        .catch(fail)
        .finally(() => (sent.chased = false))
    },
  }
}
