import { ONE } from '../../engine/demo-exchange/amounts.ts'
import { openAccount } from '../../engine/demo-exchange/accounts.ts'
import { createDemoExchange, type DemoExchange, type DemoOptions } from '../../engine/demo-exchange/exchange.ts'
import { createFaults } from '../../engine/demo-exchange/faults.ts'
import type { Candle, CandleSource } from '../../engine/demo-exchange/klines.ts'
import { signedRequest } from './signed-request.ts'
import { demoSymbol } from '../../engine/demo-exchange/symbols.ts'
import { virtualClock, type VirtualClock } from '../../engine/market/clock.ts'

const START = Date.UTC(2026, 0, 5)
export const MINUTE = 60_000

/** A candle every minute, the same at every look: a slow wave with a seeded tremble. */
export function waveSource(price = 100, swing = 5, volume = 40): CandleSource {
  const noise = (n: number) => (((Math.imul(n, 2_654_435_761) >>> 0) % 1000) / 1000 - 0.5) * 0.2
  const at = (time: number) => Math.round((price + swing * Math.sin(time / 1_800_000) + noise(time / MINUTE)) * 100) / 100
  const candle = (time: number): Candle => {
    const [open, close] = [at(time), at(time + MINUTE)]
    const cents = (value: number) => Math.round(value * 100) / 100
    return { time, open, close, high: cents(Math.max(open, close) + 0.05), low: cents(Math.min(open, close) - 0.05), volume }
  }
  return {
    length: MINUTE,
    async candles(from, to) {
      const made: Candle[] = []
      for (let time = Math.ceil(from / MINUTE) * MINUTE; time < to; time += MINUTE) made.push(candle(time))
      return made
    },
  }
}

/** Lets everything happen that is due until `time`, answers that wait for one another included. */
export async function letPass(clock: VirtualClock, time: number): Promise<void> {
  await settle()
  while (clock.nextAct <= time) {
    clock.advanceTo(clock.nextAct)
    await settle()
  }
  clock.advanceTo(time)
  await settle()
}

/** Every promise that can go on without time passing has gone on. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}

export const funds = { USDT: 100_000n * ONE, BTC: 10n * ONE }

/** A demo exchange with one market, one account, and a clock that moves when told. */
export async function openExchange(options: Partial<DemoOptions> = {}): Promise<{ exchange: DemoExchange; clock: VirtualClock }> {
  const clock = (options.clock as VirtualClock | undefined) ?? virtualClock(START)
  const exchange = createDemoExchange({
    markets: [{ symbol: demoSymbol('BTC', 'USDT'), source: waveSource() }],
    accounts: [openAccount('the-key', 'the-secret', funds)],
    faults: createFaults(1, 0),
    ...options,
    clock,
  })
  await exchange.ready
  await letPass(clock, clock.now())
  return { exchange, clock }
}

/** What an answer says, by name. */
export type Told = Readonly<Record<string, unknown>>

/** Asks as the holder of the first account's key. Answers with status and parsed body. */
export async function ask(
  { exchange, clock }: { exchange: DemoExchange; clock: VirtualClock },
  method: string,
  path: string,
  params: Readonly<Record<string, string>> = {},
): Promise<{ status: number; body: Told | undefined; cut: boolean }> {
  const answering = exchange.handle(signedRequest(exchange.accounts[0]!, method, path, params, clock.now()))
  const answer = await answering
  return answer === 'cut' ? { status: 0, body: undefined, cut: true } : { status: answer.status, body: parse(answer.body), cut: false }
}

function parse(text: string): Told | undefined {
  try {
    return JSON.parse(text) as Told
  } catch {
    return undefined
  }
}
