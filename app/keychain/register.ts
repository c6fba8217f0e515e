import { chmod, mkdir, readFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { hasCode, writeWhole } from '../written-file.ts'
import { nameProblem, venues, type Venue } from './credential.ts'

/** What a workspace knows of a key it keeps in the keychain of the system: where to find it there, and nothing of the key. */
export type Entry = {
  readonly name: string
  readonly venue: Venue
  readonly added: number
  /** What the keychain calls it: a name of its own, since several workspaces of a user share one keychain. */
  readonly account: string
}

const entryShape = z.strictObject({ format: z.literal('weir-key'), venue: z.enum(venues), added: z.number().int(), account: z.string() })

/** One file a key, for this user only: two processes that add keys at the same time cannot lose one of them. */
export type Register = {
  /** False when the name is taken. */
  put(entry: Entry): Promise<boolean>
  /** The entries that can be read, by name, and the names of those that cannot. */
  all(): Promise<{ readonly entries: readonly Entry[]; readonly broken: readonly string[] }>
  /** The entry, `undefined` where there is none, `'broken'` where its file cannot be read as one. */
  get(name: string): Promise<Entry | undefined | 'broken'>
  drop(name: string): Promise<void>
}

/** The register in a folder, made when the first key is. Throws what the file system says. */
export function openRegister(folder: string): Register {
  const path = (name: string) => join(folder, `key-${name}.json`)
  const get = async (name: string): Promise<Entry | undefined | 'broken'> => {
    const text = await readFile(path(name), 'utf8').catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) return undefined
      throw error
    })
    return text === undefined ? undefined : (parseEntry(name, text) ?? 'broken')
  }
  return {
    get,
    async put({ name, venue, added, account }) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await chmod(folder, 0o700)
      const text = `${JSON.stringify({ format: 'weir-key', venue, added, account })}\n`
      return writeWhole(path(name), text, { mode: 0o600, isNew: true })
    },
    async all() {
      const files = await readdir(folder).catch((error: unknown) => {
        if (hasCode(error, 'ENOENT')) return []
        throw error
      })
      const names = files.flatMap((file) => /^key-(.+)\.json$/.exec(file)?.[1] ?? []).filter((name) => nameProblem(name) === undefined)
      const found = await Promise.all(names.toSorted().map(async (name) => ({ name, entry: await get(name) })))
      return {
        entries: found.flatMap(({ entry }) => (typeof entry === 'object' ? [entry] : [])),
        broken: found.filter(({ entry }) => entry === 'broken').map(({ name }) => name),
      }
    },
    drop: (name) => rm(path(name), { force: true }),
  }
}

function parseEntry(name: string, text: string): Entry | undefined {
  try {
    const { venue, added, account } = entryShape.parse(JSON.parse(text))
    return { name, venue, added, account }
  } catch {
    return undefined
  }
}
