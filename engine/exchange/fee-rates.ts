import type { Clock } from '../market/clock.ts'
import type { FeeRate } from './booked-trade.ts'
import type { Link } from './link.ts'
import type { VenueProtocol } from './protocol.ts'
import type { FeeTerms } from './venue-nouns.ts'

/** How often the worth of the assets commissions are paid in is asked for, milliseconds. */
const EVERY = 60_000

/** A market of a run: the venue's name of it, and its assets. */
export type FeeMarket = { readonly symbol: string; readonly base: string; readonly quote: string }

/** What an account pays on a market, and what the asset it pays in costs there. */
export type MarketFees = FeeTerms & {
  readonly symbol: string
  /** In quote, as decimal text; undefined where it is not known. */
  readonly rate: string | undefined
}

/** Asks for the commissions of one market. Undefined where the venue does not answer. */
export async function askFees(
  { requests, read }: VenueProtocol,
  link: Pick<Link, 'read'>,
  market: FeeMarket,
): Promise<MarketFees | undefined> {
  const outcome = await link.read(requests.commission(market.symbol))
  const terms = outcome.kind === 'read' ? read.readCommission(outcome.body) : undefined
  return terms && { ...terms, symbol: market.symbol, rate: await askRate({ requests, read }, link, terms.asset, market) }
}

async function askRate(
  { requests, read }: Pick<VenueProtocol, 'requests' | 'read'>,
  link: Pick<Link, 'read'>,
  asset: string,
  { quote }: FeeMarket,
): Promise<string | undefined> {
  if (asset === quote || asset === '') return '1'
  const outcome = await link.read(requests.lastPrice(asset, quote))
  return outcome.kind === 'read' ? read.readLastPrice(outcome.body) : undefined
}

/** What stands against trading with these; undefined for nothing. */
export const feeProblem = ({ enabled, asset, rate, symbol }: MarketFees): string | undefined =>
  enabled && rate === undefined
    ? `commissions on ${symbol} are paid in ${asset}, and what that is worth there is not known: have the exchange take them from what is traded`
    : undefined

/** Knows what the assets cost that commissions are or may be paid in, from the start on and anew every minute. */
export function watchFees(options: {
  readonly protocol: VenueProtocol
  readonly link: Link
  readonly clock: Clock
  readonly markets: () => readonly FeeMarket[]
  readonly fail: (error: unknown) => void
}): { readonly rate: FeeRate; look(): Promise<readonly string[]> } {
  const { protocol, link, clock, markets, fail } = options
  /** Last prices, by the two assets. */
  const prices = new Map<string, string>()
  /** What may be paid in, by market. */
  const assets = new Map<string, string>()
  const name = (asset: string, quote: string) => `${asset}/${quote}`

  async function refresh(): Promise<void> {
    for (const market of markets()) {
      const asset = assets.get(market.symbol)
      const rate = asset === undefined ? undefined : await askRate(protocol, link, asset, market)
      if (rate !== undefined) prices.set(name(asset!, market.quote), rate)
    }
  }

  function again(): void {
    clock.at(clock.now() + EVERY, () => {
      refresh().catch(fail).finally(again)
    })
  }
  again()

  return {
    rate: (asset, quote) => prices.get(name(asset, quote)),
    async look() {
      const against: string[] = []
      for (const market of markets()) {
        const fees = await askFees(protocol, link, market)
        if (!fees) {
          against.push(`the commissions on ${market.symbol} at ${protocol.name} could not be read`)
          continue
        }
        const problem = feeProblem(fees)
        if (problem !== undefined) against.push(problem)
        // An asset without a market here is not asked for every minute.
        if (fees.rate === undefined) continue
        assets.set(market.symbol, fees.asset)
        prices.set(name(fees.asset, market.quote), fees.rate)
      }
      return against
    },
  }
}
