import { textOf } from './amounts.ts'
import type { Account } from './accounts.ts'
import type { DemoSymbol, orderTypes } from './symbols.ts'

export type Side = 'BUY' | 'SELL'
export type OrderType = (typeof orderTypes)[number]
export type TimeInForce = 'GTC' | 'IOC' | 'FOK'
export type Status = 'NEW' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED' | 'EXPIRED' | 'REJECTED'

export type Fill = {
  readonly id: bigint
  readonly price: bigint
  readonly quantity: bigint
  readonly commission: bigint
  readonly commissionAsset: string
  readonly maker: boolean
  readonly time: number
}

/** Two orders of which one ends the other. */
export type OrderList = { readonly id: number; readonly clientId: string; readonly orders: readonly Order[]; done: boolean }

export type Order = {
  readonly id: number
  readonly clientId: string
  readonly account: Account
  readonly symbol: DemoSymbol
  readonly side: Side
  readonly type: OrderType
  readonly timeInForce: TimeInForce
  /** 0 for none. */
  readonly price: bigint
  readonly stopPrice: bigint
  readonly quantity: bigint
  executed: bigint
  /** Quote paid or received so far. */
  quote: bigint
  status: Status
  /** In the book: not a stop that waits for its trigger. */
  working: boolean
  readonly time: number
  updateTime: number
  workingTime: number
  list: OrderList | undefined
  /** What of the account's money is set aside for it. */
  locked: bigint
  readonly fills: Fill[]
}

export const isOpen = ({ status }: Order) => status === 'NEW' || status === 'PARTIALLY_FILLED'
export const remainingOf = ({ quantity, executed }: Order) => quantity - executed
export const isStop = ({ type }: Order) => type.startsWith('STOP') || type.startsWith('TAKE')

/** An order as queries tell it. */
export function describeOrder(order: Order) {
  return {
    symbol: order.symbol.name,
    orderId: order.id,
    orderListId: order.list?.id ?? -1,
    clientOrderId: order.clientId,
    price: textOf(order.price),
    origQty: textOf(order.quantity),
    executedQty: textOf(order.executed),
    cummulativeQuoteQty: textOf(order.quote),
    status: order.status,
    timeInForce: order.timeInForce,
    type: order.type,
    side: order.side,
    stopPrice: textOf(order.stopPrice),
    icebergQty: textOf(0n),
    time: order.time,
    updateTime: order.updateTime,
    isWorking: order.working,
    workingTime: order.workingTime,
    origQuoteOrderQty: textOf(0n),
    selfTradePreventionMode: 'NONE',
  }
}

/** The answer to a command. */
export function describeResult(order: Order, clientId = order.clientId) {
  const { time: _, updateTime, isWorking: _working, icebergQty: _iceberg, stopPrice, ...told } = describeOrder(order)
  return {
    ...told,
    clientOrderId: clientId,
    transactTime: updateTime,
    ...(order.stopPrice > 0n ? { stopPrice } : {}),
  }
}

/** The trades of an order, as the answer to a new order lists them. */
export const describeFills = ({ fills }: Order) =>
  fills.map(({ id, price, quantity, commission, commissionAsset }) => ({
    price: textOf(price),
    qty: textOf(quantity),
    commission: textOf(commission),
    commissionAsset,
    tradeId: id,
  }))

/** A trade as the trade list tells it. */
export const describeTrade = (order: Order, fill: Fill) => ({
  symbol: order.symbol.name,
  id: fill.id,
  orderId: order.id,
  orderListId: order.list?.id ?? -1,
  price: textOf(fill.price),
  qty: textOf(fill.quantity),
  quoteQty: textOf((fill.price * fill.quantity) / 100_000_000n),
  commission: textOf(fill.commission),
  commissionAsset: fill.commissionAsset,
  time: fill.time,
  isBuyer: order.side === 'BUY',
  isMaker: fill.maker,
  isBestMatch: true,
})

/** What the private stream says when something happens to an order. `execution`: NEW, TRADE, CANCELED, EXPIRED, REJECTED. */
export function describeReport(order: Order, execution: string, now: number, fill?: Fill, cancelId = '') {
  return {
    e: 'executionReport',
    E: now,
    s: order.symbol.name,
    c: cancelId === '' ? order.clientId : cancelId,
    S: order.side,
    o: order.type,
    f: order.timeInForce,
    q: textOf(order.quantity),
    p: textOf(order.price),
    P: textOf(order.stopPrice),
    F: textOf(0n),
    g: order.list?.id ?? -1,
    C: cancelId === '' ? '' : order.clientId,
    x: execution,
    X: order.status,
    r: 'NONE',
    i: order.id,
    l: textOf(fill?.quantity ?? 0n),
    z: textOf(order.executed),
    L: textOf(fill?.price ?? 0n),
    n: fill ? textOf(fill.commission) : '0',
    N: fill?.commissionAsset ?? null,
    T: fill?.time ?? order.updateTime,
    t: fill?.id ?? -1,
    I: 1,
    w: order.working && isOpen(order),
    m: fill?.maker ?? false,
    M: false,
    O: order.time,
    Z: textOf(order.quote),
    Y: textOf(fill ? (fill.price * fill.quantity) / 100_000_000n : 0n),
    Q: textOf(0n),
    W: order.workingTime,
    V: 'NONE',
  }
}
