import { BINANCE_RECEIVE_WINDOW } from './binance.ts'
import type { Priority } from './limiter.ts'
import type { NewOrder, VenueRequest } from './venue-nouns.ts'

/** Requests of Binance spot, with what they weigh. */

const signed = { recvWindow: BINANCE_RECEIVE_WINDOW }

function read(path: string, weight: number, priority: Priority, params: VenueRequest['params'] = {}, api = 'private'): VenueRequest {
  return { api, method: 'GET', path, priority, params: api === 'public' ? params : { ...params, ...signed }, cost: { weight } }
}

export const serverTime = (): VenueRequest => read('time', 1, 'account', {}, 'public')
export const markets = (symbols: readonly string[]): VenueRequest =>
  read('exchangeInfo', 20, 'market', { symbols: JSON.stringify(symbols) }, 'public')
export const bars = (symbol: string, timeframe: string, from: number, to: number): VenueRequest =>
  read('klines', 2, 'market', { symbol, interval: timeframe, startTime: from, endTime: to, limit: MOST_BARS }, 'public')

export const account = (): VenueRequest => read('account', 20, 'account')
/** What the account pays on a market, and in which asset. */
export const commission = (symbol: string): VenueRequest => read('account/commission', 20, 'account', { symbol })
/** What one of an asset costs in another; refused where there is no such market. */
export const lastPrice = (asset: string, quote: string): VenueRequest =>
  read('ticker/price', 2, 'account', { symbol: asset + quote }, 'public')
export const rights = (): VenueRequest => read('account/apiRestrictions', 1, 'account', {}, 'sapi')
export const openOrders = (symbol?: string, priority: Priority = 'account'): VenueRequest =>
  symbol === undefined ? read('openOrders', 80, priority) : read('openOrders', 6, priority, { symbol })
export const order = (symbol: string, clientId: string): VenueRequest =>
  read('order', 4, 'look-up', { symbol, origClientOrderId: clientId })
export const orderByNumber = (symbol: string, venueId: string): VenueRequest => read('order', 4, 'look-up', { symbol, orderId: venueId })
export const tradesOfOrder = (symbol: string, venueId: string): VenueRequest =>
  read('myTrades', 5, 'look-up', { symbol, orderId: venueId, limit: MOST_TRADES })
export const tradesSince = (symbol: string, from: number): VenueRequest =>
  read('myTrades', 20, 'account', { symbol, startTime: Math.floor(from), limit: MOST_TRADES })

/** Most of a page: as many as this means that there may be more. */
export const MOST_BARS = 1000
export const MOST_TRADES = 1000

const types = { market: 'MARKET', limit: 'LIMIT', 'post-only': 'LIMIT_MAKER', stop: 'STOP_LOSS', 'stop-limit': 'STOP_LOSS_LIMIT' } as const

/** `name` puts a leg's prefix before the names of a list. */
function shape({ type, price, stopPrice, timeInForce }: NewOrder, name: (plain: string) => string): Record<string, string> {
  const rests = type === 'limit' || type === 'stop-limit'
  return {
    [name('type')]: types[type],
    ...(price === '' ? {} : { [name('price')]: price }),
    ...(stopPrice === '' ? {} : { [name('stopPrice')]: stopPrice }),
    ...(rests ? { [name('timeInForce')]: timeInForce } : {}),
  }
}

/** `quantity` always, never a cost: a market order that named what to spend would buy another amount than was approved. */
export function createOrder(wanted: NewOrder, priority: Priority): VenueRequest {
  const { symbol, side, quantity, clientId } = wanted
  const params = {
    symbol,
    side: side.toUpperCase(),
    ...shape(wanted, (name) => name),
    quantity,
    newClientOrderId: clientId,
    newOrderRespType: 'FULL',
  }
  return { api: 'private', method: 'POST', path: 'order', priority, params: { ...params, ...signed }, cost: { weight: 1, orders: 1 } }
}

/** Both legs of a position's protection as one list: one ends the other at the venue (T-CLOSE). */
export function createOco(stop: NewOrder, target: NewOrder, listId: string): VenueRequest {
  const [above, below] = stop.side === 'sell' ? [target, stop] : [stop, target]
  const leg = (name: 'above' | 'below', wanted: NewOrder) => ({
    ...shape(
      wanted.type === 'limit' ? { ...wanted, type: 'post-only' } : wanted,
      (plain) => name + plain[0]!.toUpperCase() + plain.slice(1),
    ),
    [`${name}ClientOrderId`]: wanted.clientId,
  })
  const params = {
    symbol: stop.symbol,
    side: stop.side.toUpperCase(),
    quantity: stop.quantity,
    listClientOrderId: listId,
    ...leg('above', above),
    ...leg('below', below),
    newOrderRespType: 'RESULT',
  }
  return {
    api: 'private',
    method: 'POST',
    path: 'orderList/oco',
    priority: 'exit',
    params: { ...params, ...signed },
    cost: { weight: 1, orders: 2 },
  }
}

export const cancelOrder = (symbol: string, clientId: string): VenueRequest => ({
  api: 'private',
  method: 'DELETE',
  path: 'order',
  priority: 'cancel',
  params: { symbol, origClientOrderId: clientId, ...signed },
  cost: { weight: 1 },
})
