import { describe, expect, test } from 'vitest'
import { createFaults } from '../../engine/demo-exchange/faults.ts'
import { openMarkets } from '../../engine/exchange/open-market.ts'
import { createLimiter } from '../../engine/exchange/limiter.ts'
import { binance } from '../../engine/exchange/protocol.ts'
import { wallClock } from '../../engine/market/clock.ts'
import type { FeedEvent } from '../../engine/market/feed.ts'
import { letPass, MINUTE, openExchange } from '../demo-exchange/market.ts'
import { enter } from '../desk/kit.ts'
import { pullable } from './cable.ts'
import { openDesk, type DeskAtExchange } from './desk-at-exchange.ts'
import { inProcess } from './in-process.ts'

const HOUR = 60 * MINUTE
const codes = ({ alerts }: DeskAtExchange) => alerts.map(({ code }) => code)

/** Live market data of a demo exchange over a cable, and everything it told. */
async function openFeed() {
  const { exchange, clock } = await openExchange()
  const cable = pullable(
    inProcess(exchange, clock, () => 20),
    clock,
  )
  const opening = openMarkets({
    protocol: binance,
    address: { rest: 'http://demo', account: 'ws://demo/ws-api/v3', market: 'ws://demo/ws' },
    clock,
    speed: 1,
    random: () => 0.5,
    send: cable.send,
    dial: cable.dial,
    limiter: createLimiter(clock, binance.limits),
    instruments: ['BTC/USDT'],
    fees: { maker: 0.001, taker: 0.001 },
  })
  await letPass(clock, clock.now() + 5000)
  const opened = await opening
  if (typeof opened === 'string') throw new Error(opened)
  const told: FeedEvent[] = []
  const from = clock.now()
  opened.feed.start([{ slot: 0, timeframe: '1m' }], from, (event) => void told.push(event))
  return {
    cable,
    from,
    told,
    pass: (milliseconds: number) => letPass(clock, clock.now() + milliseconds),
    bars: () => told.flatMap((event) => (event.kind === 'bar' ? [event.bar.time] : [])),
    states: () => told.flatMap((event) => (event.kind === 'state' ? [event.state] : [])),
    async close() {
      await opened.feed.close()
      exchange.close()
    },
  }
}

/** Every minute from the one in which it began, once. */
const everyMinute = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => Math.floor(from / MINUTE) * MINUTE + i * MINUTE)

describe('market data', () => {
  test('REQ-60: a connection that stands and says nothing is noticed within 15 seconds, and nothing is missing afterwards', async () => {
    const at = await openFeed()
    await at.pass(3 * MINUTE)
    expect(at.states()).toEqual(['live'])
    at.cable.pull('silent')
    await at.pass(20_000)
    expect(at.states()).toEqual(['live', 'down'])
    await at.pass(5 * MINUTE)
    at.cable.plugIn()
    await at.pass(2 * MINUTE)
    expect(at.states().at(-1)).toBe('live')
    expect(at.bars()).toEqual(everyMinute(at.from, at.bars().length))
    expect(at.bars().length).toBeGreaterThanOrEqual(10)
    await at.close()
  })

  test('REQ-61: a day and more over connections that are renewed: every bar once, and never away', async () => {
    const at = await openFeed()
    await at.pass(25 * HOUR)
    expect(at.cable.dialled).toBe(2)
    expect(at.cable.open).toBe(1)
    expect(at.states().filter((state) => state !== 'live')).toEqual([])
    expect(at.bars()).toEqual(everyMinute(at.from, 25 * 60))
    await at.close()
  }, 120_000)
})

