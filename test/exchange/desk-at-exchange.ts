import { expect } from 'vitest'
import type { OrderRequest } from '../../nodes/define/trade.ts'
import type { Faults } from '../../engine/demo-exchange/faults.ts'
import { createFaults } from '../../engine/demo-exchange/faults.ts'
import type { DemoExchange } from '../../engine/demo-exchange/exchange.ts'
import { createDesk } from '../../engine/desk/desk.ts'
import type { DeskConfig } from '../../engine/desk/contract.ts'
import { openConnection, type Connection } from '../../engine/exchange/open-exchange.ts'
import { binance } from '../../engine/exchange/protocol.ts'
import type { Instrument } from '../../engine/money/instruments.ts'
import { createGrid, toTicks } from '../../engine/money/grid.ts'
import type { OrderFact } from '../../engine/protocol/orders.ts'
import { honestBar1, research1 } from '../../engine/protocol/profiles.ts'
import { createSession, type Session } from '../../engine/run/session.ts'
import type { VirtualClock } from '../../engine/market/clock.ts'
import { demoSymbol } from '../../engine/demo-exchange/symbols.ts'
import { letPass, openExchange, waveSource } from '../demo-exchange/market.ts'
import { inProcess } from './in-process.ts'

const btc: Instrument = {
  version: 1,
  symbol: 'BTC/USDT',
  base: 'BTC',
  quote: 'USDT',
  tick: '0.01',
  lot: '0.00001',
  minimums: { quantity: '0.00001', notional: '5' },
  fees: { maker: 0.001, taker: 0.001 },
  shortable: false,
  calendar: '24/7',
  source: 'test',
}

export const grid = createGrid(btc)

/** A real desk at a demo exchange, in one process, on a clock that moves when told. */
export type DeskAtExchange = {
  readonly exchange: DemoExchange
  readonly clock: VirtualClock
  readonly desk: ReturnType<typeof createDesk>
  readonly session: Session
  readonly connection: Connection
  readonly facts: readonly OrderFact[]
  readonly alerts: readonly { readonly code: string; readonly message: string }[]
  /** Paths of everything that was sent, in order. */
  readonly sent: readonly string[]
  /** A decision step now, with what the strategy asks for. */
  step(requests: readonly OrderRequest[]): void
  pass(milliseconds: number): Promise<void>
  /** Marks the desk at the market's last price. */
  mark(): void
  close(): void
}

export type DeskOptions = {
  readonly faults?: Faults
  readonly delay?: () => number
  readonly capital?: string
  readonly runId?: string
  /** Traded in a candle. */
  readonly volume?: number
}

export async function openDesk(options: DeskOptions = {}): Promise<DeskAtExchange> {
  const { faults = createFaults(1, 0), delay = () => 20, capital = '50000', runId = 'a-run', volume = 40 } = options
  const { exchange, clock } = await openExchange({
    faults,
    markets: [{ symbol: demoSymbol('BTC', 'USDT'), source: waveSource(100, 5, volume) }],
  })
  const config: DeskConfig = {
    runId,
    currency: 'USDT',
    capital,
    slots: [{ name: 'main', instrument: btc, venue: { linked: 'pair', stop: true, trailing: false } }],
    fillProfile: honestBar1,
    riskProfile: research1,
  }
  const desk = createDesk(config)
  const facts: OrderFact[] = []
  const alerts: { code: string; message: string }[] = []
  const sent: string[] = []
  const session = createSession(
    desk,
    () => connection.venue,
    (alert) => void alerts.push(alert),
  )
  const connection = openConnection({
    protocol: binance,
    secret: { key: 'the-key', secret: 'the-secret' },
    address: { rest: 'http://demo', account: 'ws://demo/ws-api/v3', market: 'ws://demo/ws' },
    clock,
    random: () => 0.5,
    ...inProcess(exchange, clock, delay),
    slots: [{ instrument: btc, symbol: 'BTCUSDT' }],
    clientId: (order) => desk.clientId(order),
    emit: (fact) => {
      facts.push(fact)
      session.hear(fact)
    },
    alert: (code, message) => void alerts.push({ code, message }),
    halt: (code, message) => {
      alerts.push({ code, message })
      session.send({ kind: 'operator', time: clock.now(), act: 'halt' })
    },
    expected: () => ({}),
    record: ({ method, path }) => void sent.push(`${method} ${path}`),
  })
  let isStarted = false
  const starting = connection.start().then((against) => {
    isStarted = true
    return against
  })
  while (!isStarted) await letPass(clock, clock.now() + 1000)
  expect(await starting).toEqual([])
  let steps = 0
  const at: DeskAtExchange = {
    exchange,
    clock,
    desk,
    session,
    connection,
    facts,
    alerts,
    sent,
    mark: () => session.carryOut(desk.mark(0, toTicks(grid, Number(exchange.market('BTCUSDT').last) / 1e8), clock.now())),
    step(requests) {
      at.mark()
      session.send({ kind: 'step', time: clock.now(), step: ++steps })
      for (const request of requests) session.send({ kind: 'request', time: clock.now(), request })
    },
    async pass(milliseconds) {
      await letPass(clock, clock.now() + milliseconds)
    },
    close() {
      connection.close()
      exchange.close()
    },
  }
  return at
}
