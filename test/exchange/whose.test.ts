import { describe, expect, test } from 'vitest'
import { createFaults } from '../../engine/demo-exchange/faults.ts'
import type { Answer, Request } from '../../engine/demo-exchange/requests.ts'
import { signedRequest } from '../demo-exchange/signed-request.ts'
import { enter } from '../desk/kit.ts'
import { openDesk, type DeskAtExchange } from './desk-at-exchange.ts'

const lots = 50_000
const codes = ({ alerts }: DeskAtExchange) => alerts.map(({ code }) => code)
const posts = ({ sent }: DeskAtExchange) => sent.filter((path) => path.startsWith('POST'))
const atVenue = ({ exchange }: DeskAtExchange) => [...exchange.accounts[0]!.orders.values()]

/** Somebody else with the same key. */
function elsewhere({ exchange, clock }: DeskAtExchange, order: Readonly<Record<string, string>>, method = 'POST') {
  return exchange.handle(signedRequest(exchange.accounts[0]!, method, '/api/v3/order', { symbol: 'BTCUSDT', ...order }, clock.now()))
}

/** Puts answers in the exchange's place, where there is one. */
function answering({ exchange }: DeskAtExchange, instead: (request: Request) => { status: number; body: unknown } | undefined): void {
  const { handle } = exchange
  Object.assign(exchange, {
    handle(request: Request): Promise<Answer | 'cut'> {
      const answer = instead(request)
      return answer ? Promise.resolve({ status: answer.status, headers: {}, body: JSON.stringify(answer.body) }) : handle(request)
    },
  })
}

const isQuestion = ({ method, path, query }: Request, of: string) =>
  method === 'GET' && path === '/api/v3/order' && query.includes(`${of}=`)

describe('an id names one order', () => {
  test('REQ-04 REQ-11 F25: a second order under the id of one that has filled is not ours, and the run halts', async () => {
    const at = await openDesk()
    at.step([enter('long', lots)])
    await at.pass(2000)
    const [order] = atVenue(at)
    const held = at.desk.account.slot('main').positionLots
    // The venue takes it: the id is free again.
    await elsewhere(at, { side: 'BUY', type: 'MARKET', quantity: '0.1', newClientOrderId: order!.clientId })
    await at.pass(70_000)
    expect(atVenue(at)).toHaveLength(2)
    expect(at.desk.state).toBe('halted')
    expect(at.alerts.filter(({ code }) => code === 'VENUE_FAULT').map(({ message }) => message)).toEqual([
      expect.stringMatching(/order 2 there has the id of order 1, which is 1/),
    ])
    expect([at.desk.account.slot('main').positionLots, at.desk.fills.length]).toEqual([held, order!.fills.length])
    at.close()
  })
})

describe('another run with the key, on another machine', () => {
  const ours = { side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '50', quantity: '0.5', newClientOrderId: `wr${'a'.repeat(26)}` }

  test('REQ-54: an order of this house that nobody here has sent halts', async () => {
    const at = await openDesk()
    await at.pass(40_000)
    await elsewhere(at, ours)
    await at.pass(40_000)
    expect(codes(at)).toEqual(expect.arrayContaining(['FOREIGN_ORDER', 'KEY_ELSEWHERE']))
    expect(at.alerts.find(({ code }) => code === 'KEY_ELSEWHERE')!.message).toMatch(/on another machine: buy 0\.5/)
    expect(at.desk.state).toBe('halted')
    at.close()
  })

  test('one that an earlier run has left, or a run here that has ended, is none', async () => {
    const one = await openDesk({ capital: '30000' })
    const two = await one.beside({ runId: 'another', capital: '20000' })
    two.step([enter('long', lots, { type: 'limit', limit: 60 })])
    await one.pass(5000)
    two.connection.close()
    await one.pass(70_000)
    expect(codes(one)).toEqual(['FOREIGN_ORDER'])
    const again = await one.crash(() => 0)
    await again.pass(70_000)
    expect(codes(again)).not.toContain('KEY_ELSEWHERE')
    again.close()
  })
})

