import { z } from 'zod'
import { noticeSchema } from './alerts.ts'

/** What is told without being asked, by name. Each is parsed where it arrives. */

/** A piece of work that takes a while: which request it is, for which strategy, since when (UTC milliseconds). */
const job = z.strictObject({
  id: z.string(),
  request: z.string(),
  strategy: z.string().nullable(),
  startedAt: z.number(),
})
export type RunningJob = z.output<typeof job>

export const eventSchemas = {
  /** How everything stands. The first thing a window hears on each connection: whatever it knew before is out of date. */
  snapshot: z.strictObject({
    engineVersion: z.string(),
    /** Differs after each start of the engine: runs and columns of another start are no longer at hand. */
    engineStart: z.string(),
    workspace: z.string().nullable(),
    jobs: z.array(job.extend({ share: z.number(), doing: z.string() })),
  }),
  /** Of any window's job; share 0 to 1. The first one, with share 0, says that it began. */
  'run.progress': z.strictObject({ job, share: z.number(), doing: z.string() }),
  /** `run` is the id of a run that came about. */
  'run.finished': z.strictObject({
    job,
    end: z.enum(['run', 'not-run', 'canceled', 'superseded', 'failed']),
    run: z.string().nullable(),
  }),
  /** A run has come on record or gone from it: ask `runs.list`. */
  'runs.changed': z.strictObject({}),
  /** The engine's own failure. It is up again when this is heard; what it was computing is lost. */
  'engine.failed': z.strictObject({ message: z.string() }),
  /** A run that lives stands otherwise than before: ask `live.status` how. Told a few times a second at most. */
  'live.changed': z.strictObject({ run: z.string() }),
  /** Something a person should be told now: a notification of the desktop, a toast in a browser. `silent` ones make no sound. */
  'alert.raised': noticeSchema,
  /** A document in the workspace is another than before, by this window, another one or another program. `hash` null: it is gone. */
  'documents.changed': z.strictObject({ name: z.string(), hash: z.string().nullable() }),
} as const

export type Events = { readonly [Name in keyof typeof eventSchemas]: z.output<(typeof eventSchemas)[Name]> }
export type EventName = keyof Events
