import type { Clock } from '../market/clock.ts'
import { openExchangeFeed } from './exchange-feed.ts'
import type { VenueMarket } from './binance-read.ts'
import type { Limiter } from './limiter.ts'
import { createLink, type Send } from './link.ts'
import type { VenueAddress } from './account.ts'
import type { VenueProtocol } from './protocol.ts'
import type { Dial } from './supervised-stream.ts'
import type { Feed } from '../market/feed.ts'

export type MarketOptions = {
  readonly protocol: VenueProtocol
  readonly address: VenueAddress
  readonly clock: Clock
  /** How many times as fast as the world the clock goes. */
  readonly speed: number
  readonly random: () => number
  readonly send: Send
  readonly dial: Dial
  readonly limiter: Limiter
  /** Instruments by the names slots use: "BTC/USDT". One for each slot. */
  readonly instruments: readonly string[]
  /** Fees where the account's own are not known, as fractions. */
  readonly fees: { readonly maker: number; readonly taker: number }
}

/** The public side of a venue: its markets, and their live data. No key is needed for it, and none is taken. */
export async function openMarkets(
  options: MarketOptions,
): Promise<{ readonly feed: Feed; readonly markets: readonly VenueMarket[] } | string> {
  const { protocol, address, clock, random, instruments } = options
  const { createSigner } = await import('./sign.ts')
  const link = createLink({
    clock,
    limiter: options.limiter,
    random,
    answers: protocol.answers,
    usage: protocol.usage,
    receiveWindow: protocol.receiveWindow,
    sign: createSigner(undefined, address.rest).sign,
    send: options.send,
    timeRequest: protocol.requests.serverTime(),
    readTime: protocol.read.readServerTime,
    record: () => {},
    onNotice: () => {},
    onClock: () => {},
  })
  const close = (why: string) => {
    link.close()
    return why
  }
  const time = await link.sync.sync()
  if (time.kind === 'unknown') return close(`${protocol.name} does not answer: ${time.reason}`)
  const names = [...new Set(instruments.map((name) => name.replace('/', '')))]
  const outcome = await link.read(protocol.requests.markets(names))
  if (outcome.kind !== 'read')
    return close(`the markets of ${protocol.name} could not be read (${outcome.reason}): are ${instruments.join(', ')} traded there?`)
  const known = protocol.read.readMarkets(outcome.body, options.fees, protocol.name)
  if (!known) return close(`${protocol.name} answered with something else than its markets`)
  const markets: VenueMarket[] = []
  for (const name of instruments) {
    const market = known.find(({ instrument }) => instrument.symbol === name)
    if (!market) return close(`${protocol.name} has no market ${name}`)
    if (!market.trades) return close(`${name} is not trading at ${protocol.name} now`)
    markets.push(market)
  }
  const feed = openExchangeFeed({
    name: `${protocol.name}, live`,
    protocol,
    link,
    dial: options.dial,
    address: address.market,
    clock,
    speed: options.speed,
    random,
    markets,
  })
  return { feed, markets }
}
