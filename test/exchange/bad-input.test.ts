import { describe, expect, test } from 'vitest'
import { openAccount as openDemoAccount } from '../../engine/demo-exchange/accounts.ts'
import { createFaults } from '../../engine/demo-exchange/faults.ts'
import { isOpen } from '../../engine/demo-exchange/orders.ts'
import { examineAccount, rightsProblems } from '../../engine/exchange/examine.ts'
import { createLimiter } from '../../engine/exchange/limiter.ts'
import { openMarkets } from '../../engine/exchange/open-market.ts'
import { binance } from '../../engine/exchange/protocol.ts'
import { hostPlanHere, PlanFault } from '../../engine/run/plan-host.ts'
import { funds, letPass, MINUTE, openExchange } from '../demo-exchange/market.ts'
import { enter } from '../desk/kit.ts'
import { openDesk, type DeskAtExchange } from './desk-at-exchange.ts'
import { inProcess } from './in-process.ts'
import { busy, openRun, type RunAtExchange } from './run-at-exchange.ts'

const lots = 50_000
type Either = Pick<DeskAtExchange | RunAtExchange, 'alerts' | 'exchange'>
const codes = ({ alerts }: Either) => alerts.map(({ code }) => code)
const said = ({ alerts }: Either, code: string) => alerts.find((one) => one.code === code)?.message
const resting = ({ exchange }: Either) => [...exchange.accounts[0]!.orders.values()].filter(isOpen).map(({ type }) => type)

/** A desk that holds something, guarded by a stop at the exchange. */
async function guarded(faults = createFaults(1, 0)): Promise<DeskAtExchange> {
  const at = await openDesk({ faults })
  const last = Number(at.exchange.market('BTCUSDT').last) / 1e8
  at.step([enter('long', lots, { protection: { stop: { price: last - 4 } } })])
  await at.pass(2000)
  expect(resting(at)).toEqual(['STOP_LOSS'])
  return at
}

describe('the key', () => {
  async function examine(secret: string, change: (account: ReturnType<typeof openDemoAccount>) => void = () => {}) {
    const account = openDemoAccount('the-key', 'the-secret', funds)
    change(account)
    const { exchange, clock } = await openExchange({ accounts: [account] })
    const { send } = inProcess(exchange, clock, () => 20)
    const examining = examineAccount({
      protocol: binance,
      secret: { key: 'the-key', secret },
      rest: 'http://demo',
      clock,
      send,
      limiter: createLimiter(clock, binance.limits),
    })
    await letPass(clock, clock.now() + MINUTE)
    exchange.close()
    return examining
  }

  test('that is wrong is refused with the words of the exchange', async () => {
    const { rights, balances, problems } = await examine('another')
    expect([rights, balances]).toEqual([undefined, undefined])
    expect(problems.join('; ')).toMatch(/rights of the key: HTTP 400: .*Signature for this request is not valid/)
    expect(rightsProblems(rights)).toEqual(['the rights of the key could not be checked'])
  })

  test.each([
    ['withdraw', (rights: { withdraw: boolean }) => (rights.withdraw = true), /may withdraw: take that right away/],
    ['transfer', (rights: { transfer: boolean }) => (rights.transfer = true), /may transfer to other accounts/],
    ['read only', (rights: { trade: boolean }) => (rights.trade = false), /may not trade: allow spot trading/],
  ] as const)('that may do too much or too little is refused: %s', async (_, change, words) => {
    const { rights } = await examine('the-secret', (account) => void change(account.rights))
    expect(rightsProblems(rights).join('; ')).toMatch(words)
  })

  test('REQ-80: that is revoked while a run lives halts it, and what guards the position stays', async () => {
    const at = await guarded()
    at.exchange.accounts[0]!.revoked = true
    await at.pass(2 * MINUTE)
    expect(said(at, 'KEY_REFUSED')).toMatch(/refuses the key: Invalid API-key/)
    expect([at.desk.state, resting(at)]).toEqual(['halted', ['STOP_LOSS']])
    at.close()
  })
})

