import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { z } from 'zod'
import { hasCode, writeWhole } from '../written-file.ts'

/**
 * Who may use a host: a one-time code, carried by the printed link, is swapped for a secret that the browser keeps in a cookie. The file
 * holds only hashes of the secrets, so that reading it opens nothing.
 */
export type Sessions = {
  /** A code that opens the door once. */
  readonly issueCode: () => string
  /** The secret for a code; undefined for one that was never issued or was used already. */
  readonly swap: (code: string) => Promise<string | undefined>
  /** The line that hands the secret to the browser. */
  readonly cookie: (secret: string) => string
  /** True when a Cookie header holds the secret of a session. */
  readonly holds: (cookieHeader: string | undefined) => boolean
}

const sessionsSchema = z.array(z.object({ hash: z.string().regex(/^[0-9a-f]{64}$/), since: z.number() }))

const DAY = 86_400_000
/** A browser that has not signed in anew for this long has to. */
const LIFE = 90 * DAY
const MOST_SESSIONS = 20
const MOST_CODES = 20

export type SessionsOptions = {
  readonly path: string
  /** Tells the hosts of one machine apart: browsers do not tell ports apart where cookies are concerned. */
  readonly label: string
  /** True ends all sessions there were. */
  readonly anew: boolean
  readonly now: () => number
  readonly tell: (sentence: string) => void
}

export async function openSessions({ path, label, anew, now, tell }: SessionsOptions): Promise<Sessions> {
  const cookieName = `weir-${label}`
  const codes = new Set<string>()
  let sessions = anew ? [] : await readSessions(path, tell)
  const alive = () => sessions.filter(({ since }) => now() - since < LIFE)
  const save = () => writeWhole(path, JSON.stringify(sessions), { mode: 0o600 })
  if (anew) await save()

  return {
    issueCode() {
      const code = randomBytes(16).toString('base64url')
      codes.add(code)
      for (const oldest of codes) if (codes.size > MOST_CODES) codes.delete(oldest)
      return code
    },
    async swap(code) {
      const found = [...codes].find((one) => areEqual(one, code))
      if (found === undefined) return undefined
      codes.delete(found)
      const secret = randomBytes(32).toString('base64url')
      sessions = [...alive(), { hash: hashOf(secret), since: now() }].slice(-MOST_SESSIONS)
      await save()
      return secret
    },
    cookie: (secret) => `${cookieName}=${secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${LIFE / 1000}`,
    holds(cookieHeader) {
      const secret = valueIn(cookieHeader, cookieName)
      if (secret === undefined) return false
      const hash = hashOf(secret)
      return alive().some((session) => areEqual(session.hash, hash))
    },
  }
}

async function readSessions(path: string, tell: (sentence: string) => void): Promise<z.output<typeof sessionsSchema>> {
  try {
    const stats = await stat(path)
    if (process.platform !== 'win32' && (stats.mode & 0o077) !== 0) {
      tell(`"${path}" could be written or read by others, so the sessions in it have ended; open the link below`)
      return []
    }
    const parsed = sessionsSchema.safeParse(JSON.parse(await readFile(path, 'utf8')))
    if (parsed.success) return parsed.data
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return []
    if (!(error instanceof SyntaxError)) throw error
  }
  tell(`"${path}" is damaged, so the sessions in it have ended; open the link below`)
  return []
}

function valueIn(header: string | undefined, name: string): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex')

function areEqual(a: string, b: string): boolean {
  const [first, second] = [Buffer.from(a), Buffer.from(b)]
  return first.length === second.length && timingSafeEqual(first, second)
}
