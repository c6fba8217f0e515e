import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { parseExact } from './raw-answer.ts'
import { statusShape } from './binance-read.ts'
import type { MarketMessage, PrivateMessage } from './venue-nouns.ts'

/** Messages of Binance's streams, and what is said to them. */

const id = z.union([z.string(), z.number().int()]).transform(String)
const report = z.object({
  e: z.literal('executionReport'),
  s: z.string(),
  c: z.string(),
  C: z.string(),
  S: z.enum(['BUY', 'SELL']),
  q: z.string(),
  p: z.string(),
  P: z.string(),
  g: z.number(),
  x: z.string(),
  X: statusShape,
  i: id,
  l: z.string(),
  z: z.string(),
  L: z.string(),
  Y: z.string(),
  n: z.string(),
  N: z.string().nullable(),
  T: z.number(),
  t: id,
  w: z.boolean(),
  m: z.boolean(),
})
const balances = z.object({
  e: z.literal('outboundAccountPosition'),
  B: z.array(z.object({ a: z.string(), f: z.string(), l: z.string() })),
})
const ended = z.object({ e: z.enum(['eventStreamTerminated', 'serverShutdown']) })
const envelope = z.object({ event: z.unknown() })
const reply = z.object({ id, status: z.number(), error: z.object({ code: z.number(), msg: z.string() }).optional() })

/** One message of the private connection. Throws SyntaxError for what is no JSON. */
export function readPrivate(text: string): PrivateMessage {
  const message = parseExact(text)
  const answer = reply.safeParse(message)
  if (answer.success) return { kind: 'reply', id: answer.data.id, ok: answer.data.status === 200, reason: answer.data.error?.msg ?? '' }
  const event = envelope.safeParse(message).data?.event
  const told = report.safeParse(event)
  if (told.success) {
    const raw = told.data
    const order = {
      // A cancel is reported under its own id, with the order's beside it.
      clientId: raw.C === '' ? raw.c : raw.C,
      venueId: raw.i,
      symbol: raw.s,
      side: raw.S === 'BUY' ? ('buy' as const) : ('sell' as const),
      status: raw.X,
      quantity: raw.q,
      executed: raw.z,
      price: raw.p,
      stopPrice: raw.P,
      triggered: Number(raw.P) > 0 && raw.w,
      list: raw.g < 0 ? '' : String(raw.g),
      time: raw.T,
    }
    const trade = {
      id: raw.t,
      venueOrderId: raw.i,
      price: raw.L,
      quantity: raw.l,
      quoteQuantity: raw.Y,
      fee: raw.n,
      feeAsset: raw.N ?? '',
      maker: raw.m,
      time: raw.T,
    }
    return { kind: 'report', report: { order, trade: raw.x === 'TRADE' ? trade : undefined } }
  }
  const held = balances.safeParse(event)
  if (held.success) return { kind: 'balances', balances: held.data.B.map(({ a, f, l }) => ({ asset: a, free: f, locked: l })) }
  const over = ended.safeParse(event)
  return over.success ? { kind: 'ended', reason: over.data.e } : { kind: 'other' }
}

/** Asks the private connection for what happens to the account of a key. */
export function subscribePrivate(requestId: string, key: string, secret: string, time: number): string {
  const plain = `apiKey=${encodeURIComponent(key)}&timestamp=${Math.floor(time)}`
  const signature = createHmac('sha256', secret).update(plain).digest('hex')
  const params = { apiKey: key, timestamp: Math.floor(time), signature }
  return JSON.stringify({ id: requestId, method: 'userDataStream.subscribe.signature', params })
}

export const pingPrivate = (requestId: string): string => JSON.stringify({ id: requestId, method: 'ping' })

const kline = z.object({
  e: z.literal('kline'),
  s: z.string(),
  k: z.object({ t: z.number(), i: z.string(), o: z.string(), h: z.string(), l: z.string(), c: z.string(), v: z.string(), x: z.boolean() }),
})
const quote = z.object({ u: z.number(), s: z.string(), b: z.string(), B: z.string(), a: z.string(), A: z.string() })

/** One message of the market connection. Throws SyntaxError for what is no JSON. */
export function readMarket(text: string): MarketMessage {
  const message = parseExact(text)
  const told = kline.safeParse(message)
  if (told.success) {
    const { t, i, o, h, l, c, v, x } = told.data.k
    const bar = { time: t, open: Number(o), high: Number(h), low: Number(l), close: Number(c), volume: Number(v) }
    return { kind: 'bar', symbol: told.data.s, timeframe: i, bar, closed: x }
  }
  const best = quote.safeParse(message)
  if (!best.success) return { kind: 'other' }
  const { s, b, B, a, A } = best.data
  return { kind: 'quote', symbol: s, best: { bid: Number(b), bidQuantity: Number(B), ask: Number(a), askQuantity: Number(A) } }
}

/** Topics of one market: its candles and its best quotes. */
export const topicsOf = (symbol: string, timeframes: readonly string[]): string[] => [
  ...timeframes.map((timeframe) => `${symbol.toLowerCase()}@kline_${timeframe}`),
  `${symbol.toLowerCase()}@bookTicker`,
]

export const subscribeMarket = (topics: readonly string[]): string => JSON.stringify({ method: 'SUBSCRIBE', params: topics, id: 1 })

/** Asks the market connection for a sign of life. */
export const pingMarket = (): string => JSON.stringify({ method: 'LIST_SUBSCRIPTIONS', id: 2 })
