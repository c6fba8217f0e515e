import { pro } from 'ccxt'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openAccount } from '../../engine/demo-exchange/accounts.ts'
import { createDemoExchange, type DemoExchange } from '../../engine/demo-exchange/exchange.ts'
import { createFaults } from '../../engine/demo-exchange/faults.ts'
import { serveDemoExchange, type Served } from '../../engine/demo-exchange/serve.ts'
import { demoSymbol } from '../../engine/demo-exchange/symbols.ts'
import { fasterClock } from '../../engine/market/clock.ts'
import { funds, MINUTE, waveSource } from './market.ts'

/** The exchange's clock stands at half a minute past, so that a candle is under way. */
const clock = fasterClock(Math.floor(Date.now() / MINUTE) * MINUTE + 30_000, 1)
let exchange: DemoExchange
let served: Served
let client: InstanceType<typeof pro.binance>

/** The client as people use it; only its addresses are others. */
async function connect(secret: string): Promise<InstanceType<typeof pro.binance>> {
  const made = new pro.binance({
    apiKey: 'the-key',
    secret,
    options: {
      defaultType: 'spot',
      fetchMarkets: { types: ['spot'] },
      fetchCurrencies: false,
      fetchMargins: false,
      adjustForTimeDifference: true,
    },
  })
  redirect(made.urls['api'] as Record<string, unknown>)
  await made.loadHttpProxyAgent()
  return made
}

function redirect(urls: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(urls)) {
    if (typeof value !== 'string') redirect(value as Record<string, unknown>)
    else urls[name] = `${value.startsWith('ws') ? 'ws' : 'http'}://${served.address}${new URL(value).pathname.replace(/\/$/, '')}`
  }
}

beforeAll(async () => {
  exchange = createDemoExchange({
    clock,
    markets: [{ symbol: demoSymbol('BTC', 'USDT'), source: waveSource() }],
    accounts: [openAccount('the-key', 'the-secret', funds)],
    faults: createFaults(1, 0),
  })
  await exchange.ready
  served = await serveDemoExchange(exchange, 0, { now: clock.now, speed: 1 })
  client = await connect('the-secret')
  await client.loadMarkets()
})

afterAll(async () => {
  await client.close()
  await served.close()
})

describe('the unmodified ccxt talks to the demo exchange', () => {
  test('markets, time, candles, depth', async () => {
    expect(client.market('BTC/USDT')).toMatchObject({
      spot: true,
      active: true,
      precision: { amount: 0.00001, price: 0.01 },
      limits: { cost: { min: 5 } },
    })
    expect(Math.abs(Number(client.options['timeDifference']) + (clock.now() - Date.now()))).toBeLessThan(1000)
    const candles = await client.fetchOHLCV('BTC/USDT', '1m', Math.floor(clock.now()) - 100 * MINUTE, 50)
    expect(candles).toHaveLength(50)
    expect(candles[1]![0]! - candles[0]![0]!).toBe(MINUTE)
    const hours = await client.fetchOHLCV('BTC/USDT', '1h', Math.floor(clock.now()) - 5 * 60 * MINUTE)
    expect(hours.at(-1)![0]).toBe(Math.floor(clock.now() / (60 * MINUTE)) * 60 * MINUTE)
    const book = await client.fetchOrderBook('BTC/USDT', 5)
    expect(book.bids[0]![0]).toBeLessThan(book.asks[0]![0]!)
    const ticker = await client.fetchTicker('BTC/USDT')
    expect(ticker.bid!).toBeLessThan(ticker.ask!)
    expect(ticker.high!).toBeGreaterThanOrEqual(ticker.last!)
  })

  test('orders, trades and balances', async () => {
    const before = await client.fetchBalance()
    const market = await client.createOrder('BTC/USDT', 'market', 'buy', 0.5)
    expect(market).toMatchObject({ status: 'closed', filled: 0.5 })
    const resting = await client.createOrder('BTC/USDT', 'limit', 'buy', 0.5, 80, { clientOrderId: 'mine-1' })
    expect(resting).toMatchObject({ status: 'open', filled: 0, clientOrderId: 'mine-1' })
    expect((await client.fetchOpenOrders('BTC/USDT')).map(({ id }) => id)).toEqual([resting.id])
    expect((await client.cancelOrder(resting.id!, 'BTC/USDT')).status).toBe('canceled')
    const first = await client.createOrder('BTC/USDT', 'limit', 'buy', 0.5, 80)
    const moved = await client.editOrder(first.id!, 'BTC/USDT', 'limit', 'buy', 0.5, 81)
    expect((await client.fetchOpenOrders('BTC/USDT')).map(({ id, price }) => [id, price])).toEqual([[moved.id, 81]])
    await client.cancelOrder(moved.id!, 'BTC/USDT')
    const trades = await client.fetchMyTrades('BTC/USDT')
    expect(trades.map(({ order, amount, fee }) => [order, amount, fee?.currency])).toEqual([[market.id, 0.5, 'BTC']])
    const after = await client.fetchBalance()
    expect(after['BTC']!.total).toBeCloseTo(before['BTC']!.total! + 0.5 * 0.999, 8)
    expect(after['USDT']!.used).toBe(0)
  })

  test('its private and market streams', async () => {
    const hearing = client.watchOrders('BTC/USDT')
    const candles = client.watchOHLCV('BTC/USDT', '1m')
    await new Promise((resolve) => setTimeout(resolve, 300))
    const resting = await client.createOrder('BTC/USDT', 'limit', 'sell', 0.25, 120)
    const [heard] = await hearing
    expect(heard).toMatchObject({ id: resting.id, status: 'open', amount: 0.25 })
    exchange.market('BTCUSDT').trade(10_000_000_000n, 100_000_000n)
    await client.cancelOrder(resting.id!, 'BTC/USDT')
    void candles.catch(() => {})
  })

  test("its errors are the venue's", async () => {
    const reasons: Record<string, string> = {}
    const tried: Record<string, () => Promise<unknown>> = {
      'too dear': () => client.createOrder('BTC/USDT', 'limit', 'buy', 8000, 100),
      'no such order': () => client.fetchOrder('999999', 'BTC/USDT'),
      'cancel of nothing': () => client.cancelOrder('999999', 'BTC/USDT'),
      'too small': () => client.createOrder('BTC/USDT', 'limit', 'buy', 0.001, 100),
      'stop behind the price': () => client.createOrder('BTC/USDT', 'market', 'sell', 1, undefined, { stopLossPrice: 500 }),
    }
    for (const [name, act] of Object.entries(tried)) await act().catch((error: Error) => (reasons[name] = error.constructor.name))
    expect(reasons).toEqual({
      'too dear': 'InsufficientFunds',
      'no such order': 'OrderNotFound',
      'cancel of nothing': 'OrderNotFound',
      'too small': 'BadRequest',
      'stop behind the price': 'OrderImmediatelyFillable',
    })
    const wrong = await connect('another')
    await expect(wrong.fetchBalance()).rejects.toThrow(/-1022/)
    await wrong.close()
  })
})
