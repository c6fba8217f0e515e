import { readFileSync } from 'node:fs'
import { compile } from '../../engine/compile/compile.ts'
import { openAccount as openDemoAccount } from '../../engine/demo-exchange/accounts.ts'
import { createFaults, type Faults } from '../../engine/demo-exchange/faults.ts'
import type { DemoExchange, DemoOptions } from '../../engine/demo-exchange/exchange.ts'
import { demoSymbol } from '../../engine/demo-exchange/symbols.ts'
import { openAccount } from '../../engine/exchange/account.ts'
import { createLimiter } from '../../engine/exchange/limiter.ts'
import type { Send } from '../../engine/exchange/link.ts'
import type { TakenIdentity } from '../../engine/exchange/pins.ts'
import { binance } from '../../engine/exchange/protocol.ts'
import type { Secret } from '../../engine/exchange/sign.ts'
import type { Dial } from '../../engine/exchange/supervised-stream.ts'
import type { Clock, VirtualClock } from '../../engine/market/clock.ts'
import { honestBar1, liveDefault1, type RiskProfile } from '../../engine/protocol/profiles.ts'
import type { Binding } from '../../engine/protocol/run.ts'
import type { AccountLink } from '../../engine/run/account-link.ts'
import { liveEnds } from '../../engine/run/live-venue.ts'
import { hostPlanHere } from '../../engine/run/plan-host.ts'
import { prepareLive, type VenueAccess } from '../../engine/run/prepare-live.ts'
import { startRealtime, type RealtimeInput, type RealtimeRun } from '../../engine/run/realtime.ts'
import type { Recorder } from '../../engine/run/recorder.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { parseDocument } from '../../nodes/strategy/parse.ts'
import { funds, letPass, openExchange, waveSource } from '../demo-exchange/market.ts'
import { keepRecords } from '../kit/paper.ts'
import { quickExample } from '../kit/quick-example.ts'
import { inProcess } from './in-process.ts'
import { pullable, type Cable } from './cable.ts'

/** A whole live run at a demo exchange in one process, on a clock that moves when told: feed, strategy, desk, account. */
export type RunAtExchange = {
  readonly exchange: DemoExchange
  readonly clock: VirtualClock
  readonly run: RealtimeRun
  readonly cable: Cable
  readonly account: AccountLink
  readonly alerts: { readonly time: number; readonly code: string; readonly message: string }[]
  readonly codes: () => string[]
  /** Lets time pass, with everything that happens in it. */
  pass(milliseconds: number): Promise<void>
  /** The machine sleeps for so long; when it wakes, its connections are gone. */
  sleep(milliseconds: number): Promise<void>
  /** Ends the run in order. */
  end(): Promise<string>
  close(): void
}

export type RunOptions = {
  readonly faults?: Faults
  readonly clock?: VirtualClock
  readonly secret?: Secret
  readonly recorder?: Recorder
  readonly change?: Partial<RealtimeInput>
  readonly edit?: (document: StrategyDocument) => StrategyDocument
  readonly riskProfile?: RiskProfile
  /** Traded in a candle. */
  readonly volume?: number
  /** Beside BTC/USDT at a hundred. */
  readonly markets?: DemoOptions['markets']
  /** Changed identities a person has taken until now. */
  readonly taken?: readonly TakenIdentity[]
  /** What the account has beside money and BTC, and in what it pays its commissions. */
  readonly pays?: { readonly asset: string; readonly amount: bigint }
}

const usual = { key: 'the-key', secret: 'the-secret' }

