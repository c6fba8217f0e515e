import { describe, expect, test } from 'vitest'
import { createFaults } from '../../engine/demo-exchange/faults.ts'
import { isOpen } from '../../engine/demo-exchange/orders.ts'
import type { Request } from '../../engine/demo-exchange/requests.ts'
import { signedRequest } from '../demo-exchange/signed-request.ts'
import { enter, exit } from '../desk/kit.ts'
import { openDesk, type DeskAtExchange } from './desk-at-exchange.ts'

const lots = 50_000

/** Puts something between the client and the exchange. Answers with what was asked. */
function between({ exchange }: DeskAtExchange, act: (request: Request) => 'unavailable' | 'pass' = () => 'pass'): Request[] {
  const asked: Request[] = []
  const { handle } = exchange
  Object.assign(exchange, {
    handle(request: Request) {
      asked.push(request)
      return act(request) === 'pass' ? handle(request) : Promise.resolve({ status: 503, headers: {}, body: 'unavailable' })
    },
  })
  return asked
}

const open = ({ exchange }: DeskAtExchange) => [...exchange.accounts[0]!.orders.values()].filter(isOpen)
const posts = ({ sent }: DeskAtExchange) => sent.filter((path) => path.startsWith('POST'))
const codes = ({ alerts }: DeskAtExchange) => alerts.map(({ code }) => code)

describe('orders', () => {
  test('REQ-06: after a stop every entry has a proven end, and what guards the position stays', async () => {
    const at = await openDesk()
    const last = Number(at.exchange.market('BTCUSDT').last) / 1e8
    at.step([enter('long', lots, { protection: { stop: { price: last - 4 } } })])
    await at.pass(1000)
    at.step([enter('long', lots, { type: 'limit', limit: last - 3, additions: 2 })])
    await at.pass(1000)
    expect(open(at)).toHaveLength(2)
    at.session.send({ kind: 'operator', time: at.clock.now(), act: 'stop' })
    await at.pass(5000)
    expect(open(at).map(({ type }) => type)).toEqual(['STOP_LOSS'])
    expect(
      at.desk
        .orders()
        .filter(({ purpose }) => purpose === 'increase')
        .map(({ state, unknown }) => [state, unknown]),
    ).toEqual([
      ['filled', false],
      ['canceled', false],
    ])
    at.close()
  })

  test('REQ-12: at most six cancels of one order, then it is unknown and said', async () => {
    const at = await openDesk()
    at.step([enter('long', lots, { type: 'limit', limit: 60 })])
    await at.pass(1000)
    const asked = between(at, ({ method }) => (method === 'DELETE' ? 'unavailable' : 'pass'))
    at.session.send({ kind: 'cancel', time: at.clock.now(), request: { node: 'c', slot: 'main', which: 'all', reason: '' } })
    await at.pass(120_000)
    expect(asked.filter(({ method }) => method === 'DELETE')).toHaveLength(6)
    expect(at.desk.orders()[0]).toMatchObject({ state: 'accepted', unknown: true })
    expect(codes(at)).toContain('ORDER_UNKNOWN')
    at.close()
  })

  test('REQ-34: an order that cannot be found for a while is not taken for one that was never placed', async () => {
    const faults = createFaults(1, 0)
    const at = await openDesk({ faults })
    // The answer is lost, the streams say nothing, and no query finds it yet.
    for (const fault of ['F01', 'F11', 'F13'] as const) faults.inject(fault)
    at.step([enter('long', lots, { type: 'limit', limit: 60 })])
    await at.pass(15_000)
    expect(at.desk.orders()[0]).toMatchObject({ unknown: true })
    await at.pass(60_000)
    expect(at.desk.orders()[0]).toMatchObject({ state: 'accepted', unknown: false })
    expect(posts(at)).toHaveLength(1)
    at.close()
  })

  test('REQ-34: one that never arrived ends as such, with the evidence', async () => {
    const at = await openDesk()
    between(at, ({ method }) => (method === 'POST' ? 'unavailable' : 'pass'))
    at.step([enter('long', lots, { type: 'limit', limit: 60 })])
    await at.pass(120_000)
    expect(at.desk.orders()[0]).toMatchObject({ state: 'rejected', endReason: expect.stringMatching(/^NOT_PLACED \d+ looks/) })
    expect(posts(at)).toHaveLength(1)
    at.close()
  })

  test('REQ-43: a market order names a quantity and never what to spend', async () => {
    const at = await openDesk()
    const asked = between(at)
    at.step([enter('long', lots)])
    await at.pass(1000)
    at.step([exit('long', lots, { maxSlippage: 0.01, timeInForce: 'IOC' })])
    await at.pass(1000)
    const orders = asked.filter(({ method }) => method === 'POST').map(({ body }) => new URLSearchParams(body))
    expect(orders).toHaveLength(2)
    for (const order of orders)
      expect([order.get('quantity'), order.get('quoteOrderQty')]).toEqual([expect.stringMatching(/^0\.\d+$/), null])
    at.close()
  })

  test('REQ-44: trade ids beyond 2^53 stay apart', async () => {
    const faults = createFaults(1, 0)
    const at = await openDesk({ faults })
    faults.inject('F18')
    at.step([enter('long', 900_000, { maxSlippage: 0.02, timeInForce: 'IOC' })])
    await at.pass(2000)
    const ids = at.desk.fills.map(({ tradeId }) => tradeId)
    expect(ids.length).toBeGreaterThan(1)
    expect(new Set(ids).size).toBe(ids.length)
    expect(BigInt(ids[0]!)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER))
    expect(ids).toEqual([...at.exchange.accounts[0]!.orders.values()].flatMap(({ fills }) => fills.map(({ id }) => String(id))))
    at.close()
  })
})

