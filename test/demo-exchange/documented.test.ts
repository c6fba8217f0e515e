import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { textOf } from '../../engine/demo-exchange/amounts.ts'
import { createFaults } from '../../engine/demo-exchange/faults.ts'
import { isOpen } from '../../engine/demo-exchange/orders.ts'
import { ask, letPass, openExchange, type Told } from './market.ts'

/** The venue's own examples, read where they lie; without them this is not run. */
const path = fileURLToPath(new URL('../../../shared/data/exchange/binance_docs_examples.json', import.meta.url))
const examples = existsSync(path)
  ? (JSON.parse(readFileSync(path, 'utf8')) as { examples: { heading: string; context: string; json: unknown }[] }).examples
  : []

function documented(heading: string, context = ''): unknown {
  const found = examples.find((one) => ` > ${one.heading}`.endsWith(heading) && one.context.includes(context))
  if (!found) throw new Error(`No example of ${heading}`)
  return found.json
}

/** Every name of the documented answer, with the kind of its value. What the documentation leaves empty says nothing. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])]
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shapeOf(one)]))
}

/** Names that belong to what the demo exchange does not offer. */
const absent = new Set(['stopPrice', 'icebergQty', 'v'])

/** What of the documented shape an answer lacks. */
function missing(ours: unknown, theirs: unknown, at: string): string[] {
  if (Array.isArray(theirs)) {
    if (!Array.isArray(ours)) return [`${at} is no list`]
    return theirs.length > 0 && ours.length > 0 ? missing(ours[0], theirs[0], `${at}[0]`) : []
  }
  if (typeof theirs !== 'object' || theirs === null) return theirs === 'object' || ours === theirs ? [] : [`${at} is no ${String(theirs)}`]
  const own = ours as Told
  return Object.entries(theirs).flatMap(([name, one]) => {
    if (name in own) return missing(own[name], one, `${at}.${name}`)
    return absent.has(name) ? [] : [`${at}.${name} is missing`]
  })
}

