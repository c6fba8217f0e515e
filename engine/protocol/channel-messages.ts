import { z } from 'zod'

/** What goes over a channel: the envelopes. What is inside a request is checked by who answers it, what is inside an event by the table of events. */

const id = z.int().min(1)
const name = z.string().max(80)

export const toServerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('request'), id, name, input: z.unknown() }),
  z.strictObject({ kind: z.literal('cancel'), id }),
])
export type ToServer = z.output<typeof toServerSchema>

/**
 * Why a request was not answered. `invalid`: its input is not of the agreed form. `unknown`: there is no such request. `canceled`: as asked.
 * `superseded`: a later one took its place. `too-large`: it, or its answer, does not fit. `busy`: too many at once. `fault`: the engine's own.
 */
export const failureKinds = ['invalid', 'unknown', 'canceled', 'superseded', 'too-large', 'busy', 'fault'] as const
export type FailureKind = (typeof failureKinds)[number]

const amount = z.strictObject({ done: z.number(), unit: z.string() })

export const toClientSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('reply'), id, value: z.unknown() }),
  z.strictObject({ kind: z.literal('failure'), id, why: z.enum(failureKinds), message: z.string() }),
  z.strictObject({ kind: z.literal('progress'), id, share: z.number(), doing: z.string(), amount: amount.optional() }),
  z.strictObject({ kind: z.literal('event'), name, payload: z.unknown() }),
])
export type ToClient = z.output<typeof toClientSchema>

/** A request that was not answered, with the reason as data. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed'
  readonly why: FailureKind
  constructor(why: FailureKind, message: string) {
    super(message)
    this.why = why
  }
}

/** The connection was lost before the answer came: the engine stopped, the host was restarted, the network of a tunnel broke. Ask again once live. */
export class EngineLost extends Error {
  override readonly name = 'EngineLost'
}

/** Largest message a window may send: a strategy file of the largest size that is read, and some room. */
export const LARGEST_REQUEST = 33 * 1024 * 1024
/** Largest answer. */
export const LARGEST_ANSWER = 512 * 1024 * 1024
