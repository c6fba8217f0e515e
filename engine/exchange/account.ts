import { closableClock, sleepOn, type Clock } from '../market/clock.ts'
import type { Instrument } from '../money/instruments.ts'
import type { ApprovedOrder, OrderFact } from '../protocol/orders.ts'
import { watchAccount, type AccountView, type AccountWatch, type Own } from './account-watch.ts'
import type { ClockState } from './clock-sync.ts'
import { rightsProblems } from './examine.ts'
import { watchFees } from './fee-rates.ts'
import { createExecutor, type Executor } from './executor.ts'
import { addAmounts, type Amounts } from './asset-amounts.ts'
import { createHoldings, type Unassigned } from './holdings.ts'
import { createLimiter, type Limiter } from './limiter.ts'
import { createLink, type Link, type Send } from './link.ts'
import { watchRules } from './market-rules.ts'
import { superviseAccount, type AccountStream } from './account-stream.ts'
import type { VenueProtocol } from './protocol.ts'
import type { RawAnswer } from './raw-answer.ts'
import type { Notice } from './classify.ts'
import { createSigner, type Secret } from './sign.ts'
import type { Dial, StreamState } from './supervised-stream.ts'

/** Where a venue is found: its own addresses, or those of something that speaks its protocol. */
export type VenueAddress = { readonly rest?: string; readonly account: string; readonly market: string }

export type AccountOptions = {
  readonly protocol: VenueProtocol
  readonly secret: Secret
  readonly address: VenueAddress
  readonly clock: Clock
  readonly random: () => number
  readonly send: Send
  readonly dial: Dial
  /** The limits of the venue for this address, where others use them too. */
  readonly limiter?: Limiter
}

/** A run as it comes to an account. */
export type MemberOptions = {
  readonly run: string
  readonly slots: readonly { readonly instrument: Instrument; readonly quoteScale?: number; readonly symbol: string }[]
  readonly clientId: (order: ApprovedOrder) => string
  readonly emit: (fact: OrderFact) => void
  readonly alert: (code: string, message: string) => void
  /** Nothing more may be added to a position until a person has looked. */
  readonly halt: (code: string, message: string) => void
  /** When the run was there last, the venue's time: trades since then are asked for. */
  readonly since?: number
  /** What the account held beyond all ledgers when an earlier life of the run was there. */
  readonly left?: Unassigned
  /** Told of that whenever it changes. */
  readonly onUnassigned?: (now: Unassigned) => void
  /** A person has armed it although its key may do more than it should. */
  readonly rightsOverridden?: boolean
  /** What the run's ledger holds of each asset. */
  readonly expected: () => Amounts
  /** Every answer, before anyone reads it. */
  readonly record: (answer: RawAnswer) => void
}

/** An account at an exchange: one key, one private stream, one watch, and the runs that trade on it. */
export type VenueAccount = {
  /** Takes a run in. Nothing of it leaves before its connection was started. */
  join(run: MemberOptions): Connection
}

/** A run's connection to its account: the venue its orders go to. */
export type Connection = {
  readonly venue: Executor
  readonly link: Link
  readonly status: ConnectionStatus
  /** Clock, private stream, account: resolves once all have answered, with what stands against it. */
  start(): Promise<readonly string[]>
  /** The machine slept or the network was away: everything is looked at anew. */
  wake(): Promise<void>
  /** The run leaves. With the last one the account is let go. */
  close(): void
}

export type ConnectionStatus = {
  readonly clock: ClockState
  readonly stream: StreamState
  readonly account: AccountView
  /** Share of the venue's limits that is left just now, from 0 to 1. */
  readonly budget: number
}

type Member = { readonly run: MemberOptions; readonly executor: Executor; readonly link: Link }

/** How often the start is tried, and the pause before it is tried again. */
const START_ATTEMPTS = 5
const START_PAUSE = 10_000
/** How long the fate of an order of an earlier life is waited for before the run goes on without it. */
const PROOF_PATIENCE = 90_000
const DAY = 86_400_000
/** Pause before the account is looked at a second time: at least 2 s (TRADING §6). */
const SECOND_LOOK = 2100

