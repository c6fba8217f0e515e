import type { OrderRequest } from '../../nodes/define/trade.ts'
import type { Faults } from '../../engine/demo-exchange/faults.ts'
import { createFaults } from '../../engine/demo-exchange/faults.ts'
import type { DemoExchange } from '../../engine/demo-exchange/exchange.ts'
import type { Book } from '../../engine/desk/book.ts'
import { createDesk } from '../../engine/desk/desk.ts'
import type { Desk, DeskConfig, DeskEvent } from '../../engine/desk/contract.ts'
import { hasEnded } from '../../engine/desk/orders.ts'
import { openAccount, type Connection, type VenueAccount } from '../../engine/exchange/account.ts'
import type { Unassigned } from '../../engine/exchange/holdings.ts'
import { binance } from '../../engine/exchange/protocol.ts'
import { instrument } from '../kit/instruments.ts'
import { createGrid, toTicks } from '../../engine/money/grid.ts'
import { honestBar1, research1, type RiskProfile } from '../../engine/protocol/profiles.ts'
import { ledgerAmounts } from '../../engine/run/ledger-amounts.ts'
import { adoptOrders } from '../../engine/run/live-venue.ts'
import { recordingDesk, type Recorder } from '../../engine/run/recorder.ts'
import type { OrderFact } from '../../engine/protocol/orders.ts'
import { createSession, type Session } from '../../engine/run/session.ts'
import type { VirtualClock } from '../../engine/market/clock.ts'
import { demoSymbol } from '../../engine/demo-exchange/symbols.ts'
import { letPass, openExchange, waveSource } from '../demo-exchange/market.ts'
import { pullable, type Cable } from './cable.ts'
import { inProcess } from './in-process.ts'

const btc = instrument({ minimums: { quantity: '0.00001', notional: '5' } })

export const grid = createGrid(btc)

/** A desk's life as its journal would have it. */
export type Kept = {
  readonly records: { readonly kind: string; readonly body: unknown }[]
  /** So many of them are on the disk. */
  synced: number
}

/** A real desk at a demo exchange, in one process, on a clock that moves when told. */
export type DeskAtExchange = {
  readonly exchange: DemoExchange
  readonly clock: VirtualClock
  readonly cable: Cable
  readonly desk: Desk
  readonly session: Session
  readonly connection: Connection
  readonly alerts: readonly { readonly code: string; readonly message: string }[]
  /** What the venue's side told this desk, in all lives. */
  readonly facts: readonly OrderFact[]
  /** Paths of everything that was sent, in order, in all lives. */
  readonly sent: readonly string[]
  /** A decision step now, with what the strategy asks for. */
  step(requests: readonly OrderRequest[]): void
  /** Marks the desk at the market's last price. */
  mark(): void
  pass(milliseconds: number): Promise<void>
  /** Another desk on the same account, in the same process. */
  beside(options: Pick<DeskOptions, 'runId' | 'capital' | 'riskProfile'>): Promise<DeskAtExchange>
  /** Lets the process die when it comes to this moment so many more times. */
  dieAt(moment: Moment, times: number): void
  /** The moment at which it died, if it did so by itself. */
  readonly diedAt: Moment | undefined
  /** Ends as a killed process does, with all that are beside it: nothing more of it happens, and of what it wrote at least what was synced is there. Goes on with a new one. */
  crash(lost: (unsynced: number) => number): Promise<DeskAtExchange>
  close(): void
}

export type DeskOptions = {
  readonly faults?: Faults
  readonly delay?: () => number
  readonly capital?: string
  readonly runId?: string
  readonly riskProfile?: RiskProfile
  /** Traded in a candle. */
  readonly volume?: number
}

/** Between any two of these a process can be killed: before and after each record and each write to the disk, each request that leaves, each answer and message that comes. */
export const moments = [
  'before a record',
  'after a record',
  'before the disk',
  'after the disk',
  'before a create leaves',
  'a create is on its way',
  'a create is answered',
  'before a cancel leaves',
  'a cancel is on its way',
  'a cancel is answered',
  'another answer',
  'a message of the stream',
] as const
export type Moment = (typeof moments)[number]

/** What the desks of one process have in common; a new process begins a new one. */
type Process = {
  account: VenueAccount | undefined
  isDead: boolean
  /** It dies when it comes to this moment so many more times. */
  dies: { readonly at: Moment; left: number } | undefined
  /** The one at which it died. */
  diedAt: Moment | undefined
}

const newProcess = (): Process => ({ account: undefined, isDead: false, dies: undefined, diedAt: undefined })

/** One moment passes, and may be the last one. */
function pass(process: Process, moment: Moment): void {
  const { dies, isDead } = process
  if (isDead || dies?.at !== moment || --dies.left > 0) return
  process.isDead = true
  process.diedAt = moment
}

/** What outlives a desk. */
type World = {
  readonly exchange: DemoExchange
  readonly clock: VirtualClock
  readonly config: DeskConfig
  readonly cable: Cable
  readonly sent: string[]
  readonly alerts: { code: string; message: string }[]
  readonly facts: OrderFact[]
  /** The process it lives in now. */
  readonly home: { process: Process }
  steps: number
}

export async function openDesk(options: DeskOptions = {}): Promise<DeskAtExchange> {
  const {
    faults = createFaults(1, 0),
    delay = () => 20,
    capital = '50000',
    runId = 'a-run',
    volume = 40,
    riskProfile = research1,
  } = options
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
    riskProfile,
  }
  const home = { process: newProcess() }
  const cable = pullable(inProcess(exchange, clock, delay), clock)
  return live({ exchange, clock, config, cable, sent: [], alerts: [], facts: [], home, steps: 0 }, { records: [], synced: 0 })
}