describe('T-STOP-MEANS-STOP', () => {
  test('REQ-13: an entry that waits for the limits of the venue when the run is stopped does not leave any more', async () => {
    const faults = createFaults(1, 0)
    const at = await openDesk({ faults })
    // Too many requests: seven seconds nothing leaves.
    faults.inject('F03')
    at.step([enter('long', lots, { type: 'limit', limit: 90 })])
    await at.pass(3000)
    expect(posts(at)).toHaveLength(1)
    at.step([enter('long', lots, { type: 'limit', limit: 91 })])
    await at.pass(500)
    at.session.send({ kind: 'operator', time: at.clock.now(), act: 'stop' })
    await at.pass(20_000)
    expect(posts(at)).toHaveLength(1)
    expect(open(at)).toEqual([])
    expect(at.desk.orders()[1]).toMatchObject({ state: 'rejected', endReason: expect.stringMatching(/withdrawn before it left/) })
    at.close()
  })
})

describe('the account', () => {
  test('REQ-30 REQ-31: a restart with nothing changed adjusts nothing and sends nothing', async () => {
    const at = await openDesk()
    const last = Number(at.exchange.market('BTCUSDT').last) / 1e8
    at.step([enter('long', lots, { protection: { stop: { price: last - 4 }, target: { price: last + 4 } } })])
    await at.pass(10_000)
    const [before, orders, fills] = [posts(at).length, at.desk.orders().length, at.desk.fills.length]
    const again = await at.crash(() => 0)
    await again.pass(30_000)
    expect([posts(again).length, again.desk.orders().length, again.desk.fills.length]).toEqual([before, orders, fills])
    expect(again.sent.filter((path) => path.startsWith('DELETE'))).toEqual([])
    expect(codes(again)).not.toContain('ACCOUNT_MISMATCH')
    expect(open(again)).toHaveLength(2)
    expect(again.desk.state).toBe('active')
    again.close()
  })

  test.each([false, true])(
    'T-RECON-SILENT a stop that went while nobody ran is put back first, and nothing else is sent (halted: %s)',
    async (halted) => {
      const at = await openDesk()
      const last = Number(at.exchange.market('BTCUSDT').last) / 1e8
      at.step([enter('long', lots, { protection: { stop: { price: last - 4 } } })])
      await at.pass(10_000)
      if (halted) at.session.send({ kind: 'operator', time: at.clock.now(), act: 'halt' })
      await at.pass(10_000)
      const [stop] = open(at)
      const before = at.sent.length
      at.dieAt('a message of the stream', 1)
      const order = { symbol: 'BTCUSDT', origClientOrderId: stop!.clientId }
      await at.exchange.handle(signedRequest(at.exchange.accounts[0]!, 'DELETE', '/api/v3/order', order, at.clock.now()))
      await at.pass(1000)
      expect(open(at)).toEqual([])
      const again = await at.crash(() => 0)
      await again.pass(60_000)
      again.step([])
      await again.pass(5000)
      expect(open(again).map(({ type, quantity, stopPrice }) => [type, quantity, stopPrice])).toEqual([
        [stop!.type, stop!.quantity, stop!.stopPrice],
      ])
      expect(again.sent.slice(before).filter((path) => !path.startsWith('GET'))).toEqual(['POST private/order'])
      expect([again.desk.state, codes(again).includes('ACCOUNT_MISMATCH')]).toEqual([halted ? 'halted' : 'active', false])
      again.close()
    },
  )

  test('REQ-32: more trades than fit on a page are all found', async () => {
    const faults = createFaults(1, 0)
    const at = await openDesk({ faults })
    at.step([enter('long', 2_000_000, { type: 'limit', limit: 90 })])
    await at.pass(1000)
    // Nobody hears of them.
    faults.inject('F15', 5000)
    const market = at.exchange.market('BTCUSDT')
    for (let i = 0; i < 1050; i++) market.trade(8_900_000_000n, 1_000_000n)
    await at.pass(90_000)
    expect(at.desk.fills.length).toBeGreaterThanOrEqual(1050)
    expect(at.desk.fills.reduce((sum, fill) => sum + fill.lots, 0)).toBe(
      Number([...at.exchange.accounts[0]!.orders.values()][0]!.executed / 1000n),
    )
    at.close()
  })

  test('REQ-33: an account that cannot be read is not an empty one', async () => {
    const faults = createFaults(1, 0)
    const at = await openDesk({ faults })
    at.step([enter('long', lots)])
    await at.pass(2000)
    faults.inject('F20', 1000)
    await at.pass(300_000)
    expect(at.desk.account.slot('main').positionLots).toBeGreaterThan(0)
    expect(codes(at)).not.toContain('ACCOUNT_MISMATCH')
    expect(at.desk.state).toBe('active')
    at.close()
  })

  test('money that comes or goes from outside is a difference: both sides are said, and the run halts', async () => {
    const at = await openDesk()
    at.step([enter('long', lots)])
    await at.pass(70_000)
    at.exchange.deposit(at.exchange.accounts[0]!, 'BTC', -30_000_000n)
    await at.pass(130_000)
    expect(at.desk.state).toBe('halted')
    expect(at.alerts.find(({ code }) => code === 'ACCOUNT_MISMATCH')!.message).toMatch(
      /BTC: the account holds 10\.19\d*, of which 10\.49\d* are accounted for/,
    )
    at.close()
  })

  test('orders of others are told and left alone', async () => {
    const at = await openDesk()
    await at.exchange.handle(
      signedRequest(
        at.exchange.accounts[0]!,
        'POST',
        '/api/v3/order',
        { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '50', quantity: '0.5' },
        at.clock.now(),
      ),
    )
    await at.pass(40_000)
    expect(codes(at)).toContain('FOREIGN_ORDER')
    at.session.send({ kind: 'operator', time: at.clock.now(), act: 'kill' })
    await at.pass(5000)
    expect(open(at)).toHaveLength(1)
    at.close()
  })

  test('REQ-80: a key that may suddenly withdraw halts the run within a day', async () => {
    const at = await openDesk()
    at.exchange.accounts[0]!.rights.withdraw = true
    await at.pass(86_400_000 + 120_000)
    expect(codes(at)).toContain('KEY_RIGHTS')
    expect(at.desk.state).toBe('halted')
    at.close()
  }, 120_000)
})
