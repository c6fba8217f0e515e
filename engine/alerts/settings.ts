import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { severities, type Severity } from '../protocol/alerts.ts'
import { isZone } from './time-zone.ts'
import { addressProblem } from './webhook.ts'

const channel = { least: z.enum(severities).default('info') }
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 22:00')

/** What a person set. It holds no secret, and no place where one could be put: keys and tokens are in the keychain. */
export const alertSettingsSchema = z.strictObject({
  format: z.literal('weir-alerts').default('weir-alerts'),
  formatVersion: z.literal(1).default(1),
  /** Null: not used. `least`: what is less than that does not come this way. */
  channels: z
    .strictObject({
      desktop: z.strictObject(channel).nullable().default({ least: 'info' }),
      webhook: z
        .strictObject({
          ...channel,
          address: z
            .string()
            .max(2000)
            .superRefine((address, context) => {
              const problem = addressProblem(address)
              if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
            }),
        })
        .nullable()
        .default(null),
      telegram: z
        .strictObject({
          ...channel,
          chat: z.string().regex(/^(-?\d{1,20}|@[A-Za-z]\w{3,31})$/, 'must be the number of a chat, or @ and the name of a channel'),
        })
        .nullable()
        .default(null),
    })
    .prefault({}),
  quiet: z
    .strictObject({
      from: clock,
      to: clock,
      zone: z.string().max(60).refine(isZone, 'must be a time zone such as Europe/Berlin, UTC or +02:00'),
    })
    .refine(({ from, to }) => from !== to, 'must begin and end at different times')
    .nullable()
    .default(null),
  /** Alerts told one by one in any minute, what is critical counted apart. */
  perMinute: z.int().min(1).max(60).default(10),
})
export type AlertSettings = z.output<typeof alertSettingsSchema>
/** What every channel has. */
export type ChannelSettings = { readonly least: Severity }

export const alertSettingsFile = (folder: string) => join(folder, 'alerts.json')

/** The settings in a folder, those of a person who set none where there is no file, or a sentence that quotes no value. */
export async function readAlertSettings(
  folder: string,
): Promise<
  { readonly ok: true; readonly settings: AlertSettings; readonly isThere: boolean } | { readonly ok: false; readonly message: string }
> {
  const path = alertSettingsFile(folder)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOENT' || code === 'ENOTDIR') return { ok: true, settings: alertSettingsSchema.parse({}), isThere: false }
    return { ok: false, message: `"${path}" cannot be read (${code})` }
  }
  const parsed = alertSettingsSchema.safeParse(valueOf(text))
  if (parsed.success) return { ok: true, settings: parsed.data, isThere: true }
  const [issue] = parsed.error.issues
  return { ok: false, message: `"${path}" cannot be used: ${issue.path.join('.') || 'the file'} ${wordsOf(issue)}` }
}

/** Writes them whole or not at all, for this user only. Throws what the file system says. */
export async function writeAlertSettings(folder: string, settings: AlertSettings): Promise<void> {
  const path = alertSettingsFile(folder)
  const beside = join(folder, `.alerts.${randomUUID()}.tmp`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    const file = await open(beside, 'wx', 0o600)
    try {
      await file.writeFile(`${JSON.stringify(alertSettingsSchema.parse(settings), null, 1)}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, path)
  } finally {
    await rm(beside, { force: true })
  }
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** In our words: a name or a value in the file may be a token that was put in the wrong place. */
function wordsOf({ code, message }: z.core.$ZodIssue): string {
  if (code === 'unrecognized_keys') return 'holds something that is not known there (keys and tokens belong in the keychain)'
  if (code === 'custom' || code === 'invalid_format') return message
  return 'is not of the form it should have'
}
