import { describeBalances, type Account } from './accounts.ts'
import { textOf } from './amounts.ts'
import type { House } from './house.ts'
import { describeKline, intervals, openOf } from './klines.ts'
import { describeOrder, describeTrade, isOpen, type Order } from './orders.ts'
import type { Parameters } from './parameters.ts'
import { refusals } from './refusals.ts'
import { describeSymbol } from './symbols.ts'
import { replaceOrder } from './replacing.ts'
import { cancelOrder, describeList, findOrder, isHidden, marketOf, newOco, newOrder } from './trading.ts'

/** One endpoint: what it weighs, whether it wants a signature, whether it counts as a new order, and its answer. */
export type Endpoint = {
  readonly weight: number
  readonly signed?: true
  /** New orders it counts for. */
  readonly orders?: number
  answer(house: House, params: Parameters, account: Account): unknown
}

export const rateLimits = [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000 },
  { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 100 },
  { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: 200_000 },
]

/** `METHOD path` → endpoint. */
export const endpoints: Readonly<Record<string, Endpoint>> = {
  'GET /api/v3/ping': { weight: 1, answer: () => ({}) },
  'GET /api/v3/time': { weight: 1, answer: (house) => ({ serverTime: Math.floor(house.now()) }) },
  'GET /api/v3/exchangeInfo': {
    weight: 20,
    answer(house, params) {
      const one = params.optional('symbol')
      const names = one === undefined ? (JSON.parse(params.optional('symbols') ?? 'null') as string[] | null) : [one]
      const symbols = names
        ? names.map((name) => marketOf(house, name).symbol)
        : [...house.markets.values()].map(({ market }) => market.symbol)
      return {
        timezone: 'UTC',
        serverTime: Math.floor(house.now()),
        rateLimits,
        exchangeFilters: [],
        symbols: symbols.map(describeSymbol),
        sors: [],
      }
    },
  },
  'GET /api/v3/klines': { weight: 2, answer: listKlines },
  'GET /api/v3/depth': {
    weight: 5,
    answer(house, params) {
      const { bids, asks } = marketOf(house, params.text('symbol')).depth(params.whole('limit', 100))
      const level = ([price, quantity]: [bigint, bigint]) => [textOf(price), textOf(quantity)]
      return { lastUpdateId: Math.floor(house.now()), bids: bids.map(level), asks: asks.map(level) }
    },
  },
  'GET /api/v3/trades': {
    weight: 25,
    answer(house, params) {
      const { name } = marketOf(house, params.text('symbol')).symbol
      return (house.tape.get(name) ?? []).slice(-params.whole('limit', 500)).map(({ id, price, quantity, time, buyerIsMaker }) => ({
        id,
        price: textOf(price),
        qty: textOf(quantity),
        quoteQty: textOf((price * quantity) / 100_000_000n),
        time,
        isBuyerMaker: buyerIsMaker,
        isBestMatch: true,
      }))
    },
  },
  'GET /api/v3/avgPrice': {
    weight: 2,
    answer(house, params) {
      const { last } = marketOf(house, params.text('symbol'))
      return { mins: 5, price: textOf(last), closeTime: Math.floor(house.now()) }
    },
  },
  'GET /api/v3/ticker/price': {
    weight: 2,
    answer: (house, params) => perSymbol(house, params, ({ symbol, last }) => ({ symbol: symbol.name, price: textOf(last) })),
  },
  'GET /api/v3/ticker/bookTicker': {
    weight: 2,
    answer: (house, params) =>
      perSymbol(house, params, ({ symbol, depth }) => {
        const { bids, asks } = depth(1)
        const [bid, ask] = [bids[0] ?? [0n, 0n], asks[0] ?? [0n, 0n]]
        return { symbol: symbol.name, bidPrice: textOf(bid[0]), bidQty: textOf(bid[1]), askPrice: textOf(ask[0]), askQty: textOf(ask[1]) }
      }),
  },
  'GET /api/v3/ticker/24hr': { weight: 2, answer: describeDay },
  'GET /api/v3/account': { weight: 20, signed: true, answer: describeAccount },
  'GET /api/v3/account/commission': {
    weight: 20,
    signed: true,
    answer(house, params, { commission, feeAsset }) {
      const rates = (maker: bigint, taker: bigint) => ({
        maker: textOf(maker * 1000n),
        taker: textOf(taker * 1000n),
        buyer: textOf(0n),
        seller: textOf(0n),
      })
      return {
        symbol: marketOf(house, params.text('symbol')).symbol.name,
        standardCommission: rates(commission.maker, commission.taker),
        specialCommission: rates(0n, 0n),
        taxCommission: rates(0n, 0n),
        discount: {
          enabledForAccount: feeAsset !== '',
          enabledForSymbol: feeAsset !== '',
          discountAsset: feeAsset || 'BNB',
          discount: textOf(75_000_000n),
        },
      }
    },
  },
  'GET /sapi/v1/account/apiRestrictions': { weight: 1, signed: true, answer: describeRights },
  'POST /api/v3/order': {
    weight: 1,
    signed: true,
    orders: 1,
    answer: (house, params, account) => newOrder(house, account, params, false)!.body,
  },
  'POST /api/v3/order/test': { weight: 1, signed: true, answer: (house, params, account) => newOrder(house, account, params, true) ?? {} },
  'POST /api/v3/orderList/oco': { weight: 1, signed: true, orders: 2, answer: (house, params, account) => newOco(house, account, params) },
  'GET /api/v3/order': {
    weight: 4,
    signed: true,
    answer(house, params, account) {
      const order = findOrder(account, params)
      if (!order || isHidden(house, order)) throw refusals.noOrder()
      const told = describeOrder(order)
      return !isOpen(order) && house.faults.happens('F12') ? { ...told, executedQty: textOf(0n), cummulativeQuoteQty: textOf(0n) } : told
    },
  },
  'DELETE /api/v3/order': { weight: 1, signed: true, answer: (house, params, account) => cancelOrder(house, account, params) },
  'POST /api/v3/order/cancelReplace': {
    weight: 1,
    signed: true,
    orders: 1,
    answer: (house, params, account) => replaceOrder(house, account, params),
  },
  'DELETE /api/v3/openOrders': {
    weight: 1,
    signed: true,
    answer(house, params, account) {
      const market = marketOf(house, params.text('symbol'))
      const open = market.open.filter((order) => order.account === account)
      if (open.length === 0) throw refusals.cancelUnknown()
      for (const order of open) if (isOpen(order)) market.end(order, 'CANCELED')
      house.streams.balances(account)
      return open.map(describeOrder)
    },
  },
  'GET /api/v3/openOrders': {
    weight: 6,
    signed: true,
    answer(house, params, account) {
      const open = ordersOf(account, params.optional('symbol')).filter((order) => isOpen(order) && !isHidden(house, order))
      return (house.faults.happens('F19') ? open.slice(0, Math.max(1, open.length >> 1)) : open).map(describeOrder)
    },
  },
  'GET /api/v3/allOrders': {
    weight: 20,
    signed: true,
    answer(house, params, account) {
      const from = params.whole('orderId', 0)
      const [start, end] = [params.whole('startTime', 0), params.whole('endTime', Infinity)]
      const orders = ordersOf(account, params.text('symbol')).filter(({ id, time }) => id >= from && time >= start && time <= end)
      const limit = Math.min(1000, params.whole('limit', 500))
      return (from > 0 || start > 0 ? orders.slice(0, limit) : orders.slice(-limit))
        .filter((order) => !isHidden(house, order))
        .map(describeOrder)
    },
  },
  'GET /api/v3/openOrderList': {
    weight: 6,
    signed: true,
    answer: (house, _, account) =>
      listsOf(house, account)
        .filter(({ done }) => !done)
        .map((list) => describeList(list, house.now())),
  },
  'GET /api/v3/myTrades': { weight: 20, signed: true, answer: listTrades },
  'GET /api/v3/rateLimit/order': {
    weight: 40,
    signed: true,
    answer: () => rateLimits.filter(({ rateLimitType }) => rateLimitType === 'ORDERS'),
  },
}

