import type { Book, Order } from '../desk/book.ts'
import { hasEnded } from '../desk/orders.ts'
import type { AccountSnapshot } from '../desk/snapshot.ts'
import type { VenueMarket } from '../exchange/binance-read.ts'
import type { Connection } from '../exchange/account.ts'
import type { AccountShare } from '../desk/others.ts'
import { createGrid } from '../money/grid.ts'
import type { CoreInput } from './core.ts'
import type { Place } from './houses.ts'
import { ledgerAmounts } from './ledger-amounts.ts'
import type { VenueAccess } from './prepare-live.ts'
import type { AccountLink } from './account-link.ts'
import type { Recorder } from './recorder.ts'
import type { Resumed } from './resume.ts'
import type { Executor } from '../exchange/executor.ts'
import type { Trade } from '../protocol/orders.ts'

/** What is plugged in at the far end of a run: where its orders go, and the account behind it where there is one. */
export type LiveEnds = {
  readonly openVenue: CoreInput['openVenue']
  readonly support?: CoreInput['support']
  readonly account?: AccountLink
  /** What the other runs on the account have; undefined while there are none. */
  readonly others?: () => AccountShare | undefined
}

/** What a run lends to its far end. */
export type LiveTools = {
  readonly recorder: Recorder
  readonly sayAlert: (code: string, message: string) => void
  readonly halt: () => void
  readonly snapshot: () => AccountSnapshot
  readonly fills: () => readonly Trade[]
  readonly share: () => AccountShare
  readonly changed: () => void
}

/** Bytes of an answer that are kept in the journal: a list of all markets says nothing about a run. */
const MOST_KEPT = 64 * 1024

/** The exchange at the far end of a live run. Everything it answers is on record before anyone reads it. */
export function liveEnds({
  run,
  strategy,
  access,
  place,
  markets,
  tools,
  rightsOverridden,
  resumed,
}: {
  readonly run: string
  readonly strategy: string
  readonly access: VenueAccess
  readonly place: Place
  readonly markets: readonly VenueMarket[]
  readonly tools: LiveTools
  /** A person has armed it although its key may do more than it should. */
  readonly rightsOverridden: boolean
  /** Where an earlier life of the run left it. */
  readonly resumed?: Pick<Resumed, 'desk' | 'left'>
}): LiveEnds {
  const { recorder, sayAlert, halt, snapshot, fills, share, changed } = tools
  const grids = markets.map(({ instrument }) => createGrid(instrument))
  let connection: Connection | undefined
  const lastLife = resumed ? (resumed.desk.checkpoint() as Pick<Book, 'orders' | 'fills' | 'now'>) : { orders: [], fills: [], now: 0 }

  const expected = () => ledgerAmounts(snapshot(), fills(), grids)

  let witnessed = 0
  /** Changed identities a person has taken (`weir keys trust`): whose word this run goes by. */
  function witness(): void {
    const taken = access.taken()
    if (taken.length > witnessed) recorder.append('trusted', { taken: taken.slice(witnessed) })
    witnessed = taken.length
  }
  witness()

  return {
    support: markets.map(({ features: { oco, stop, trailingTicks, timesInForce } }) => ({
      linked: oco ? 'pair' : 'none',
      stop,
      trailing: trailingTicks,
      timesInForce,
    })),
    openVenue({ slots, emit, clientId }) {
      place.settle({
        run,
        strategy,
        share,
        expected,
        onIdentity(sentence) {
          sayAlert('IDENTITY_CHANGED', sentence)
          halt()
        },
      })
      connection = place.account.join({
        run,
        slots: slots.map(({ instrument, quoteScale }, slot) => ({
          instrument,
          ...(quoteScale === undefined ? {} : { quoteScale }),
          symbol: markets[slot]!.symbol,
        })),
        clientId,
        emit(fact) {
          emit(fact)
          // Money is on the disk before anything else is decided on it.
          if (fact.kind === 'trade') recorder.sync()
          else recorder.flush()
          changed()
        },
        alert: sayAlert,
        halt(code, message) {
          sayAlert(code, message)
          halt()
        },
        expected,
        rightsOverridden,
        ...(resumed === undefined ? {} : { since: lastLife.now }),
        ...(resumed?.left === undefined ? {} : { left: resumed.left }),
        onUnassigned: (now) => void recorder.append('account', now),
        record({ method, path, status, body, error, sent, received }) {
          recorder.append('venue', { method, path, status, body: body.slice(0, MOST_KEPT), error, sent, received })
        },
      })
      adoptOrders(connection.venue, lastLife.orders, lastLife.fills)
      return connection.venue
    },
    others: () => place.others(),
    account: {
      reconcile: () => connection!.start(),
      wake: () => connection!.wake(),
      goOn() {
        for (const { sequence, canceling, ...order } of lastLife.orders)
          if (canceling !== '' && !hasEnded(order, order.lots)) connection!.venue.cancel(sequence)
      },
      witness,
      describe() {
        const { clock, stream, account, budget } = connection!.status
        return {
          venue: access.name,
          stream,
          clockOff: clock.kind === 'unknown' ? null : clock.offset.offset,
          balances: account.balances.filter(({ free, locked }) => Number(free) + Number(locked) > 0),
          foreign: account.foreign.map(({ symbol, side, quantity, price }) => ({ symbol, side, quantity, price })),
          checkedAt: account.checkedAt === 0 ? null : account.checkedAt,
          budget,
          beside: place.beside().map((lodger) => ({ run: lodger.run, strategy: lodger.strategy })),
        }
      },
      close() {
        connection?.close()
        place.leave()
      },
    },
  }
}

/** Hands the orders of an earlier life to the exchange's side, with what is proven of them. One of which nothing is known may never have left. */
export function adoptOrders(venue: Executor, orders: readonly Order[], fills: readonly Trade[]): void {
  const trades = new Map<number, Map<string, number>>()
  for (const { sequence, tradeId, lots } of fills) {
    const own = trades.get(sequence) ?? new Map<string, number>()
    trades.set(sequence, own.set(tradeId, lots))
  }
  for (const order of orders) {
    const over = hasEnded(order, order.lots)
    const proven = over || order.accepted || order.triggered || order.filled > 0
    venue.adopt(order, { trades: trades.get(order.sequence) ?? new Map(), over, proven, sentAt: order.time })
  }
}