export function openAccount(options: AccountOptions): VenueAccount {
  const { protocol, secret, address, random } = options
  const clock = closableClock(options.clock)
  const limiter = options.limiter ?? createLimiter(options.clock, protocol.limits)
  const { sign } = createSigner(secret, address.rest)
  const members = new Set<Member>()
  const link = openLink((answer) => members.forEach(({ run }) => run.record(answer)))
  const holdings = createHoldings(expected, (now) => members.forEach(({ run }) => run.onUnassigned?.(now)))
  let watch: AccountWatch | undefined
  let stream: AccountStream | undefined
  let isClosed = false
  let toldAwaited = false
  /** The private stream has left out a trade, and nothing was heard on it since. */
  let isDeaf = false
  /** Since when the private stream has been live, the venue's time. */
  let liveSince = 0
  /** Orders of runs that have left: what they leave at the venue is no sign of anybody elsewhere. */
  const gone = new Set<string>()

  const alertAll = (code: string, message: string) => members.forEach(({ run }) => run.alert(code, message))
  const haltAll = (code: string, message: string) => members.forEach(({ run }) => run.halt(code, message))
  const wordsOf = (error: unknown) =>
    `What ${protocol.name} said could not be booked: ${error instanceof Error ? error.message : String(error)}`
  const fail = (error: unknown) => haltAll('VENUE_FAULT', wordsOf(error))

  /** A way to the venue with a record of its own; limits and the venue's time are those of all. */
  function openLink(record: (answer: RawAnswer) => void, shared?: Link): Link {
    return createLink({
      clock,
      limiter,
      random,
      answers: protocol.answers,
      usage: protocol.usage,
      receiveWindow: protocol.receiveWindow,
      sign,
      send: options.send,
      ...(shared ? { sync: shared.sync } : {}),
      timeRequest: protocol.requests.serverTime(),
      readTime: protocol.read.readServerTime,
      record,
      onNotice,
      onClock,
    })
  }

  function onNotice(notice: Notice): void {
    if (notice.kind === 'key') haltAll('KEY_REFUSED', `${protocol.name} refuses the key: ${notice.reason}`)
    if (notice.kind === 'ban')
      alertAll('BANNED', `${protocol.name} takes nothing from this address for ${Math.ceil((notice.until - clock.now()) / 1000)} s.`)
    if (notice.kind === 'filters') {
      alertAll('FILTERS', `${protocol.name} refused an order by a filter: the market's rules may have changed.`)
      void rules.look().catch(fail)
    }
  }

  function onClock(state: ClockState): void {
    if (state.kind === 'good' || state.kind === 'unknown') return
    const off = Math.round(state.offset.offset)
    if (state.kind === 'refuse')
      return haltAll('CLOCK_REFUSED', `This machine's clock is ${off} ms off from ${protocol.name}'s: set it right before anything new.`)
    alertAll('CLOCK_OFF', `This machine's clock is ${off} ms off from ${protocol.name}'s: orders are timed by the latter.`)
  }

  function expected(): Amounts {
    return addAmounts([...members].map(({ run }) => run.expected()))
  }

  /** The order of a run here that `find` knows. */
  function findOwn(find: (executor: Executor) => Own['sent'] | undefined): Own | undefined {
    for (const { executor } of members) {
      const sent = find(executor)
      if (sent) return { sent, executor }
    }
    return undefined
  }

  const watchSince = (since: number) =>
    (watch ??= watchAccount({
      protocol,
      link,
      clock,
      crew: {
        find: (clientId) => findOwn((executor) => executor.find(clientId)),
        findByVenueId: (venueId) => findOwn((executor) => executor.findByVenueId(venueId)),
        findByKnownTrade: (symbol, tradeId) => findOwn((executor) => executor.findByKnownTrade(symbol, tradeId)),
        living: () => [...members].flatMap(({ executor }) => executor.living().map((sent) => ({ sent, executor }))),
        whose: (clientId) => (gone.has(clientId) ? 'known' : ([...members][0]?.executor.whose(clientId) ?? 'foreign')),
      },
      holdings,
      symbols: () => [...new Set([...members].flatMap(({ run }) => run.slots.map(({ symbol }) => symbol)))],
      since,
      alert: alertAll,
      isHeard: () => stream?.state === 'live' && !isDeaf,
      onMissed(time) {
        if (isDeaf || time < liveSince) return
        isDeaf = true
        stream?.restart('it left out a trade')
      },
      onElsewhere(words) {
        haltAll('KEY_ELSEWHERE', `Another run of this program trades with this key, on another machine: ${words}. Stop one of the two.`)
      },
      onMismatch(words) {
        haltAll('ACCOUNT_MISMATCH', `The account and the ledgers of the runs on it do not agree: ${words}.`)
      },
      fail,
    }))

  let opening: Promise<boolean> | undefined
  /** The private stream, of which every run hears what is its own. Two that begin at once begin it once. */
  function openStream(): Promise<boolean> {
    return (opening ??= beginStream().finally(() => (opening = undefined)))
  }

  function beginStream(): Promise<boolean> {
    stream?.close()
    stream = superviseAccount({
      protocol,
      url: address.account,
      secret,
      dial: options.dial,
      clock,
      random,
      serverNow: () => link.sync.serverNow(),
      hear(report) {
        isDeaf = false
        for (const { executor } of members) if (executor.hear(report)) break
      },
      onAway: (why) =>
        alertAll('PRIVATE_STREAM', `The private stream of ${protocol.name} is away (${why}): fills are asked for until it is back.`),
      onBack() {
        liveSince = link.sync.serverNow()
        // What happened while nobody listened.
        void watch?.look().catch(fail)
      },
      fail,
    })
    return stream.begun
  }

  /** Rights are looked at once a day: they may have grown since the run was armed (F24). */
  async function watchRights(): Promise<void> {
    const outcome = await link.read(protocol.requests.rights())
    const rights = outcome.kind === 'read' ? protocol.read.readRights(outcome.body) : undefined
    const problems = outcome.kind === 'read' ? rightsProblems(rights) : []
    if (problems.length === 0) return
    for (const { run } of members) if (!run.rightsOverridden) run.halt('KEY_RIGHTS', `${problems.join('; ')}.`)
  }

  function everyDay(): void {
    clock.at(clock.now() + DAY, () => {
      if (isClosed) return
      watchRights().catch(fail).finally(everyDay)
    })
  }
  everyDay()

  const rules = watchRules({
    protocol,
    link,
    clock,
    fail,
    markets: () =>
      [...members].flatMap(({ run: { slots, halt } }) => slots.map(({ symbol, instrument }) => ({ symbol, instrument, halt }))),
  })

  const fees = watchFees({
    protocol,
    link,
    clock,
    fail,
    markets: () =>
      [...members].flatMap(({ run: { slots } }) => slots.map(({ symbol, instrument: { base, quote } }) => ({ symbol, base, quote }))),
  })

  /** The run ended between the journal and the answer: its desk takes on nothing more on this market until it is known. */
  function doubt({ run }: Member, sequence: number): void {
    const reason = 'the run ended before what became of it was on record'
    run.emit({ kind: 'unknown', sequence, time: link.sync.serverNow(), command: 'create', reason })
  }

  /** When the run was there last its latest looks may have failed, and an order that had ended may have filled: trades of a day before are gone through again. */
  const sinceOf = ({ since }: MemberOptions) => (since === undefined ? link.sync.serverNow() : since - DAY)

  /** The watch over the account, which looks for this run's trades too. */
  function watchFor(run: MemberOptions): AccountWatch {
    const since = sinceOf(run)
    const looking = watchSince(since)
    looking.reachBack(since)
    return looking
  }

  /** One attempt: clock, private stream, orders of an earlier life of the run, and the account twice. */
  async function reconcile(member: Member): Promise<readonly string[]> {
    const { executor, run } = member
    const { name } = protocol
    const time = await link.sync.sync()
    if (time.kind === 'unknown') return [`${name} does not tell its time: ${time.reason}`]
    if (time.kind === 'refuse')
      return [`this machine's clock is ${Math.round(Math.abs(time.offset.offset))} ms off from ${name}'s: set it right`]
    // Before the first trade, so that each is booked with what its commission was worth.
    const unpriced = await fees.look()
    if (unpriced.length > 0) return unpriced
    if (stream?.state !== 'live' && !(await openStream())) return [`the private stream of ${name} does not answer`]
    // Orders of an earlier life of the run: how each stands, before anything new.
    const before = executor.living()
    for (const sent of before) if ((await executor.evidence.lookUp(sent)) !== 'settled') executor.chase(sent)
    const isOpen = () => before.some(({ created, over }) => created === 'unknown' && !over)
    for (let waited = 0; waited < PROOF_PATIENCE && isOpen(); waited += 1000) await sleepOn(clock, 1000)
    if (isOpen()) return ['what became of an order is not proven yet']
    const looking = watchFor(run)
    // Twice, so that what moved in between is not taken for a difference.
    if (!(await looking.look())) return [`the account at ${name} could not be read`]
    await sleepOn(clock, SECOND_LOOK)
    if (!(await looking.look())) return [`the account at ${name} could not be read a second time`]
    sayAwaited()
    return []
  }

  function sayAwaited(): void {
    const { awaited } = holdings
    if (awaited.length === 0 || toldAwaited) return
    toldAwaited = true
    const runs = awaited.map((run) => run.slice(0, 8)).join(', ')
    alertAll('RUNS_AWAITED', `The account is compared again once the runs that were on it are resumed as well: ${runs}.`)
  }

  return {
    join(run) {
      const own = closableClock(clock)
      const ownLink = openLink(run.record, link)
      const executor = createExecutor({
        protocol,
        link: ownLink,
        clock: own,
        slots: run.slots,
        clientId: run.clientId,
        emit: run.emit,
        alert: run.alert,
        fail: (error) => run.halt('VENUE_FAULT', wordsOf(error)),
        feeRate: fees.rate,
        onUnpriced: (words) => run.halt('FEE_UNPRICED', words),
      })
      const member: Member = { run, executor, link: ownLink }
      let joined = false
      return {
        venue: executor,
        link: ownLink,
        get status() {
          return {
            clock: link.sync.state,
            stream: stream?.state ?? 'connecting',
            account: watch?.view ?? { balances: [], foreign: [], checkedAt: 0 },
            budget: limiter.left,
          }
        },
        async start() {
          if (!joined) {
            joined = true
            members.add(member)
            holdings.join(run.run, run.expected(), run.left)
          }
          for (const { created, order } of executor.living()) if (created === 'unknown') doubt(member, order.sequence)
          let against: readonly string[] = []
          for (let attempt = 0; attempt < START_ATTEMPTS; attempt++) {
            if (attempt > 0) await sleepOn(own, START_PAUSE)
            against = await reconcile(member)
            if (against.length === 0) break
          }
          // Also a run that is halted goes on looking at its account, and for its orders.
          watchFor(run)
          if (against.length > 0) for (const sent of executor.living()) executor.chase(sent)
          return against
        },
        async wake() {
          try {
            await link.sync.sync()
            stream?.restart('the machine was away')
            await watch?.look()
          } catch (error) {
            fail(error)
          }
        },
        close() {
          for (const { clientId } of executor.living()) gone.add(clientId)
          executor.close()
          ownLink.close()
          own.close()
          if (members.delete(member)) holdings.leave(run.run, run.expected())
          if (members.size > 0 || isClosed) return
          isClosed = true
          watch?.close()
          stream?.close()
          link.close()
          clock.close()
        },
      }
    },
  }
}