/** One life of a desk, begun from what an earlier one left. */
async function live(world: World, kept: Kept): Promise<DeskAtExchange> {
  const { exchange, clock, config, sent, alerts, facts, home } = world
  const { process } = home
  const isFirst = kept.records.length === 0
  const left = createDesk(config)
  let unassigned: Unassigned | undefined
  for (const { kind, body } of kept.records) {
    if (kind === 'event') left.handle(body as DeskEvent)
    if (kind === 'mark') left.mark((body as { slot: number }).slot, (body as { ticks: number }).ticks, (body as { time: number }).time)
    if (kind === 'account') unassigned = body as Unassigned
  }
  const lastLife = left.checkpoint() as Pick<Book, 'orders' | 'fills' | 'now'>
  const recorder: Recorder = {
    append(kind, body) {
      pass(process, 'before a record')
      if (!process.isDead) kept.records.push(structuredClone({ kind, body }))
      pass(process, 'after a record')
      return kept.records.length
    },
    sync() {
      pass(process, 'before the disk')
      if (!process.isDead) kept.synced = kept.records.length
      pass(process, 'after the disk')
      return !process.isDead
    },
    flush() {},
  }
  const desk = recordingDesk(left, recorder)
  const session = createSession(
    desk,
    () => connection.venue,
    (alert) => void alerts.push(alert),
    () => recorder.sync(),
  )
  process.account ??= accountIn(process, world)
  const connection = process.account.join({
    run: config.runId,
    slots: [{ instrument: btc, symbol: 'BTCUSDT' }],
    clientId: (order) => desk.clientId(order),
    emit(fact) {
      if (process.isDead) return
      facts.push(fact)
      session.hear(fact)
      if (fact.kind === 'trade') recorder.sync()
    },
    alert: (code, message) => void (process.isDead || alerts.push({ code, message })),
    halt(code, message) {
      if (process.isDead) return
      alerts.push({ code, message })
      session.send({ kind: 'operator', time: clock.now(), act: 'halt' })
    },
    ...(isFirst ? {} : { since: lastLife.now }),
    ...(unassigned === undefined ? {} : { left: unassigned }),
    onUnassigned: (now) => void recorder.append('account', now),
    expected: () => ledgerAmounts(desk.snapshot(), desk.fills, [grid]),
    record: ({ method, path }) => void sent.push(`${method} ${path}`),
  })
  if (!isFirst) adoptOrders(connection.venue, lastLife.orders, lastLife.fills)
  session.send({ kind: 'operator', time: clock.now(), act: 'reconcile' })
  let isStarted = false
  const starting = connection.start().then((against) => {
    isStarted = true
    return against
  })
  while (!isStarted) await letPass(clock, clock.now() + 1000)
  const against = await starting
  session.send({ kind: 'operator', time: clock.now(), act: 'reconciled' })
  if (against.length > 0) alerts.push({ code: 'AGAINST', message: against.join('; ') })
  for (const order of lastLife.orders) if (order.canceling !== '' && !hasEnded(order, order.lots)) connection.venue.cancel(order.sequence)

  const at: DeskAtExchange = {
    exchange,
    clock,
    cable: world.cable,
    desk,
    session,
    connection,
    alerts,
    facts,
    sent,
    mark: () => session.carryOut(desk.mark(0, toTicks(grid, Number(exchange.market('BTCUSDT').last) / 1e8), clock.now())),
    step(requests) {
      at.mark()
      session.send({ kind: 'step', time: clock.now(), step: ++world.steps })
      for (const request of requests) session.send({ kind: 'request', time: clock.now(), request })
    },
    async pass(milliseconds) {
      await letPass(clock, clock.now() + milliseconds)
    },
    beside({ runId = 'another-run', capital = config.capital, riskProfile = config.riskProfile }) {
      const other = { ...world, config: { ...config, runId, capital, riskProfile }, sent: [], alerts: [], facts: [], steps: 0 }
      return live(other, { records: [], synced: 0 })
    },
    dieAt: (moment, times) => void (process.dies = { at: moment, left: times }),
    get diedAt() {
      return process.diedAt
    },
    async crash(lost) {
      process.isDead = true
      // Whoever comes first of those that died together begins the new process.
      if (home.process === process) home.process = newProcess()
      connection.close()
      const unsynced = kept.records.length - kept.synced
      kept.records.length -= lost(unsynced)
      kept.synced = kept.records.length
      return live(world, kept)
    },
    close() {
      connection.close()
      exchange.close()
    },
  }
  return at
}

/** The account of a process. A dead one sends nothing, and hears nothing of what it sent. */
function accountIn(process: Process, { clock, cable: way }: World): VenueAccount {
  const forever = new Promise<never>(() => {})
  return openAccount({
    protocol: binance,
    secret: { key: 'the-key', secret: 'the-secret' },
    address: { rest: 'http://demo', account: 'ws://demo/ws-api/v3', market: 'ws://demo/ws' },
    clock,
    random: () => 0.5,
    async send(request, path) {
      const what = request.method === 'POST' ? 'create' : request.method === 'DELETE' ? 'cancel' : undefined
      if (what) pass(process, `before a ${what} leaves`)
      if (process.isDead) return forever
      const answering = way.send(request, path)
      if (what) pass(process, `a ${what} is on its way`)
      const answer = await answering
      pass(process, what ? `a ${what} is answered` : 'another answer')
      return process.isDead ? forever : answer
    },
    dial: (url, heard) =>
      way.dial(url, {
        ...heard,
        message(text) {
          pass(process, 'a message of the stream')
          if (!process.isDead) heard.message(text)
        },
      }),
  })
}