describe.skipIf(examples.length === 0)('answers have the documented shape', () => {
  test('public, account, orders, lists', async () => {
    const at = await openExchange()
    const symbol = { symbol: 'BTCUSDT' }
    const price = textOf(at.exchange.market('BTCUSDT').last)
    const low = textOf(at.exchange.market('BTCUSDT').last - 1_000_000_000n)
    const high = textOf(at.exchange.market('BTCUSDT').last + 1_000_000_000n)
    await letPass(at.clock, at.clock.now() + 90_000)
    const compare = async (heading: string, method: string, path_: string, params: Record<string, string> = {}, context = '') => {
      const { status, body } = await ask(at, method, path_, params)
      expect([heading, status]).toEqual([heading, 200])
      expect(missing(shapeOf(body), shapeOf(documented(heading, context)), heading)).toEqual([])
      return body as Told
    }
    await compare('Check server time', 'GET', '/api/v3/time')
    await compare('Exchange information', 'GET', '/api/v3/exchangeInfo')
    await compare('Order book', 'GET', '/api/v3/depth', symbol)
    await compare('Recent trades list', 'GET', '/api/v3/trades', symbol)
    await compare('Kline/Candlestick data', 'GET', '/api/v3/klines', { ...symbol, interval: '5m' })
    await compare('Current average price', 'GET', '/api/v3/avgPrice', symbol)
    await compare('24hr ticker price change statistics', 'GET', '/api/v3/ticker/24hr', symbol)
    await compare('Symbol price ticker', 'GET', '/api/v3/ticker/price', symbol)
    await compare('Symbol order book ticker', 'GET', '/api/v3/ticker/bookTicker', symbol)
    await compare('Account information (USER_DATA)', 'GET', '/api/v3/account')
    await compare('Query Commission Rates (USER_DATA)', 'GET', '/api/v3/account/commission', symbol)
    const order = { ...symbol, side: 'BUY', quantity: '0.5' }
    await compare('New order (TRADE)', 'POST', '/api/v3/order', { ...order, type: 'MARKET' }, 'FULL')
    const { ['orderId']: orderId } = await compare(
      'New order (TRADE)',
      'POST',
      '/api/v3/order',
      { ...order, type: 'LIMIT', timeInForce: 'GTC', price: low },
      'RESULT',
    )
    await compare('Query order (USER_DATA)', 'GET', '/api/v3/order', { ...symbol, orderId: String(orderId as number) })
    await compare('Current open orders (USER_DATA)', 'GET', '/api/v3/openOrders', symbol)
    await compare('All orders (USER_DATA)', 'GET', '/api/v3/allOrders', symbol)
    await compare('Account trade list (USER_DATA)', 'GET', '/api/v3/myTrades', symbol)
    await compare('Cancel order (TRADE)', 'DELETE', '/api/v3/order', { ...symbol, orderId: String(orderId as number) }, '**Response:**')
    const { ['orderId']: oldId } = await compare(
      'New order (TRADE)',
      'POST',
      '/api/v3/order',
      { ...order, type: 'LIMIT', timeInForce: 'GTC', price: low },
      'RESULT',
    )
    const replacement = { ...order, type: 'LIMIT', timeInForce: 'GTC', price: low, cancelReplaceMode: 'STOP_ON_FAILURE' }
    await compare('Cancel an Existing Order and Send a New Order (TRADE)', 'POST', '/api/v3/order/cancelReplace', {
      ...replacement,
      cancelOrderId: String(oldId as number),
    })
    const oco = {
      ...symbol,
      side: 'SELL',
      quantity: '0.5',
      aboveType: 'LIMIT_MAKER',
      abovePrice: high,
      belowType: 'STOP_LOSS_LIMIT',
      belowStopPrice: low,
      belowPrice: low,
      belowTimeInForce: 'GTC',
    }
    await compare('New Order list - OCO (TRADE)', 'POST', '/api/v3/orderList/oco', oco)
    expect(Number(price)).toBeGreaterThan(0)
    at.exchange.close()
  })

  test('F37: a cancel-and-replace that fails in part or whole says which part did', async () => {
    const faults = createFaults(1, 0)
    const at = await openExchange({ faults })
    const price = textOf(at.exchange.market('BTCUSDT').last - 1_000_000_000n)
    const order = { symbol: 'BTCUSDT', side: 'BUY', quantity: '0.5', type: 'LIMIT', timeInForce: 'GTC', price }
    const replace = (cancelOrderId: string, cancelReplaceMode: string) =>
      ask(at, 'POST', '/api/v3/order/cancelReplace', { ...order, cancelOrderId, cancelReplaceMode })
    const open = () => [...at.exchange.accounts[0]!.orders.values()].filter(isOpen).map(({ id }) => id)
    const is = (told: Awaited<ReturnType<typeof ask>>, status: number, context: string) => {
      expect(told.status).toBe(status)
      const wanted = documented('Cancel an Existing Order and Send a New Order (TRADE)', context) as Told
      expect(missing(shapeOf(told.body), shapeOf(wanted), context)).toEqual([])
      expect([told.body!['code'], told.body!['msg']]).toEqual([wanted['code'], wanted['msg']])
    }
    const { body } = await ask(at, 'POST', '/api/v3/order', order)
    is(await replace('999', 'STOP_ON_FAILURE'), 400, 'when Cancel Order Fails with STOP_ON FAILURE')
    expect(open()).toEqual([body!['orderId']])
    is(await replace('999', 'ALLOW_FAILURE'), 409, 'when Cancel Order fails with ALLOW_FAILURE')
    expect(open()).toHaveLength(2)
    faults.inject('F37')
    is(
      await replace(String(body!['orderId'] as number), 'STOP_ON_FAILURE'),
      409,
      'when Cancel Order Succeeds but New Order Placement Fails',
    )
    expect(open()).toHaveLength(1)
    at.exchange.close()
  })

  test('what the streams say', async () => {
    const at = await openExchange()
    const heard: Told[] = []
    const private_ = at.exchange.connections.open('/ws-api/v3', { send: (text) => heard.push(JSON.parse(text) as Told), cut: () => {} })!
    const market: Told[] = []
    const public_ = at.exchange.connections.open('/ws/btcusdt@kline_1m', {
      send: (text) => market.push(JSON.parse(text) as Told),
      cut: () => {},
    })!
    public_.hear(JSON.stringify({ method: 'SUBSCRIBE', params: ['btcusdt@bookTicker', 'btcusdt@trade'], id: 1 }))
    const { signedRequest } = await import('./signed-request.ts')
    const { createHmac } = await import('node:crypto')
    const params = { apiKey: 'the-key', timestamp: at.clock.now() }
    const signature = createHmac('sha256', 'the-secret').update(`apiKey=the-key&timestamp=${at.clock.now()}`).digest('hex')
    private_.hear(JSON.stringify({ id: '1', method: 'userDataStream.subscribe.signature', params: { ...params, signature } }))
    expect(heard[0]).toEqual({ id: '1', status: 200, result: { subscriptionId: 0 } })
    await at.exchange.handle(
      signedRequest(
        at.exchange.accounts[0]!,
        'POST',
        '/api/v3/order',
        { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.5' },
        at.clock.now(),
      ),
    )
    await letPass(at.clock, at.clock.now() + 70_000)
    const event = (e: string) => heard.find((one) => (one['event'] as Told | undefined)?.['e'] === e)
    expect(missing(shapeOf(event('executionReport')), shapeOf(documented('Order Update')), 'executionReport')).toEqual([])
    expect(missing(shapeOf(event('outboundAccountPosition')), shapeOf(documented('Account Update')), 'outboundAccountPosition')).toEqual([])
    const closed = market.find((one) => one['e'] === 'kline' && (one['k'] as Told)['x'] === true)
    expect(missing(shapeOf(closed), shapeOf(documented('Kline/Candlestick Streams for UTC')), 'kline')).toEqual([])
    expect(missing(shapeOf(market.find((one) => one['e'] === 'trade')), shapeOf(documented('> Trade Streams')), 'trade')).toEqual([])
    expect(
      missing(shapeOf(market.find((one) => 'b' in one)), shapeOf(documented('Individual Symbol Book Ticker Streams')), 'bookTicker'),
    ).toEqual([])
    at.exchange.close()
  })
})
