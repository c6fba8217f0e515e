import type { Clock } from '../market/clock.ts'
import type { ClockState } from './clock-sync.ts'
import { askFees, type FeeMarket, type MarketFees } from './fee-rates.ts'
import { jitter } from './jitter.ts'
import type { Limiter } from './limiter.ts'
import { createLink, type Send } from './link.ts'
import type { VenueProtocol } from './protocol.ts'
import type { Secret } from './sign.ts'
import type { KeyRights, VenueBalance, VenueOrder } from './venue-nouns.ts'

/** What an account looks like from outside: asked before a key is kept and before a run is armed. It changes nothing there. */
export type Examined = {
  readonly clock: ClockState
  /** Undefined where they could not be checked: as good as too many. */
  readonly rights: KeyRights | undefined
  readonly balances: readonly VenueBalance[] | undefined
  readonly openOrders: readonly VenueOrder[] | undefined
  /** Of each market asked about; undefined where the venue did not tell. */
  readonly fees: readonly MarketFees[] | undefined
  /** Why something is undefined, in the venue's words. */
  readonly problems: readonly string[]
}

export async function examineAccount(options: {
  readonly protocol: VenueProtocol
  readonly secret: Secret
  readonly rest: string | undefined
  readonly clock: Clock
  readonly send: Send
  readonly limiter: Limiter
  /** Markets whose commissions are wanted. */
  readonly markets?: readonly FeeMarket[]
}): Promise<Examined> {
  const { protocol, secret, rest, clock, send, limiter, markets = [] } = options
  const { createSigner } = await import('./sign.ts')
  const link = createLink({
    clock,
    limiter,
    answers: protocol.answers,
    usage: protocol.usage,
    receiveWindow: protocol.receiveWindow,
    sign: createSigner(secret, rest).sign,
    send,
    timeRequest: protocol.requests.serverTime(),
    readTime: protocol.read.readServerTime,
    random: jitter,
    record: () => {},
    onNotice: () => {},
    onClock: () => {},
  })
  const problems: string[] = []
  async function ask<T>(
    what: string,
    request: Parameters<typeof link.read>[0],
    read: (body: unknown) => T | undefined,
  ): Promise<T | undefined> {
    const outcome = await link.read(request)
    const value = outcome.kind === 'read' ? read(outcome.body) : undefined
    if (value === undefined) problems.push(`${what}: ${outcome.kind === 'read' ? 'the answer is not the documented one' : outcome.reason}`)
    return value
  }
  try {
    const time = await link.sync.sync()
    if (time.kind === 'unknown')
      return { clock: time, rights: undefined, balances: undefined, openOrders: undefined, fees: undefined, problems: [time.reason] }
    const { requests, read } = protocol
    const rights = await ask('rights of the key', requests.rights(), read.readRights)
    const balances = await ask('balances', requests.account(), read.readBalances)
    const openOrders = await ask('open orders', requests.openOrders(), read.readOrders)
    const fees: MarketFees[] = []
    for (const market of markets) {
      const told = await askFees(protocol, link, market)
      if (told) fees.push(told)
    }
    return { clock: time, rights, balances, openOrders, fees: fees.length < markets.length ? undefined : fees, problems }
  } finally {
    link.close()
  }
}

/** What is wrong with the rights of a key for trading with it; empty for a good one (TRADING §7). */
export function rightsProblems(rights: KeyRights | undefined): string[] {
  if (!rights) return ['the rights of the key could not be checked']
  const problems: string[] = []
  if (!rights.trade) problems.push('the key may not trade: allow spot trading for it at the exchange')
  if (rights.withdraw) problems.push('the key may withdraw: take that right away at the exchange')
  if (rights.transfer) problems.push('the key may transfer to other accounts: take that right away at the exchange')
  return problems
}