const ordersOf = (account: Account, symbol: string | undefined): Order[] =>
  [...account.orders.values()].filter((order) => symbol === undefined || order.symbol.name === symbol)
const listsOf = (house: House, account: Account) => house.lists.filter(({ orders }) => orders[0]!.account === account)

function perSymbol(house: House, params: Parameters, describe: (market: ReturnType<typeof marketOf>) => unknown): unknown {
  const name = params.optional('symbol')
  return name === undefined ? [...house.markets.values()].map(({ market }) => describe(market)) : describe(marketOf(house, name))
}

async function listKlines(house: House, params: Parameters): Promise<unknown> {
  const name = params.text('symbol')
  const interval = params.text('interval')
  marketOf(house, name)
  const length = intervals[interval]
  if (length === undefined) throw refusals.interval()
  const limit = Math.min(1000, params.whole('limit', 500))
  const now = house.clock.now()
  const end = params.whole('endTime', now)
  const newest = openOf(length, Math.min(end, now))
  const from = params.whole('startTime', newest - (limit - 1) * length)
  const bars = await house.markets.get(name)!.outside.klines(interval, from, newest)
  return bars.slice(0, limit).map((bar) => describeKline(bar, length))
}

async function describeDay(house: House, params: Parameters): Promise<unknown> {
  const { symbol, last, depth } = marketOf(house, params.text('symbol'))
  params.optional('type')
  const now = Math.floor(house.now())
  const bars = await house.markets.get(symbol.name)!.outside.klines('1m', now - 86_400_000, now)
  const first = bars[0]?.open ?? last
  const { bids, asks } = depth(1)
  const [bid, ask] = [bids[0] ?? [0n, 0n], asks[0] ?? [0n, 0n]]
  const volume = bars.reduce((sum, bar) => sum + bar.volume, 0n)
  const quoteVolume = bars.reduce((sum, bar) => sum + bar.quote, 0n)
  return {
    symbol: symbol.name,
    priceChange: textOf(last - first),
    priceChangePercent: ((Number(last - first) / Number(first)) * 100).toFixed(3),
    weightedAvgPrice: textOf(volume === 0n ? last : (quoteVolume * 100_000_000n) / volume),
    prevClosePrice: textOf(first),
    lastPrice: textOf(last),
    lastQty: textOf(house.tape.get(symbol.name)?.at(-1)?.quantity ?? 0n),
    bidPrice: textOf(bid[0]),
    bidQty: textOf(bid[1]),
    askPrice: textOf(ask[0]),
    askQty: textOf(ask[1]),
    openPrice: textOf(first),
    highPrice: textOf(bars.reduce((high, bar) => (bar.high > high ? bar.high : high), last)),
    lowPrice: textOf(bars.reduce((low, bar) => (bar.low < low ? bar.low : low), last)),
    volume: textOf(volume),
    quoteVolume: textOf(quoteVolume),
    openTime: now - 86_400_000,
    closeTime: now,
    firstId: 0,
    lastId: 0,
    count: bars.reduce((sum, bar) => sum + bar.trades, 0),
  }
}