describe('the private stream', () => {
  /** An entry that rests, of which a part is filled when told. */
  async function resting(at: DeskAtExchange): Promise<{ fill(): void; filled: () => number }> {
    at.step([enter('long', 2_000_000, { type: 'limit', limit: 90 })])
    await at.pass(1000)
    return {
      fill: () => at.exchange.market('BTCUSDT').trade(8_900_000_000n, 100_000_000n),
      filled: () => at.desk.fills.length,
    }
  }

  test('REQ-60: one that stands and does not answer is noticed within a minute', async () => {
    const at = await openDesk()
    await at.pass(MINUTE)
    at.cable.pull('silent')
    await at.pass(MINUTE)
    expect(codes(at)).toContain('PRIVATE_STREAM')
    at.close()
  })

  test('REQ-61: it is renewed without having been away', async () => {
    const at = await openDesk()
    await at.pass(24 * HOUR)
    expect(codes(at)).toEqual([])
    expect([at.cable.dialled, at.cable.open, at.connection.status.stream]).toEqual([2, 1, 'live'])
    const { fill, filled } = await resting(at)
    fill()
    await at.pass(100)
    expect(filled()).toBe(1)
    at.close()
  }, 120_000)

  test('REQ-62: what is told while nobody asks is heard at once', async () => {
    const at = await openDesk()
    const { fill, filled } = await resting(at)
    for (let n = 1; n <= 5; n++) {
      await at.pass(7_300)
      fill()
      await at.pass(30)
      expect(filled()).toBe(n)
    }
    at.close()
  })

  test('REQ-63: once it has left out a trade, trades are asked for every five seconds', async () => {
    const faults = createFaults(1, 0)
    const at = await openDesk({ faults })
    const { fill, filled } = await resting(at)
    // It stands and answers, and tells nothing of what happens.
    faults.inject('F13')
    await at.pass(31_000)
    fill()
    await at.pass(MINUTE)
    expect(filled()).toBe(1)
    for (let n = 2; n <= 5; n++) {
      fill()
      await at.pass(6000)
      expect(filled()).toBe(n)
    }
    at.close()
  })

  test('REQ-63: and while it is away', async () => {
    const at = await openDesk()
    const { fill, filled } = await resting(at)
    const { dial } = at.cable
    Object.assign(at.cable, { dial: (...words: Parameters<typeof dial>) => (words[1].closed('nobody answers'), { send() {}, close() {} }) })
    at.exchange.terminatePrivateSessions()
    await at.pass(1000)
    for (let n = 1; n <= 4; n++) {
      fill()
      await at.pass(6000)
      expect([filled(), at.connection.status.stream === 'live']).toEqual([n, false])
    }
    at.close()
  })
})

describe('a clock that is set', () => {
  test('REQ-52: a cancel that waits for a limit does not wait for the wall clock to come back', async () => {
    let set = 0
    const clock = wallClock(() => Date.now() + set)
    const limiter = createLimiter(clock, [{ name: 'weight', capacity: 1, window: 300 }])
    await limiter.admit('cancel', { weight: 1 })
    set = -3_600_000
    // On a clock that stands still for an hour this never comes back.
    expect(await limiter.admit('cancel', { weight: 1 })).toBe('go')
  }, 20_000)

  test('the wall clock goes on as it was, and loses what it had been set back by when it is set right', () => {
    let [wall, machine] = [1_000_000, 0]
    const clock = wallClock(
      () => wall,
      () => machine,
    )
    const pass = (milliseconds: number, jump = 0) => {
      machine += milliseconds
      wall += milliseconds + jump
      return clock.now()
    }
    expect(clock.now()).toBe(1_000_000)
    expect(pass(1000, -3_600_000)).toBe(1_001_000)
    expect(pass(2500)).toBe(1_003_500)
    expect(pass(1000, 3_600_000)).toBe(1_004_500)
    // Put right by a little, it stands still; a machine that slept finds the time moved on.
    expect(pass(0, -500)).toBe(1_004_500)
    expect(pass(400)).toBe(1_004_500)
    expect(pass(400)).toBe(1_004_800)
    expect(pass(0, 3_600_000)).toBe(4_604_800)
  })
})
