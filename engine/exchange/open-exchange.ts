import { closableClock, sleepOn, type Clock } from '../market/clock.ts'
import type { Instrument } from '../money/instruments.ts'
import type { ApprovedOrder, OrderFact } from '../protocol/orders.ts'
import { watchAccount, type AccountView, type AccountWatch } from './account-watch.ts'
import type { ClockState } from './clock-sync.ts'
import { rightsProblems } from './examine.ts'
import { createExecutor, type Executor } from './executor.ts'
import { createLimiter } from './limiter.ts'
import { createLink, type Link, type Send } from './link.ts'
import type { VenueProtocol } from './protocol.ts'
import type { RawAnswer } from './raw-answer.ts'
import { createSigner, type Secret } from './sign.ts'
import { superviseStream, type Dial, type StreamState, type SupervisedStream } from './supervised-stream.ts'

/** Where a venue is found: its own addresses, or those of something that speaks its protocol. */
export type VenueAddress = { readonly rest?: string; readonly account: string; readonly market: string }

export type ConnectionOptions = {
  readonly protocol: VenueProtocol
  readonly secret: Secret
  readonly address: VenueAddress
  readonly clock: Clock
  readonly random: () => number
  readonly send: Send
  readonly dial: Dial
  readonly slots: readonly { readonly instrument: Instrument; readonly quoteScale?: number; readonly symbol: string }[]
  readonly clientId: (order: ApprovedOrder) => string
  readonly emit: (fact: OrderFact) => void
  readonly alert: (code: string, message: string) => void
  /** Nothing more may be added to a position until a person has looked. */
  readonly halt: (code: string, message: string) => void
  /** When the run was there last, the venue's time: trades since then are asked for. */
  readonly since?: number
  /** What the account held beyond the run's ledger when an earlier life of the run was there. */
  readonly unassigned?: Readonly<Record<string, number>>
  /** Told of that, the first time it is known. */
  readonly onUnassigned?: (unassigned: Readonly<Record<string, number>>) => void
  /** A person has armed it although its key may do more than it should. */
  readonly rightsOverridden?: boolean
  /** What the run's ledger holds of each asset. */
  readonly expected: () => Readonly<Record<string, number>>
  /** Every answer, before anyone reads it. */
  readonly record: (answer: RawAnswer) => void
}

/** A run's connection to its account at an exchange: the venue its orders go to, and the watch over what becomes of them. */
export type Connection = {
  readonly venue: Executor
  readonly link: Link
  readonly status: ConnectionStatus
  /** Clock, private stream, account: resolves once all have answered, with what stands against it. */
  start(): Promise<readonly string[]>
  /** The machine slept or the network was away: everything is looked at anew. */
  wake(): Promise<void>
  close(): void
}

export type ConnectionStatus = {
  readonly clock: ClockState
  readonly stream: StreamState
  readonly account: AccountView
}

/** Silence on the private stream is normal; that it does not answer when asked is not. */
const PRIVATE_PATIENCE = 30_000
/** How long the private stream may take to be there, how often the start is tried, and the pause before it is tried again. */
const START_PATIENCE = 20_000
const START_ATTEMPTS = 5
const START_PAUSE = 10_000
/** How long the fate of an order of an earlier life is waited for before the run goes on without it. */
const PROOF_PATIENCE = 90_000
const DAY = 86_400_000
/** Pause before the account is looked at a second time. */
const SECOND_LOOK = 2500

