import type { Clock } from '../market/clock.ts'
import type { Instrument } from '../money/instruments.ts'
import type { ApprovedOrder, OrderFact } from '../protocol/orders.ts'
import { watchAccount, type AccountView, type AccountWatch } from './account-watch.ts'
import type { ClockState } from './clock-sync.ts'
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
/** How long the private stream may take to be there, and how often the start is tried. */
const START_PATIENCE = 20_000

export function openConnection(options: ConnectionOptions): Connection {
  const { protocol, secret, address, clock, random, slots, alert, halt } = options
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
  let nextId = 0

  const watchOf = () =>
    (watch ??= watchAccount({ protocol, link, clock, executor: venue, symbols, expected: options.expected, alert, onMismatch, fail }))

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
      const against: string[] = []
      const time = await link.sync.sync()
      if (time.kind === 'unknown') against.push(`${protocol.name} does not tell its time: ${time.reason}`)
      if (time.kind === 'refuse')
        against.push(`this machine's clock is ${Math.round(Math.abs(time.offset.offset))} ms off from ${protocol.name}'s: set it right`)
      if (against.length > 0) return against
      if (!(await openStream())) against.push(`the private stream of ${protocol.name} does not answer`)
      if (!(await watchOf().look())) against.push(`the account at ${protocol.name} could not be read`)
      return against
    },
    async wake() {
      await link.sync.sync()
      stream?.restart('the machine was away')
      await watchOf().look()
    },
    close() {
      watch?.close()
      stream?.close()
      venue.close()
      link.close()
    },
  }
}
