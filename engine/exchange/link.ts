import { sleepOn, type Clock } from '../market/clock.ts'
import { backoff } from './backoff.ts'
import { classifyRead, noticesOf, type Notice, type ReadOutcome } from './classify.ts'
import type { AnswerTable } from './classify.ts'
import { createClockSync, type ClockState, type ClockSync } from './clock-sync.ts'
import type { Limiter } from './limiter.ts'
import { jsonOf, type RawAnswer } from './raw-answer.ts'
import type { VenueRequest } from './venue-nouns.ts'

/** A request as it goes out: signed, with its whole address. */
export type SignedRequest = {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Sends one request and answers with what came back; never throws. `path` is what may be written down. */
export type Send = (request: SignedRequest, path: string) => Promise<RawAnswer>

/** Everything a link needs of a venue's table and of its surroundings. */
export type LinkOptions = {
  readonly clock: Clock
  readonly limiter: Limiter
  readonly answers: AnswerTable
  /** Header → limit. */
  readonly usage: Readonly<Record<string, string>>
  readonly receiveWindow: number
  readonly sign: (request: VenueRequest, time: number) => SignedRequest
  readonly send: Send
  /** The venue's time as another link to it keeps it; absent: kept here. */
  readonly sync?: ClockSync
  readonly timeRequest: VenueRequest
  readonly readTime: (body: unknown) => number | undefined
  readonly random: () => number
  /** Told of every answer before anyone reads it. */
  readonly record: (answer: RawAnswer) => void
  readonly onNotice: (notice: Notice) => void
  readonly onClock: (state: ClockState) => void
}

/** `deadline` on the clock: not sent after it. `isWanted` is asked when its turn has come, in the moment before it leaves. */
type When = { readonly deadline?: number | undefined; readonly isWanted?: () => boolean }

/** The one way to a venue: limited, timed, signed, on record. */
export type Link = {
  /** Changes something at the venue: sent once, never again. */
  command(request: VenueRequest, when?: When): Promise<RawAnswer>
  /** Asks for something: up to three more times where that can help. */
  read(request: VenueRequest): Promise<ReadOutcome>
  readonly sync: ClockSync
  close(): void
}

const RETRIES = 3

export function createLink(options: LinkOptions): Link {
  const { clock, limiter, answers, usage, receiveWindow, sign, send, record, onNotice } = options
  let closed = false
  const sync = options.sync ?? createClockSync(clock, receiveWindow, lookAtClock, options.onClock)
  async function once(request: VenueRequest, { deadline, isWanted = () => true }: When = {}): Promise<RawAnswer> {
    const { method, path, cost, priority } = request
    const unsent = (error: string): RawAnswer => {
      const now = clock.now()
      return { method, path, bytesWritten: false, status: 0, headers: {}, body: '', error, sent: now, received: now }
    }
    if (closed) return unsent('the connection to the venue is closed')
    if ((await limiter.admit(priority, cost, deadline)) === 'late') return unsent('it waited too long for the limits of the venue')
    if (closed) return unsent('the connection to the venue is closed')
    if (!isWanted()) return unsent('it was withdrawn before it left')
    const answer = await send(sign(request, sync.serverNow()), `${request.api}/${path}`)
    record(answer)
    heed(answer)
    return answer
  }

  function heed(answer: RawAnswer): void {
    for (const [header, limit] of Object.entries(usage)) {
      const used = Number(answer.headers[header])
      if (Number.isFinite(used)) limiter.learn(limit, used)
    }
    for (const notice of noticesOf(answers, answer, clock.now())) {
      if (notice.kind === 'pause') for (const limit of Object.values(usage)) limiter.pause(limit, notice.until)
      if (notice.kind === 'ban') limiter.ban(notice.until)
      if (notice.kind === 'clock') void sync.sync()
      onNotice(notice)
    }
  }

  async function lookAtClock(): Promise<number | undefined> {
    const { timeRequest, readTime } = options
    const answer = await once(timeRequest)
    return answer.status === 200 ? readTime(jsonOf(answer)) : undefined
  }

  return {
    command: once,
    async read(request) {
      for (let attempt = 0; ; attempt++) {
        const answer = await once(request)
        const outcome = classifyRead(answers, answer)
        if (outcome.kind !== 'failed' || !outcome.again || attempt === RETRIES || closed) return outcome
        // A clock that is off is set right first.
        if (noticesOf(answers, answer, 0).some(({ kind }) => kind === 'clock')) await sync.sync()
        await sleepOn(clock, backoff(attempt, options.random))
      }
    },
    sync,
    close() {
      closed = true
      if (!options.sync) sync.close()
    },
  }
}
