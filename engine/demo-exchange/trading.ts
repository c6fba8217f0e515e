import type { Account } from './accounts.ts'
import { valueOf } from './amounts.ts'
import type { House } from './house.ts'
import { reached, setAside, type Market } from './matching.ts'
import {
  describeFills,
  describeResult,
  isOpen,
  isStop,
  type Order,
  type OrderList,
  type OrderType,
  type Side,
  type TimeInForce,
} from './orders.ts'
import type { Parameters } from './parameters.ts'
import { refusals } from './refusals.ts'
import { MOST, MOST_OPEN, orderTypes } from './symbols.ts'

/** Orders as they come in: read, held to the filters, paid for, placed; and as they are withdrawn. */

type Shape = {
  readonly type: OrderType
  readonly price: bigint
  readonly stopPrice: bigint
  readonly timeInForce: TimeInForce
}

export function marketOf(house: House, name: string): Market {
  const found = house.markets.get(name)
  if (!found) throw refusals.symbol()
  return found.market
}

function readSide(params: Parameters): Side {
  const side = params.text('side')
  if (side !== 'BUY' && side !== 'SELL') throw refusals.side()
  return side
}

/** `before` and `after` stand around the names of a list's legs: "aboveType", "abovePrice". */
function readShape(params: Parameters, prefix = ''): Shape {
  const name = (plain: string) => (prefix === '' ? plain : prefix + plain[0]!.toUpperCase() + plain.slice(1))
  const type = orderTypes.find((one) => one === params.text(name('type')))
  if (!type) throw refusals.type()
  const hasPrice = type !== 'MARKET' && type !== 'STOP_LOSS' && type !== 'TAKE_PROFIT'
  const rests = hasPrice && type !== 'LIMIT_MAKER'
  const timeInForce = rests ? params.text(name('timeInForce')) : 'GTC'
  if (timeInForce !== 'GTC' && timeInForce !== 'IOC' && timeInForce !== 'FOK') throw refusals.timeInForce()
  return {
    type,
    timeInForce,
    price: hasPrice ? params.amount(name('price')) : 0n,
    stopPrice: type.startsWith('STOP') || type.startsWith('TAKE') ? params.amount(name('stopPrice')) : 0n,
  }
}

function checkFilters({ symbol, last, open }: Market, account: Account, { price, stopPrice, type }: Shape, quantity: bigint): void {
  if (symbol.status !== 'TRADING') throw refusals.engine('Market is closed.')
  if (quantity < symbol.step || quantity > MOST || quantity % symbol.step !== 0n) throw refusals.filter('LOT_SIZE')
  for (const one of [price, stopPrice]) if (one % symbol.tick !== 0n) throw refusals.filter('PRICE_FILTER')
  if (price > 0n && (price > last * symbol.percentPrice || price * symbol.percentPrice < last))
    throw refusals.filter('PERCENT_PRICE_BY_SIDE')
  const at = price > 0n ? price : stopPrice > 0n ? stopPrice : last
  if (valueOf(at, quantity) < symbol.minNotional) throw refusals.filter('NOTIONAL')
  if (type === 'LIMIT_MAKER' && last === 0n) throw refusals.engine('Market is closed.')
  if (open.filter((order) => order.account === account).length >= MOST_OPEN) throw refusals.filter('MAX_NUM_ORDERS')
}

function makeOrder(house: House, account: Account, market: Market, shape: Shape, side: Side, quantity: bigint, clientId: string): Order {
  const time = house.now()
  // As the venue does it: an id may come again once the order it named has filled (F25).
  for (const order of account.orders.values()) {
    if (order.clientId === clientId && order.status !== 'FILLED') throw refusals.engine('Duplicate order sent.')
  }
  return {
    id: house.nextOrderId(),
    clientId,
    account,
    symbol: market.symbol,
    side,
    ...shape,
    quantity,
    executed: 0n,
    quote: 0n,
    status: 'NEW',
    working: false,
    time,
    updateTime: time,
    workingTime: -1,
    list: undefined,
    locked: 0n,
    fills: [],
  }
}

const newId = (house: House) => `demo${house.now().toString(36)}${house.nextOrderId()}`
const idShape = /^[a-zA-Z0-9-_.:/]{1,36}$/

function clientIdIn(params: Parameters, name: string, house: House): string {
  const given = params.optional(name)
  if (given !== undefined && !idShape.test(given)) throw refusals.malformed(name)
  return given ?? newId(house)
}

/** What a buy of this shape may cost at the most, per unit. */
function worstPrice({ last, best, depth }: Market, { price, stopPrice }: Shape): bigint {
  if (price > 0n) return price
  const worst = depth(1000).asks.at(-1)?.[0] ?? best().ask
  return stopPrice > 0n ? stopPrice + (worst - last) : worst
}

function checkTrigger({ last, best }: Market, shape: Shape, side: Side): void {
  if (shape.stopPrice > 0n && reached({ type: shape.type, side, stopPrice: shape.stopPrice }, last))
    throw refusals.engine('Order would trigger immediately.')
  const { bid, ask } = best()
  if (shape.type === 'LIMIT_MAKER' && (side === 'BUY' ? shape.price >= ask && ask > 0n : shape.price <= bid))
    throw refusals.engine('Order would immediately match and take.')
}