function listTrades(_: House, params: Parameters, account: Account): unknown {
  const orderId = params.whole('orderId', -1)
  const fromId = BigInt(params.whole('fromId', 0))
  const [start, end] = [params.whole('startTime', 0), params.whole('endTime', Infinity)]
  const trades = ordersOf(account, params.text('symbol'))
    .flatMap((order) => order.fills.map((fill) => ({ order, fill })))
    .filter(({ order, fill }) => (orderId === -1 || order.id === orderId) && fill.id >= fromId && fill.time >= start && fill.time <= end)
    .sort((a, b) => (a.fill.id < b.fill.id ? -1 : 1))
  const limit = Math.min(1000, params.whole('limit', 500))
  const isFromStart = fromId > 0n || start > 0
  return (isFromStart ? trades.slice(0, limit) : trades.slice(-limit)).map(({ order, fill }) => describeTrade(order, fill))
}

function describeAccount(house: House, params: Parameters, account: Account): unknown {
  const late = house.streams.balancesBefore(account, 2000)
  params.optional('omitZeroBalances')
  const rate = (parts: bigint) => textOf(parts * 1000n)
  const { maker, taker } = account.commission
  return {
    makerCommission: Number(maker / 10n),
    takerCommission: Number(taker / 10n),
    buyerCommission: 0,
    sellerCommission: 0,
    commissionRates: { maker: rate(maker), taker: rate(taker), buyer: textOf(0n), seller: textOf(0n) },
    canTrade: account.rights.trade,
    canWithdraw: account.rights.withdraw,
    canDeposit: true,
    brokered: false,
    requireSelfTradePrevention: false,
    preventSor: false,
    updateTime: Math.floor(house.now()),
    accountType: 'SPOT',
    balances: late && house.faults.happens('F35') ? late : describeBalances(account),
    permissions: ['SPOT'],
    uid: 1,
  }
}

function describeRights(_: House, __: Parameters, { rights }: Account): unknown {
  return {
    ipRestrict: rights.ipRestricted,
    createTime: 0,
    enableReading: true,
    enableWithdrawals: rights.withdraw,
    enableInternalTransfer: rights.transfer,
    enableMargin: false,
    enableFutures: false,
    permitsUniversalTransfer: rights.transfer,
    enableVanillaOptions: false,
    enableFixApiTrade: false,
    enableFixReadOnly: false,
    enableSpotAndMarginTrading: rights.trade,
    enablePortfolioMarginTrading: false,
  }
}
