import { textOf } from './amounts.ts'
import type { House, PublicTrade } from './house.ts'
import { intervals } from './klines.ts'
import { authenticate } from './parameters.ts'
import { jsonOf } from './private-streams.ts'
import { Refusal } from './refusals.ts'
import type { DemoSymbol } from './symbols.ts'

/** One WebSocket connection, as the exchange sees it. */
export type Connection = { hear(text: string): void; closed(): void }

/** The other end of it. */
export type Peer = { send(text: string): void; cut(): void }

export type Connections = {
  /** `path`: "/ws-api/v3" for the account's side, "/ws" or "/stream" for the markets. Undefined: nothing is served there. */
  open(path: string, peer: Peer): Connection | undefined
  traded(symbol: DemoSymbol, trade: PublicTrade): void
  close(): void
}

type Subscriptions = Map<string, () => void>

export function createConnections(house: House): Connections {
  const peers = new Set<Peer>()
  const onTrade = new Map<string, Set<(trade: PublicTrade) => void>>()
  const silent = () => house.clock.now() < house.streams.silentUntil

  function follow(topic: string, tell: (event: unknown) => void): (() => void) | undefined {
    const [lower = '', channel = ''] = topic.split('@')
    const name = lower.toUpperCase()
    const found = house.markets.get(name)
    if (!found) return undefined
    const say = (event: unknown) => {
      if (!silent()) tell(event)
    }
    if (channel.startsWith('kline_')) {
      const interval = channel.slice('kline_'.length)
      if (intervals[interval] === undefined) return undefined
      return found.outside.follow(interval, (event) => {
        say(event)
        if (!event.k.x || !house.faults.happens('F33')) return
        say(event)
        say({ ...event, k: { ...event.k, c: event.k.h } })
        say({ ...event, k: { ...event.k, t: event.k.t - intervals[interval]!, T: event.k.T - intervals[interval]! } })
      })
    }
    const hears = onTrade.get(name) ?? new Set()
    onTrade.set(name, hears)
    const hear =
      channel === 'trade'
        ? ({ id, price, quantity, time, buyerIsMaker }: PublicTrade) =>
            say({ e: 'trade', E: house.now(), s: name, t: id, p: textOf(price), q: textOf(quantity), T: time, m: buyerIsMaker, M: true })
        : channel === 'bookTicker'
          ? ({ id }: PublicTrade) => {
              const { bids, asks } = found.market.depth(1)
              const [bid, ask] = [bids[0] ?? [0n, 0n], asks[0] ?? [0n, 0n]]
              say({ u: id, s: name, b: textOf(bid[0]), B: textOf(bid[1]), a: textOf(ask[0]), A: textOf(ask[1]) })
            }
          : undefined
    if (!hear) return undefined
    hears.add(hear)
    return () => void hears.delete(hear)
  }

  function markets(peer: Peer, combined: boolean, first: readonly string[]): Connection {
    const subscriptions: Subscriptions = new Map()
    const subscribe = (topic: string) => {
      const end = follow(topic, (event) => peer.send(jsonOf(combined ? { stream: topic, data: event } : event)))
      if (end) subscriptions.set(topic, end)
      return end !== undefined
    }
    for (const topic of first) subscribe(topic)
    return {
      hear(text) {
        const { method, params = [], id } = JSON.parse(text) as { method?: string; params?: string[]; id?: unknown }
        if (method === 'SUBSCRIBE') {
          const refused = params.filter((topic) => !subscriptions.has(topic) && !subscribe(topic))
          peer.send(
            jsonOf(
              refused.length === 0
                ? { result: null, id }
                : { error: { code: 2, msg: `Invalid request: unknown stream ${refused[0]}` }, id },
            ),
          )
        } else if (method === 'UNSUBSCRIBE') {
          for (const topic of params) {
            subscriptions.get(topic)?.()
            subscriptions.delete(topic)
          }
          peer.send(jsonOf({ result: null, id }))
        } else peer.send(jsonOf({ error: { code: 1, msg: 'Unknown method' }, id }))
      },
      closed() {
        for (const end of subscriptions.values()) end()
      },
    }
  }

  function account(peer: Peer): Connection {
    let leave = () => {}
    return {
      hear(text) {
        const { id, method, params = {} } = JSON.parse(text) as { id?: unknown; method?: string; params?: Record<string, string | number> }
        if (method === 'ping') return peer.send(jsonOf({ id, status: 200, result: {} }))
        if (method !== 'userDataStream.subscribe.signature')
          return peer.send(jsonOf({ id, status: 400, error: { code: -1000, msg: `There is no ${method} here.` } }))
        const given = Object.entries(params).map(([name, value]): [string, string] => [name, String(value)])
        const search = new URLSearchParams(given)
        const signed = given.filter(([name]) => name !== 'signature').sort(([a], [b]) => (a < b ? -1 : 1))
        try {
          const owner = authenticate(
            house.accounts,
            search.get('apiKey') ?? '',
            new URLSearchParams(signed).toString(),
            search,
            house.now(),
          )
          leave()
          leave = house.streams.add({ account: owner, send: peer.send, cut: peer.cut })
          peer.send(jsonOf({ id, status: 200, result: { subscriptionId: 0 } }))
        } catch (error) {
          if (!(error instanceof Refusal)) throw error
          peer.send(jsonOf({ id, status: error.status, error: { code: error.code, msg: error.message } }))
        }
      },
      closed: () => leave(),
    }
  }

  return {
    open(path, peer) {
      const url = new URL(path, 'ws://exchange')
      const opened = url.pathname.startsWith('/ws-api')
        ? account(peer)
        : url.pathname.startsWith('/stream')
          ? markets(
              peer,
              true,
              (url.searchParams.get('streams') ?? '').split('/').filter((topic) => topic !== ''),
            )
          : url.pathname.startsWith('/ws')
            ? markets(
                peer,
                false,
                url.pathname
                  .split('/')
                  .slice(2)
                  .filter((topic) => topic.includes('@')),
              )
            : undefined
      if (!opened) return undefined
      peers.add(peer)
      return {
        hear: (text) => opened.hear(text),
        closed() {
          peers.delete(peer)
          opened.closed()
        },
      }
    },
    traded: ({ name }, trade) => onTrade.get(name)?.forEach((hear) => hear(trade)),
    close() {
      for (const peer of peers) peer.cut()
    },
  }
}