/** A new order. `only test` takes it as far as the money and leaves no trace. */
export function newOrder(
  house: House,
  account: Account,
  params: Parameters,
  onlyTest: boolean,
): { order: Order; body: unknown } | undefined {
  const market = marketOf(house, params.text('symbol'))
  const side = readSide(params)
  const shape = readShape(params)
  const quantity = params.amount('quantity')
  const clientId = clientIdIn(params, 'newClientOrderId', house)
  params.optional('newOrderRespType')
  params.optional('selfTradePreventionMode')
  params.end()
  checkFilters(market, account, shape, quantity)
  checkTrigger(market, shape, side)
  const order = makeOrder(house, account, market, shape, side, quantity, clientId)
  if (onlyTest) return undefined
  if (!setAside(account, order, worstPrice(market, shape))) throw refusals.balance()
  account.orders.set(order.id, order)
  market.place(order)
  house.streams.balances(account)
  return { order, body: { ...describeResult(order), fills: describeFills(order) } }
}

/** Two orders, of which one ends the other. */
export function newOco(house: House, account: Account, params: Parameters): unknown {
  const market = marketOf(house, params.text('symbol'))
  const side = readSide(params)
  const quantity = params.amount('quantity')
  const shapes = [readShape(params, 'above'), readShape(params, 'below')]
  const ids = [clientIdIn(params, 'aboveClientOrderId', house), clientIdIn(params, 'belowClientOrderId', house)]
  const clientId = clientIdIn(params, 'listClientOrderId', house)
  params.optional('newOrderRespType')
  params.end()
  const [limits, stops] = [shapes.filter(({ type }) => type === 'LIMIT_MAKER'), shapes.filter(({ stopPrice }) => stopPrice > 0n)]
  if (limits.length !== 1 || stops.length !== 1) throw refusals.engine('Unsupported order combination')
  const upper = shapes[0]!
  const lower = shapes[1]!
  if ((upper.price || upper.stopPrice) <= market.last || (lower.price || lower.stopPrice) >= market.last)
    throw refusals.engine('The relationship of the prices for the orders is not correct.')
  for (const shape of shapes) {
    checkFilters(market, account, shape, quantity)
    checkTrigger(market, shape, side)
  }
  const orders = shapes.map((shape, i) => makeOrder(house, account, market, shape, side, quantity, ids[i]!))
  const most = shapes.map((shape) => worstPrice(market, shape)).reduce((a, b) => (a > b ? a : b))
  if (!setAside(account, orders[0]!, most)) throw refusals.balance()
  const list: OrderList = { id: house.lists.length + 1, clientId, orders, done: false }
  house.lists.push(list)
  for (const order of orders) {
    order.list = list
    account.orders.set(order.id, order)
  }
  // The stop first, so that nothing fills before it is guarded.
  for (const order of [...orders].sort((a, b) => Number(isStop(b)) - Number(isStop(a)))) market.place(order)
  house.streams.balances(account)
  return { ...describeList(list, house.now()), orderReports: orders.map((order) => describeResult(order)) }
}

export const describeList = (list: OrderList, now: number) => ({
  orderListId: list.id,
  contingencyType: 'OCO',
  listStatusType: list.done ? 'ALL_DONE' : 'EXEC_STARTED',
  listOrderStatus: list.done ? 'ALL_DONE' : 'EXECUTING',
  listClientOrderId: list.clientId,
  transactionTime: now,
  symbol: list.orders[0]!.symbol.name,
  orders: list.orders.map(({ symbol, id, clientId }) => ({ symbol: symbol.name, orderId: id, clientOrderId: clientId })),
})

/** An order by number or client id, the latest where an id came twice. */
export function findOrder(account: Account, params: Parameters): Order | undefined {
  const symbol = params.text('symbol')
  const id = params.whole('orderId', -1)
  const clientId = params.optional('origClientOrderId')
  if (id === -1 && clientId === undefined) throw refusals.missing('orderId')
  const found = [...account.orders.values()].filter(
    (order) => order.symbol.name === symbol && (id === -1 || order.id === id) && (clientId === undefined || order.clientId === clientId),
  )
  return found.at(-1)
}

export function cancelOrder(house: House, account: Account, params: Parameters): unknown {
  const order = findOrder(account, params)
  const cancelId = params.optional('newClientOrderId') ?? newId(house)
  params.end()
  if (!order || !isOpen(order) || isHidden(house, order)) throw refusals.cancelUnknown()
  const market = marketOf(house, order.symbol.name)
  if (house.faults.happens('F10')) {
    market.trade(order.price || order.stopPrice, order.quantity * 2n)
    if (!isOpen(order)) throw refusals.cancelUnknown()
  }
  const list = order.list
  market.end(order, 'CANCELED')
  house.streams.balances(account)
  if (!list) return { ...describeResult(order, cancelId), origClientOrderId: order.clientId }
  const orderReports = list.orders.map((one) => ({ ...describeResult(one, cancelId), origClientOrderId: one.clientId }))
  return { ...describeList(list, house.now()), orderReports }
}

export const isHidden = (house: House, order: Order) => (house.hidden.get(order) ?? 0) > house.clock.now()
