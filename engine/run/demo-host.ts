import { randomBytes } from 'node:crypto'
import { openAccount } from '../demo-exchange/accounts.ts'
import { amountOf } from '../demo-exchange/amounts.ts'
import { createDemoExchange } from '../demo-exchange/exchange.ts'
import { createFaults, faults, isFault } from '../demo-exchange/faults.ts'
import type { Candle } from '../demo-exchange/klines.ts'
import { serveDemoExchange } from '../demo-exchange/serve.ts'
import { demoSymbol } from '../demo-exchange/symbols.ts'
import type { CandleSource } from '../market/candle-source.ts'
import { fasterClock } from '../market/clock.ts'
import { describeProblem } from '../market/problems.ts'
import { openSource } from '../market/sources.ts'
import { barLength } from '../../nodes/define/timeframe.ts'

export type DemoHostOptions = {
  /** Where its prices come from, as data is named elsewhere: "practice". */
  readonly data: string
  readonly symbols: readonly string[]
  readonly port: number
  /** Times as fast as the world. */
  readonly speed: number
  /** What its one account holds: asset → decimal text. */
  readonly funds: Readonly<Record<string, string>>
  /** Faults drawn by a seed, each with this likelihood at each of its occasions. */
  readonly faults: readonly string[]
  readonly faultRate: number
  readonly seed: number
  readonly workspace?: string
}

/** A demo exchange at work: its address, and the key of its account, made anew each time. */
export type DemoHost = {
  readonly address: string
  readonly key: string
  readonly secret: string
  readonly faults: Readonly<Record<string, string>>
  close(): Promise<void>
}

/** Serves a demo exchange on this machine, whose prices are those of a candle source at this very time. Answers with a sentence where it cannot. */
export async function hostDemoExchange(options: DemoHostOptions): Promise<DemoHost | string> {
  const { data, symbols, port, speed, funds, seed, faultRate, workspace } = options
  const drawn = options.faults.filter(isFault)
  if (drawn.length < options.faults.length)
    return `there is no fault ${options.faults.find((name) => !isFault(name))}; there are ${Object.keys(faults).join(', ')}`
  const clock = fasterClock(Date.now(), speed)
  const markets: { symbol: ReturnType<typeof demoSymbol>; source: ReturnType<typeof demoSource> }[] = []
  for (const name of symbols) {
    const opened = await openSource(data, { symbol: name, ...(workspace === undefined ? {} : { workspace }) })
    if (!opened.ok) return opened.problems.map(describeProblem).join('; ')
    const { source } = opened
    const { instrument } = source
    const [tick, step] = [amountOf(instrument.tick), amountOf(instrument.lot)]
    if (tick === undefined || step === undefined) return `${instrument.symbol} has finer steps than an exchange with eight decimals`
    markets.push({ symbol: demoSymbol(instrument.base, instrument.quote, tick, step), source: demoSource(source) })
  }
  const held: Record<string, bigint> = {}
  for (const [asset, text] of Object.entries(funds)) {
    const amount = amountOf(text)
    if (amount === undefined) return `"${text}" ${asset} is no amount`
    held[asset] = amount
  }
  const [key, secret] = [randomBytes(24).toString('hex'), randomBytes(24).toString('hex')]
  const exchange = createDemoExchange({
    clock,
    markets,
    accounts: [openAccount(key, secret, held)],
    faults: createFaults(seed, faultRate, drawn),
  })
  try {
    const served = await serveDemoExchange(exchange, port, { now: clock.now, speed })
    await exchange.ready
    return { address: served.address, key, secret, faults, close: served.close }
  } catch (error) {
    exchange.close()
    return `nothing can be served at port ${port}: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** Bars of a minute where there are any, so that an hour is not told in four prices. */
function demoSource(source: CandleSource) {
  const { timeframe } = source
  return {
    length: barLength(timeframe),
    async candles(from: number, to: number): Promise<Candle[]> {
      const read = await source.candles(timeframe, from, to)
      if (!read.ok) return []
      const { length, time, open, high, low, close, volume } = read.candles
      return Array.from({ length }, (_, i) => ({
        time: time[i]!,
        open: open[i]!,
        high: high[i]!,
        low: low[i]!,
        close: close[i]!,
        volume: volume[i]!,
      }))
    },
  }
}
