import type { Clock } from '../market/clock.ts'
import type { VenueProtocol } from './protocol.ts'
import type { Secret } from './sign.ts'
import { superviseStream, type Dial, type StreamState } from './supervised-stream.ts'
import type { OrderReport } from './venue-nouns.ts'

export type AccountStreamOptions = {
  readonly protocol: VenueProtocol
  readonly url: string
  readonly secret: Secret
  readonly dial: Dial
  readonly clock: Clock
  readonly random: () => number
  readonly serverNow: () => number
  readonly hear: (report: OrderReport) => void
  /** It had been live, and is not any more. */
  readonly onAway: (why: string) => void
  readonly onBack: () => void
  readonly fail: (error: unknown) => void
}

/** The private stream of an account: orders and trades as they happen. A hint, never the proof. */
export type AccountStream = {
  readonly state: StreamState
  /** Whether it was live within its time. */
  readonly begun: Promise<boolean>
  restart(why: string): void
  close(): void
}

/** Silence on the private stream is normal; that it does not answer when asked is not. */
const PATIENCE = 30_000
/** How long it may take to be there. */
const START_PATIENCE = 20_000

export function superviseAccount(options: AccountStreamOptions): AccountStream {
  const { protocol, url, secret, dial, clock, random, serverNow, fail } = options
  const { talk, name } = protocol
  let wasLive = false
  let nextId = 0
  let resolveBegun: (live: boolean) => void
  const begun = new Promise<boolean>((resolve) => (resolveBegun = resolve))
  const giveUp = clock.at(clock.now() + START_PATIENCE, () => resolveBegun(false))

  function hear(text: string): void {
    const message = talk.readPrivate(text)
    if (message.kind === 'report') options.hear(message.report)
    if (message.kind === 'ended') stream.restart(`the venue ended the session (${message.reason})`)
    if (message.kind === 'reply' && !message.ok) stream.restart(`${name} refused it (${message.reason})`)
  }

  function onState(state: StreamState, why: string): void {
    if (state === 'backoff') {
      if (wasLive) options.onAway(why)
      wasLive = false
    }
    if (state !== 'live') return
    wasLive = true
    giveUp()
    resolveBegun(true)
    options.onBack()
  }

  const stream = superviseStream({
    url,
    dial,
    clock,
    random,
    patience: PATIENCE,
    greet: () => talk.subscribePrivate(String(++nextId), secret.key, secret.secret, serverNow()),
    ping: () => talk.pingPrivate(String(++nextId)),
    isLive(text) {
      const message = talk.readPrivate(text)
      return message.kind === 'reply' && message.ok
    },
    hear(text) {
      try {
        hear(text)
      } catch (error) {
        fail(error)
      }
    },
    onState,
  })

  return {
    get state() {
      return stream.state
    },
    begun,
    restart: (why) => stream.restart(why),
    close() {
      giveUp()
      stream.close()
    },
  }
}
