import { jsonOf, type RawAnswer } from './raw-answer.ts'

/** An error as a venue spells it: its code, its words. */
export type VenueError = { readonly code: string; readonly message: string }

/** What a venue's answers prove, as data: one table for each venue. What is in no list proves nothing. */
export type AnswerTable = {
  /** The error in a parsed body, or undefined where it is none. */
  readonly errorOf: (body: unknown) => VenueError | undefined
  /** Whether a parsed body is the venue's answer to a command that was taken. */
  readonly isOrder: (body: unknown) => boolean
  /** Errors after which the order certainly does not and will not exist. */
  readonly refused: (error: VenueError) => boolean
  /** Errors that say the client id is taken: an earlier send arrived. */
  readonly duplicate: (error: VenueError) => boolean
  /** Errors that say "no such order": true, not indexed yet or already over, nobody knows which. */
  readonly absent: (error: VenueError) => boolean
  /** Errors that say an order ended long ago without a fill and is filed away. */
  readonly archived: (error: VenueError) => boolean
  readonly clockOff: (error: VenueError) => boolean
  readonly keyRefused: (error: VenueError) => boolean
  /** A filter said no: the instrument record may have changed. */
  readonly filterFailed: (error: VenueError) => boolean
  readonly overLimit: (error: VenueError) => boolean
}

/** What became of a create or a cancel. */
export type Outcome =
  | { readonly kind: 'taken'; readonly body: unknown }
  /** A refusal the venue's table proves. */
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string }
  /** Not one byte left. */
  | { readonly kind: 'not-sent'; readonly reason: string }
  /** The venue knows the order, or says it knows none: look before concluding anything. */
  | { readonly kind: 'look-up'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string }

function describe(answer: RawAnswer): string {
  if (answer.status === 0) return answer.error || 'no answer'
  const text = answer.body.slice(0, 120).replace(/\s+/g, ' ')
  return `HTTP ${answer.status}: ${text === '' ? 'an empty body' : text}`
}

/** The outcome of a command from its raw answer. Anything not on an allow-list is `unknown`, never a refusal (T-NO-RESEND). */
export function classifyCommand(table: AnswerTable, answer: RawAnswer): Outcome {
  if (answer.status === 0) {
    return answer.bytesWritten
      ? { kind: 'unknown', reason: describe(answer) }
      : { kind: 'not-sent', reason: answer.error || 'the request did not leave' }
  }
  const body = jsonOf(answer)
  const error = table.errorOf(body)
  if (answer.status >= 200 && answer.status < 300) {
    return error === undefined && table.isOrder(body) ? { kind: 'taken', body } : { kind: 'unknown', reason: describe(answer) }
  }
  // A refusal is a client error in the venue's own words; a page of a proxy in between says nothing about the order.
  if (error !== undefined && answer.status >= 400 && answer.status < 500) {
    if (table.duplicate(error) || table.absent(error)) return { kind: 'look-up', reason: error.message }
    if (table.refused(error)) return { kind: 'refused', code: error.code, reason: error.message }
  }
  return { kind: 'unknown', reason: describe(answer) }
}

/** What a read came to. `absent` is an answer; `failed` is none and never an empty one (T-RECON-FAIL). */
export type ReadOutcome =
  | { readonly kind: 'read'; readonly body: unknown }
  | { readonly kind: 'absent' | 'archived'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string; readonly again: boolean }

export function classifyRead(table: AnswerTable, answer: RawAnswer): ReadOutcome {
  if (answer.status === 0) return { kind: 'failed', reason: describe(answer), again: true }
  const body = jsonOf(answer)
  const error = table.errorOf(body)
  if (answer.status >= 200 && answer.status < 300 && body !== undefined && error === undefined) return { kind: 'read', body }
  if (error !== undefined && table.absent(error)) return { kind: 'absent', reason: error.message }
  if (error !== undefined && table.archived(error)) return { kind: 'archived', reason: error.message }
  // What the venue refuses it refuses again; a clock that is off is set right in between.
  const again = error === undefined || table.clockOff(error) || table.overLimit(error) || !table.refused(error)
  return { kind: 'failed', reason: describe(answer), again: again && answer.status !== 418 }
}

/** What an answer says beside its outcome. */
export type Notice =
  | { readonly kind: 'pause'; readonly until: number }
  | { readonly kind: 'ban'; readonly until: number }
  | { readonly kind: 'clock' }
  | { readonly kind: 'key'; readonly reason: string }
  | { readonly kind: 'filters' }

/** A ban of unknown length: the shortest one venues give. */
const SHORTEST_BAN = 120_000
const SHORTEST_PAUSE = 1000

/** `now` on the clock by which the pause is to be kept. Retry-After is in seconds. */
export function noticesOf(table: AnswerTable, answer: RawAnswer, now: number): Notice[] {
  const notices: Notice[] = []
  const seconds = Number(answer.headers['retry-after'])
  const wait = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0
  if (answer.status === 429) notices.push({ kind: 'pause', until: now + Math.max(wait, SHORTEST_PAUSE) })
  // A tenth more than asked for: a request a moment too early makes a ban longer.
  if (answer.status === 418) notices.push({ kind: 'ban', until: now + (wait > 0 ? Math.ceil((wait * 11) / 10) : SHORTEST_BAN) })
  const error = table.errorOf(jsonOf(answer))
  if (error === undefined) return notices
  if (table.clockOff(error)) notices.push({ kind: 'clock' })
  if (table.keyRefused(error)) notices.push({ kind: 'key', reason: error.message })
  if (table.filterFailed(error)) notices.push({ kind: 'filters' })
  return notices
}