export async function openRun(options: RunOptions = {}): Promise<RunAtExchange> {
  const {
    secret = usual,
    faults = createFaults(1, 0),
    recorder = keepRecords(),
    change = {},
    edit = (same) => same,
    riskProfile = liveDefault1,
    volume,
    markets = [],
    pays,
    taken,
  } = options
  const holder = openDemoAccount(secret.key, secret.secret, { ...funds, ...(pays && { [pays.asset]: pays.amount }) })
  if (pays) holder.feeAsset = pays.asset
  const { exchange, clock } = await openExchange({
    ...(options.clock ? { clock: options.clock } : {}),
    faults,
    accounts: [holder],
    markets: [{ symbol: demoSymbol('BTC', 'USDT'), source: waveSource(100, 5, volume) }, ...markets],
  })
  const own = sleepable(clock)
  const way = inProcess(exchange, own, () => 20)
  const cable = pullable(way, own)
  const access = { ...accessTo(own, cable), ...(taken && { taken: () => taken }) }
  const document = edit(quickDocument())
  const { plan } = compile(document)
  if (!plan) throw new Error('the example does not compile')
  const prepared = await within(clock, prepareLive(document, plan, access, {}, null, {}))
  if (!('feed' in prepared)) throw new Error(prepared.problems.map(({ message }) => message).join('; '))
  const { protocol, address, reach, limiter } = access
  const account = openAccount({
    protocol,
    secret,
    address,
    clock: own,
    random: () => 0.5,
    send: reach.send,
    dial: reach.dial,
    limiter,
  })
  const alerts: RunAtExchange['alerts'] = []
  const binding: Binding = {
    slots: prepared.bindings,
    from: prepared.from,
    to: null,
    capital: '20000',
    fillProfile: honestBar1,
    riskProfile,
  }
  const ends = liveEnds({
    run: 'a-run',
    strategy: document.name,
    access,
    place: { account, settle() {}, others: () => undefined, beside: () => [], leave() {} },
    markets: prepared.markets,
    tools: {
      recorder,
      sayAlert: (code, message) => void alerts.push({ time: clock.now(), code, message }),
      halt: () => run.operate('halt'),
      snapshot: () => run.desk.snapshot(),
      fills: () => run.desk.fills,
      share: () => ({ markets: 0, working: 0, approvals: [], lost: [], won: 0, resting: [] }),
      changed() {},
    },
    rightsOverridden: false,
  })
  const run: RealtimeRun = startRealtime({
    mode: 'live',
    runId: 'a-run',
    document,
    plan,
    binding,
    feed: prepared.feed,
    from: prepared.from,
    until: Infinity,
    histories: prepared.histories,
    ...ends,
    hostPlan: hostPlanHere,
    recorder,
    onAlert: ({ time, code, message }) => void alerts.push({ time, code, message }),
    ...change,
  })
  return {
    exchange,
    clock,
    run,
    cable,
    account: ends.account!,
    alerts,
    codes: () => alerts.map(({ code }) => code),
    pass: (milliseconds) => letPass(clock, clock.now() + milliseconds),
    async sleep(milliseconds) {
      own.sleep()
      await letPass(clock, clock.now() + milliseconds)
      cable.pull('refused')
      own.wake()
      await letPass(clock, clock.now() + 1)
      cable.plugIn()
    },
    async end() {
      void run.end('the test is over')
      return within(clock, run.ended)
    },
    close: () => exchange.close(),
  }
}

/** The clock of a machine that can sleep: what was due meanwhile is due when it wakes, in order. */
function sleepable(clock: Clock): Clock & { sleep(): void; wake(): void } {
  let missed: (() => void)[] | undefined
  return {
    now: () => clock.now(),
    at(time, act) {
      let isOff = false
      const once = () => {
        if (isOff) return
        if (missed) missed.push(once)
        else act()
      }
      const callOff = clock.at(time, once)
      return () => {
        isOff = true
        callOff()
      }
    },
    sleep: () => void (missed = []),
    wake() {
      const due = missed ?? []
      missed = undefined
      for (const act of due) clock.at(clock.now(), act)
    },
  }
}

/** The crossing averages in minutes, as a document. */
export function quickDocument(): StrategyDocument {
  const parsed = parseDocument(quickExample(readFileSync('examples/strategies/sma-cross.weir', 'utf8')))
  if (!('document' in parsed)) throw new Error('the example cannot be read')
  return parsed.document
}

/** The same with a stop and a target at every entry, and without its pause after losses: it is at work all day. */
export function busy(document: StrategyDocument): StrategyDocument {
  const { order, pause, fast, slow, ...nodes } = document.nodes
  return {
    ...document,
    nodes: {
      ...nodes,
      fast: { ...fast!, params: { ...fast!.params, period: 2 } },
      slow: { ...slow!, params: { ...slow!.params, period: 4 } },
      order: { ...order!, type: 'order.bracket', params: { stop: 0.3, targetMultiple: 2 } },
      pause: { ...pause!, params: { losses: 50, wait: 1 } },
    },
  }
}

export function accessTo(clock: Clock, { send, dial }: { readonly send: Send; readonly dial: Dial }): VenueAccess {
  return {
    name: 'the demo exchange',
    protocol: { ...binance, name: 'the demo exchange' },
    address: { rest: 'http://demo', account: 'ws://demo/ws-api/v3', market: 'ws://demo/ws' },
    clock,
    reach: { send, dial, close() {} },
    limiter: createLimiter(clock, binance.limits),
    onIdentity() {},
    speed: 1,
    taken: () => [],
    practice: true,
  }
}

/** Lets time pass until something has come of it. */
export async function within<T>(clock: VirtualClock, promise: Promise<T>): Promise<T> {
  let isOver = false
  promise.finally(() => (isOver = true)).catch(() => {})
  for (let waited = 0; !isOver && waited < 600_000; waited += 250) await letPass(clock, clock.now() + 250)
  return promise
}