describe('the clock', () => {
  test('that is three seconds off, more than orders may be late, halts; orders go on being timed by the exchange', async () => {
    const faults = createFaults(1, 0)
    const at = await guarded(faults)
    faults.inject('F17')
    await at.pass(15 * MINUTE)
    expect(said(at, 'CLOCK_REFUSED')).toMatch(/is 3000 ms off from Binance's: set it right/)
    expect([at.desk.state, resting(at)]).toEqual(['halted', ['STOP_LOSS']])
    // A cancel of a person arrives all the same.
    at.session.send({ kind: 'cancel', time: at.clock.now(), request: { node: 'c', slot: 'main', which: 'all', reason: '' } })
    at.session.send({ kind: 'operator', time: at.clock.now(), act: 'kill' })
    await at.pass(5000)
    expect(at.desk.orders().every(({ unknown }) => !unknown)).toBe(true)
    at.close()
  })
})

describe('the market', () => {
  async function open(change: (at: Awaited<ReturnType<typeof openExchange>>) => void, instrument = 'BTC/USDT') {
    const at = await openExchange()
    change(at)
    const { send, dial } = inProcess(at.exchange, at.clock, () => 20)
    const opening = openMarkets({
      protocol: binance,
      address: { rest: 'http://demo', account: 'ws://demo/ws-api/v3', market: 'ws://demo/ws' },
      clock: at.clock,
      speed: 1,
      random: () => 0.5,
      send,
      dial,
      limiter: createLimiter(at.clock, binance.limits),
      instruments: [instrument],
      fees: { maker: 0, taker: 0 },
    })
    await letPass(at.clock, at.clock.now() + 30_000)
    at.exchange.close()
    return opening
  }

  test('that does not trade, or that is not there, is not begun with', async () => {
    expect(await open(({ exchange }) => Object.assign(exchange.market('BTCUSDT').symbol, { status: 'BREAK' }))).toMatch(
      /BTC\/USDT is not trading/,
    )
    expect(await open(() => {}, 'ETH/USDT')).toMatch(/are ETH\/USDT traded there\?/)
  })

  test('that stops trading while a run lives halts it within half an hour', async () => {
    const at = await guarded()
    Object.assign(at.exchange.market('BTCUSDT').symbol, { status: 'BREAK' })
    await at.pass(31 * MINUTE)
    expect(said(at, 'MARKET_CLOSED')).toMatch(/BTC\/USDT is not trading at Binance now/)
    expect([at.desk.state, resting(at)]).toEqual(['halted', ['STOP_LOSS']])
    at.close()
  })

  test('that is taken off the list halts it, and says where to look', async () => {
    const at = await guarded()
    const { handle } = at.exchange
    const gone = { status: 400, headers: {}, body: JSON.stringify({ code: -1121, msg: 'Invalid symbol.' }) }
    Object.assign(at.exchange, {
      handle: (request: Parameters<typeof handle>[0]) => (request.path.endsWith('exchangeInfo') ? Promise.resolve(gone) : handle(request)),
    })
    await at.pass(31 * MINUTE)
    expect(said(at, 'MARKET_GONE')).toMatch(/has no market BTC\/USDT any more: look there/)
    expect(at.desk.state).toBe('halted')
    at.close()
  })

  test('whose tick changes: the order is refused with the reason, the run halts with both rules, and the stop stays', async () => {
    const faults = createFaults(1, 0)
    const at = await guarded(faults)
    faults.inject('F30')
    at.step([enter('long', lots, { type: 'limit', limit: 90.01, additions: 3 })])
    await at.pass(MINUTE)
    expect(at.desk.orders().at(-1)).toMatchObject({ state: 'rejected', endReason: expect.stringContaining('Filter failure: PRICE_FILTER') })
    expect(said(at, 'RULES_CHANGED')).toMatch(/now \(tick 0\.1, .*\) than this run counts with \(tick 0\.01, .*\): end it and arm it anew/)
    expect([at.desk.state, resting(at)]).toEqual(['halted', ['STOP_LOSS']])
    at.close()
  })
})

describe('the exchange', () => {
  test('in maintenance for twenty minutes: what was asked for stays unknown until it is proven, and the run halts for a person', async () => {
    const faults = createFaults(1, 0)
    const at = await guarded(faults)
    faults.inject('F39')
    at.step([enter('long', lots, { type: 'limit', limit: 60, additions: 3 })])
    await at.pass(6 * MINUTE)
    at.session.send({ kind: 'timer', time: at.clock.now() })
    expect(at.desk.orders().at(-1)).toMatchObject({ unknown: true })
    expect([at.desk.state, said(at, 'HALT_UNKNOWN')]).toEqual(['halted', expect.stringContaining('could not be proven')])
    await at.pass(20 * MINUTE)
    expect(at.desk.orders().at(-1)).toMatchObject({ state: 'rejected', endReason: expect.stringContaining('NOT_PLACED') })
    expect(resting(at)).toEqual(['STOP_LOSS'])
    at.close()
  })

  test('that answers with pages of HTML: an order is sent once, and found', async () => {
    const faults = createFaults(1, 0)
    const at = await openDesk({ faults })
    const { handle } = at.exchange
    let pages = 0
    // Every page takes the place of an answer to something that was done.
    Object.assign(at.exchange, {
      async handle(request: Parameters<typeof handle>[0]) {
        const answer = await handle(request)
        if (pages >= 8 || !request.path.startsWith('/api/v3/order')) return answer
        pages++
        return { status: 200, headers: { 'content-type': 'text/html' }, body: '<html><body>Please come back later.</body></html>' }
      },
    })
    at.step([enter('long', lots, { maxSlippage: 0.01, timeInForce: 'IOC' })])
    await at.pass(2 * MINUTE)
    expect(at.desk.orders()[0]).toMatchObject({ state: 'filled', unknown: false })
    expect(at.sent.filter((path) => path.startsWith('POST'))).toHaveLength(1)
    expect(at.desk.state).toBe('active')
    at.close()
  })

  test('whose private stream says what is no message halts, with that reason', async () => {
    const at = await guarded()
    at.cable.say('<html>')
    await at.pass(1000)
    expect(said(at, 'VENUE_FAULT')).toMatch(/could not be booked/)
    expect([at.desk.state, resting(at)]).toEqual(['halted', ['STOP_LOSS']])
    at.close()
  })
})

describe('a whole run', () => {
  test('REQ-64: a laptop that sleeps for an hour: said, looked at anew, the hour is history, and no order comes of it', async () => {
    const at = await openRun({ edit: busy })
    await at.pass(30 * MINUTE)
    const [asleep, before] = [at.clock.now(), at.run.desk.orders().length]
    expect(before).toBeGreaterThan(0)
    await at.sleep(60 * MINUTE)
    await at.pass(20_000)
    expect(said(at, 'SLEPT')).toMatch(/was away for 3[56]\d\d s/)
    expect(at.run.status()).toMatchObject({ state: 'active', fault: null })
    await at.pass(30 * MINUTE)
    const since = at.run.desk.orders().filter(({ time }) => time > asleep)
    expect(since.length).toBeGreaterThan(0)
    // What is decided in the hour itself would carry the time of a close in it.
    expect(since.filter(({ time }) => time < asleep + 59 * MINUTE)).toEqual([])
    expect(codes(at)).not.toContain('ACCOUNT_MISMATCH')
    expect(at.run.status().late).toBeGreaterThan(55)
    await at.end()
    at.close()
  })

  test('a strategy that hangs: its run halts and says so, and what guards the position stays', async () => {
    let hangs = false
    const at = await openRun({
      edit: busy,
      change: {
        hostPlan(config) {
          const host = hostPlanHere(config)
          return {
            ...host,
            step: (...asked) => (hangs ? Promise.reject(new PlanFault('the strategy did not answer within 1000 ms')) : host.step(...asked)),
          }
        },
      },
    })
    while (!resting(at).includes('STOP_LOSS')) await at.pass(MINUTE)
    hangs = true
    await at.pass(2 * MINUTE)
    expect(at.run.status()).toMatchObject({ state: 'halted', fault: expect.stringContaining('did not answer') })
    expect(said(at, 'STRATEGY_FAILED')).toMatch(/failed and is halted/)
    const held = at.run.desk.account.slot('main').positionLots
    expect(held === 0 || resting(at).includes('STOP_LOSS')).toBe(true)
    await at.end()
    at.close()
  })
})
