import { z } from 'zod'

/** What a person is told of a run without looking: by a notification, a webhook or a message. */

/** From the least to the worst. Critical: a run has stopped itself, or what it holds may be without a guard. */
export const severities = ['info', 'warning', 'critical'] as const
export type Severity = (typeof severities)[number]

export const alertKinds = ['fill', 'halt', 'stale-feed', 'breach', 'unknown-order', 'parity', 'run-ended'] as const
export type AlertKind = (typeof alertKinds)[number]

const told = {
  /** The same happening has the same id, however often it is told. */
  id: z.string().max(40),
  /** When it became known, UTC milliseconds by the wall clock. */
  at: z.number(),
  severity: z.enum(severities),
  /** For people, whole, without a secret. */
  sentence: z.string().max(1000),
}

/** One thing that happened in one run. */
export const alertSchema = z.strictObject({
  ...told,
  kind: z.enum(alertKinds),
  run: z.string(),
  strategy: z.string(),
  mode: z.enum(['paper', 'live']),
})
export type Alert = z.output<typeof alertSchema>

/** What is said of alerts, not of one run: a summary of `alerts` that were not told one by one, or a trial of the channel. */
export const remarkSchema = z.strictObject({
  ...told,
  kind: z.enum(['summary', 'test']),
  alerts: z.int().min(0),
  /** To be shown without a sound: it could not wait for the end of the quiet hours. */
  silent: z.boolean(),
})
export type Remark = z.output<typeof remarkSchema>

/** What goes through a channel. */
export const noticeSchema = z.union([alertSchema, remarkSchema])
export type Notice = z.output<typeof noticeSchema>

/** How a channel stands. */
export type ChannelStatus = {
  readonly channel: 'desktop' | 'webhook' | 'telegram'
  /** `untried` until the first notice has been delivered or given up. */
  readonly state: 'untried' | 'working' | 'failing'
  readonly delivered: number
  /** Given up after every attempt, and taken from a full queue. */
  readonly failed: number
  readonly dropped: number
  /** Notices that wait to be sent, and alerts held for a summary. */
  readonly waiting: number
  readonly held: number
  readonly lastFailure: { readonly at: number; readonly why: string } | null
}