export function openConnection(options: ConnectionOptions): Connection {
  const { protocol, secret, address, random, slots, alert, halt } = options
  const clock = closableClock(options.clock)
  const signer = createSigner(secret, address.rest)
  const limiter = createLimiter(clock, protocol.limits)
  const fail = (error: unknown) =>
    halt('VENUE_FAULT', `What ${protocol.name} said could not be booked: ${error instanceof Error ? error.message : String(error)}`)
  const link = createLink({
    clock,
    limiter,
    random,
    answers: protocol.answers,
    usage: protocol.usage,
    receiveWindow: protocol.receiveWindow,
    sign: signer.sign,
    send: options.send,
    timeRequest: protocol.requests.serverTime(),
    readTime: protocol.read.readServerTime,
    record: options.record,
    onNotice(notice) {
      if (notice.kind === 'key') halt('KEY_REFUSED', `${protocol.name} refuses the key: ${notice.reason}`)
      if (notice.kind === 'ban')
        alert('BANNED', `${protocol.name} takes nothing from this address for ${Math.ceil((notice.until - clock.now()) / 1000)} s.`)
      if (notice.kind === 'filters') alert('FILTERS', `${protocol.name} refused an order by a filter: the market's rules may have changed.`)
    },
    onClock(state) {
      if (state.kind === 'warn')
        alert(
          'CLOCK_OFF',
          `This machine's clock is ${Math.round(state.offset.offset)} ms off from ${protocol.name}'s: orders are timed by the latter.`,
        )
    },
  })
  const { emit, clientId } = options
  const venue = createExecutor({ protocol, link, clock, slots, clientId, emit, alert, fail })
  const symbols = [...new Set(slots.map(({ symbol }) => symbol))]
  let watch: AccountWatch | undefined
  let stream: SupervisedStream | undefined
  let streamWasLive = false
  let isClosed = false
  let nextId = 0

  const watchOf = () =>
    (watch ??= watchAccount({
      protocol,
      link,
      clock,
      executor: venue,
      symbols,
      expected: options.expected,
      since: options.since ?? link.sync.serverNow(),
      ...(options.unassigned === undefined ? {} : { unassigned: options.unassigned }),
      ...(options.onUnassigned === undefined ? {} : { onUnassigned: options.onUnassigned }),
      alert,
      onMismatch,
      fail,
    }))

  /** The run ended between the journal and the answer: the desk takes on nothing more on this market until it is known. */
  function doubt(sequence: number): void {
    const reason = 'the run ended before what became of it was on record'
    emit({ kind: 'unknown', sequence, time: link.sync.serverNow(), command: 'create', reason })
  }

  function onMismatch(words: string): void {
    halt('ACCOUNT_MISMATCH', `The account and this run's ledger do not agree: ${words}.`)
  }

  function hear(text: string): void {
    const message = protocol.talk.readPrivate(text)
    if (message.kind === 'report') venue.hear(message.report)
    if (message.kind === 'ended') stream?.restart(`the venue ended the session (${message.reason})`)
    if (message.kind === 'reply' && !message.ok) stream?.restart(`the venue refused it (${message.reason})`)
  }

  function onState(state: StreamState, why: string): void {
    if (state === 'backoff') {
      if (streamWasLive)
        alert('PRIVATE_STREAM', `The private stream of ${protocol.name} is away (${why}): fills are asked for until it is back.`)
      streamWasLive = false
      return
    }
    if (state !== 'live') return
    streamWasLive = true
    // What happened while nobody listened.
    if (watch) watch.look().catch(fail)
  }

  function openStream(): Promise<boolean> {
    stream?.close()
    return new Promise((resolve) => {
      const giveUp = clock.at(clock.now() + START_PATIENCE, () => resolve(false))
      stream = superviseStream({
        url: address.account,
        dial: options.dial,
        clock,
        random,
        patience: PRIVATE_PATIENCE,
        greet: () => protocol.talk.subscribePrivate(String(++nextId), secret.key, secret.secret, link.sync.serverNow()),
        ping: () => protocol.talk.pingPrivate(String(++nextId)),
        isLive: (text) => isGreeted(text),
        hear: (text) => {
          try {
            hear(text)
          } catch (error) {
            fail(error)
          }
        },
        onState(state, why) {
          onState(state, why)
          if (state !== 'live') return
          giveUp()
          resolve(true)
        },
      })
    })
  }

  function isGreeted(text: string): boolean {
    const message = protocol.talk.readPrivate(text)
    return message.kind === 'reply' && message.ok
  }

  /** Rights are looked at once a day: they may have grown since the run was armed (F24). */
  async function watchRights(): Promise<void> {
    const outcome = await link.read(protocol.requests.rights())
    const rights = outcome.kind === 'read' ? protocol.read.readRights(outcome.body) : undefined
    const problems = outcome.kind === 'read' ? rightsProblems(rights) : []
    if (problems.length > 0 && !options.rightsOverridden) halt('KEY_RIGHTS', `${problems.join('; ')}.`)
  }

  function everyDay(): void {
    clock.at(clock.now() + DAY, () => {
      if (isClosed) return
      watchRights().catch(fail).finally(everyDay)
    })
  }

  /** One attempt: clock, private stream, orders of an earlier life, and the account twice. */
  async function reconcile(): Promise<readonly string[]> {
    const { name } = protocol
    const time = await link.sync.sync()
    if (time.kind === 'unknown') return [`${name} does not tell its time: ${time.reason}`]
    if (time.kind === 'refuse')
      return [`this machine's clock is ${Math.round(Math.abs(time.offset.offset))} ms off from ${name}'s: set it right`]
    if (stream?.state !== 'live' && !(await openStream())) return [`the private stream of ${name} does not answer`]
    // Orders of an earlier life of the run: how each stands, before anything new.
    const before = venue.living()
    for (const sent of before) {
      if (sent.created === 'unknown') doubt(sent.order.sequence)
      if ((await venue.evidence.lookUp(sent)) !== 'settled') venue.chase(sent)
    }
    const isOpen = () => before.some(({ created, over }) => created === 'unknown' && !over)
    for (let waited = 0; waited < PROOF_PATIENCE && isOpen(); waited += 1000) await sleepOn(clock, 1000)
    if (isOpen()) return ['what became of an order is not proven yet']
    // Twice, so that what moved in between is not taken for a difference.
    if (!(await watchOf().look())) return [`the account at ${name} could not be read`]
    await sleepOn(clock, SECOND_LOOK)
    return (await watchOf().look()) ? [] : [`the account at ${name} could not be read a second time`]
  }

  return {
    venue,
    link,
    get status() {
      return {
        clock: link.sync.state,
        stream: stream?.state ?? 'connecting',
        account: watch?.view ?? { balances: [], foreign: [], checkedAt: 0 },
      }
    },
    async start() {
      let against: readonly string[] = []
      for (let attempt = 0; attempt < START_ATTEMPTS; attempt++) {
        if (attempt > 0) await sleepOn(clock, START_PAUSE)
        against = await reconcile()
        if (against.length === 0) break
      }
      // Also a run that is halted goes on looking at its account.
      watchOf()
      everyDay()
      return against
    },
    async wake() {
      try {
        await link.sync.sync()
        stream?.restart('the machine was away')
        await watchOf().look()
      } catch (error) {
        fail(error)
      }
    },
    close() {
      isClosed = true
      watch?.close()
      stream?.close()
      venue.close()
      link.close()
      clock.close()
    },
  }
}
