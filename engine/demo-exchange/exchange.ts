import type { Account } from './accounts.ts'
import { balanceOf } from './accounts.ts'
import { ONE } from './amounts.ts'
import type { Faults } from './faults.ts'
import type { House, PublicTrade } from './house.ts'
import type { CandleSource } from './klines.ts'
import { createMarket, type Liquidity, type Market, type MarketEvents } from './matching.ts'
import { remainingOf, type Order } from './orders.ts'
import { createOutside, type Clock, type Outside } from './outside.ts'
import { createPrivateStreams } from './private-streams.ts'
import { deposit, tradeAsStranger } from './others.ts'
import { createRequests, type Answer, type Request } from './requests.ts'
import { createConnections, type Connections } from './connections.ts'
import type { DemoSymbol } from './symbols.ts'

export type DemoOptions = {
  readonly clock: Clock
  readonly markets: readonly { readonly symbol: DemoSymbol; readonly source: CandleSource; readonly liquidity?: Liquidity }[]
  readonly accounts: readonly Account[]
  readonly faults: Faults
  /** How far its own clock is off, milliseconds. */
  readonly clockOff?: number
}

/**
 * An exchange that speaks the venue's protocol, with a matching engine and a ledger of its own: to rehearse against, and the
 * oracle of every test. It knows nothing of the engine it is used with.
 */
export type DemoExchange = {
  readonly accounts: readonly Account[]
  readonly faults: Faults
  market(symbol: string): Market
  /** Answers one request; 'cut': the connection ends without an answer. */
  handle(request: Request): Promise<Answer | 'cut'>
  readonly connections: Connections
  /** Money from outside, or to it when below 0 (F38). */
  deposit(account: Account, asset: string, amount: bigint): void
  /** Somebody else trades with the key of an account (F21). */
  tradeAsStranger(account: Account, symbol: string): void
  terminatePrivateSessions(): void
  readonly ready: Promise<void>
  close(): void
}

const TAPE = 1000
/** Whole numbers from here on are no longer exact as doubles. */
const BEYOND = BigInt(Number.MAX_SAFE_INTEGER) + 1n
/** Of an asset that has no market here. */
const USUAL_WORTH = 600n * ONE
const usual: Liquidity = { spread: ONE / 100n, levels: 20, quantity: 5n * ONE, step: ONE / 10n }

export function createDemoExchange({ clock, markets, accounts, faults, clockOff = 0 }: DemoOptions): DemoExchange {
  let off = clockOff
  let orderId = 0
  let tradeId = 0n
  let publicId = 0
  const now = () => Math.floor(clock.now() + off)
  const streams = createPrivateStreams(clock, now, faults)
  const tape = new Map<string, PublicTrade[]>()
  const built = new Map<string, { market: Market; outside: Outside }>()

  const house: House = {
    clock,
    now,
    faults,
    accounts,
    markets: built,
    streams,
    lists: [],
    nextOrderId: () => ++orderId,
    tape,
    hidden: new Map(),
  }
  const connections = createConnections(house)

  /** The last price of a market here, else what such an asset is usually worth. */
  function indexOf(asset: string, quote: string): bigint {
    const last = built.get(asset + quote)?.market.last ?? 0n
    return last > 0n ? last : USUAL_WORTH
  }

  function nextTradeId(): bigint {
    if (faults.happens('F18')) tradeId += BEYOND
    return ++tradeId
  }

  for (const { symbol, source, liquidity = usual } of markets) {
    const trades: PublicTrade[] = []
    tape.set(symbol.name, trades)
    const events: MarketEvents = {
      report(order, execution, fill) {
        streams.report(order, execution, fill)
        if (fill) streams.balances(order.account)
        if (execution === 'CANCELED') afterCancel(order)
      },
      triggers: () => !faults.happens('F32'),
      traded(_, price, quantity, time, buyerIsMaker) {
        const one = { id: ++publicId, price, quantity, time, buyerIsMaker }
        trades.push(one)
        if (trades.length > TAPE) trades.splice(0, trades.length - TAPE)
        connections.traded(symbol, one)
      },
    }
    const market = createMarket(symbol, liquidity, now, nextTradeId, events, indexOf)
    built.set(symbol.name, { market, outside: createOutside(market, source, clock) })
  }

  /** F09, F28: the engine had the fill before it had the cancel, and says so late. */
  function afterCancel(order: Order): void {
    if (remainingOf(order) <= 0n || order.price === 0n || order.list || !faults.happens(order.executed > 0n ? 'F28' : 'F09')) return
    const left = remainingOf(order)
    const { account, symbol, side, price } = order
    const value = (price * left) / ONE
    const pays = balanceOf(account, side === 'BUY' ? symbol.quote : symbol.base)
    const cost = side === 'BUY' ? value : left
    if (pays.free < cost) return
    clock.at(clock.now() + 400, () => {
      if (pays.free < cost) return
      pays.free -= cost
      balanceOf(account, side === 'BUY' ? symbol.base : symbol.quote).free += side === 'BUY' ? left : value
      const fill = {
        id: nextTradeId(),
        price,
        quantity: left,
        commission: 0n,
        commissionAsset: side === 'BUY' ? symbol.base : symbol.quote,
        maker: true,
        time: now(),
      }
      order.executed += left
      order.quote += value
      order.status = 'FILLED'
      order.updateTime = now()
      order.fills.push(fill)
      streams.report(order, 'TRADE', fill)
      streams.balances(account)
    })
  }

  function marketNamed(name: string): Market {
    const found = built.get(name)
    if (!found) throw new RangeError(`The demo exchange has no market ${name}.`)
    return found.market
  }

  const requests = createRequests(house, (by) => (off += by))

  return {
    accounts,
    faults,
    market: marketNamed,
    handle: requests,
    connections,
    deposit: (account, asset, amount) => deposit(house, account, asset, amount),
    tradeAsStranger: (account, symbol) => tradeAsStranger(house, account, marketNamed(symbol)),
    terminatePrivateSessions: () => streams.terminate(),
    ready: Promise.all([...built.values()].map(({ outside }) => outside.ready)).then(() => {}),
    close() {
      for (const { outside } of built.values()) outside.close()
      connections.close()
    },
  }
}