describe('orders that cannot be found', () => {
  test('REQ-35: one that is filed away ended without a fill', async () => {
    const at = await openDesk()
    at.step([enter('long', lots, { type: 'limit', limit: 60 })])
    await at.pass(2000)
    const [order] = atVenue(at)
    at.dieAt('a message of the stream', 1)
    await elsewhere(at, { origClientOrderId: order!.clientId }, 'DELETE')
    await at.pass(1000)
    answering(at, (request) =>
      isQuestion(request, 'origClientOrderId')
        ? {
            status: 400,
            body: { code: -2026, msg: 'Order was canceled or expired with no executed qty over 90 days ago and has been archived.' },
          }
        : undefined,
    )
    const again = await at.crash(() => 0)
    await again.pass(5000)
    expect(again.desk.orders()[0]).toMatchObject({ state: 'expired', filledLots: 0, unknown: false })
    expect([again.desk.state, codes(again)]).toEqual(['active', []])
    again.close()
  })

  test('REQ-35: one that nobody knows by its id is found by what it traded, and is not "never placed"', async () => {
    const faults = createFaults(1, 0)
    const at = await openDesk({ faults })
    // Its answer is lost, the stream says nothing, and the query by its id finds nothing for good.
    faults.inject('F01')
    faults.inject('F13')
    answering(at, (request) =>
      isQuestion(request, 'origClientOrderId') ? { status: 400, body: { code: -2013, msg: 'Order does not exist.' } } : undefined,
    )
    at.step([enter('long', lots, { maxSlippage: 0.01, timeInForce: 'IOC' })])
    await at.pass(50_000)
    expect(at.desk.orders()[0]).toMatchObject({ state: 'filled', filledLots: lots, unknown: false })
    expect(posts(at)).toHaveLength(1)
    at.close()
  })

  test('REQ-25 REQ-26: nothing stands in for a trade that is not here; what is booked has the id of the exchange, also after restarts', async () => {
    const faults = createFaults(1, 0)
    const at = await openDesk({ faults })
    let isShut = true
    answering(at, ({ path }) =>
      isShut && path === '/api/v3/myTrades' ? { status: 500, body: { code: -1000, msg: 'An unknown error.' } } : undefined,
    )
    faults.inject('F15', 100)
    at.step([enter('long', lots, { type: 'limit', limit: 90 })])
    await at.pass(1000)
    at.exchange.market('BTCUSDT').trade(8_900_000_000n, 1_000_000_000n)
    await at.pass(120_000)
    expect(atVenue(at)[0]).toMatchObject({ status: 'FILLED' })
    // Said to be filled, with a quantity and a price to make something up from.
    expect(at.facts.filter(({ kind }) => kind !== 'accepted')).toEqual([])
    expect(at.desk.account.slot('main').positionLots).toBe(0)
    isShut = false
    await at.pass(70_000)
    const ids = atVenue(at)[0]!.fills.map(({ id }) => String(id))
    expect(at.desk.fills.map(({ tradeId }) => tradeId)).toEqual(ids)
    let again = at
    for (let life = 0; life < 2; life++) {
      again = await again.crash(() => 0)
      await again.pass(70_000)
      expect(again.desk.fills.map(({ tradeId }) => tradeId)).toEqual(ids)
    }
    again.close()
  })

  test('REQ-27: one that fills after its end is on record counts, also in the next life', async () => {
    const faults = createFaults(1, 0)
    const at = await openDesk({ faults })
    at.step([enter('long', lots, { type: 'limit', limit: 60 })])
    await at.pass(1000)
    faults.inject('F09')
    faults.inject('F15')
    at.session.send({ kind: 'cancel', time: at.clock.now(), request: { node: 'c', slot: 'main', which: 'all', reason: '' } })
    await at.pass(1000)
    expect([at.desk.orders()[0]!.state, atVenue(at)[0]!.status]).toEqual(['canceled', 'FILLED'])
    const again = await at.crash(() => 0)
    await again.pass(5000)
    expect(again.desk.orders()[0]).toMatchObject({ state: 'filled', filledLots: lots })
    expect(again.desk.fills.map(({ tradeId }) => tradeId)).toEqual(atVenue(again)[0]!.fills.map(({ id }) => String(id)))
    again.close()
  })
})
