import type { Clock } from '../market/clock.ts'
import type { Instrument } from '../money/instruments.ts'
import type { Link } from './link.ts'
import type { VenueProtocol } from './protocol.ts'

/** How often the rules of the markets are read again, milliseconds (TRADING §6). */
const EVERY = 30 * 60_000

/** A market as a run counts with it, and how the run is halted. */
export type TradedMarket = {
  readonly symbol: string
  readonly instrument: Instrument
  readonly halt: (code: string, message: string) => void
}

/** Looks whether the markets of the runs are still what they were when the runs began. */
export function watchRules(options: {
  readonly protocol: VenueProtocol
  readonly link: Link
  readonly clock: Clock
  readonly markets: () => readonly TradedMarket[]
  readonly fail: (error: unknown) => void
}): { look(): Promise<void> } {
  const { protocol, link, clock, markets, fail } = options
  /** What was said of a market; said once. */
  const said = new WeakMap<TradedMarket['halt'], Set<string>>()

  function say({ halt }: TradedMarket, code: string, message: string): void {
    const before = said.get(halt) ?? new Set()
    said.set(halt, before)
    if (before.has(message)) return
    before.add(message)
    halt(code, message)
  }

  async function look(): Promise<void> {
    const traded = markets()
    if (traded.length === 0) return
    const { name } = protocol
    for (const symbol of new Set(traded.map((one) => one.symbol))) {
      const outcome = await link.read(protocol.requests.markets([symbol]))
      const now = outcome.kind === 'read' ? protocol.read.readMarkets(outcome.body, { maker: 0, taker: 0 }, name) : []
      // No answer says nothing; a refusal says that there is no such market.
      if (!now || (outcome.kind === 'failed' && outcome.again)) continue
      const market = now.find((one) => one.symbol === symbol)
      for (const one of traded.filter((each) => each.symbol === symbol)) {
        const { instrument } = one
        if (!market) say(one, 'MARKET_GONE', `${name} has no market ${instrument.symbol} any more: look there for what is held.`)
        else if (!market.trades) say(one, 'MARKET_CLOSED', `${instrument.symbol} is not trading at ${name} now.`)
        else if (rules(market.instrument) !== rules(instrument))
          say(
            one,
            'RULES_CHANGED',
            `${instrument.symbol} has other rules at ${name} now (${rules(market.instrument)}) than this run counts with (${rules(instrument)}): end it and arm it anew.`,
          )
      }
    }
  }

  function again(): void {
    clock.at(clock.now() + EVERY, () => {
      look().catch(fail).finally(again)
    })
  }
  again()
  return { look }
}

const rules = ({ tick, lot, minimums }: Instrument) =>
  `tick ${tick}, lot ${lot}, at least ${minimums.quantity} and ${minimums.notional} in money`
