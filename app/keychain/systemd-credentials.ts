import { readFile, readdir, stat, statfs } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { fileProblem } from '../written-file.ts'
import type { Keychain, KeyEntry, Refused } from './contract.ts'
import { nameProblem, unseal } from './credential.ts'

/** File names of ours among a unit's credentials: `weir-key-NAME`. */
const PREFIX = 'weir-key-'

/** Kinds of file system that live in memory: ramfs, tmpfs. systemd decrypts credentials into one. */
const inMemory: readonly number[] = [0x85_84_58_f6, 0x01_02_19_94]

const READ_ONLY =
  'keys of a systemd unit are managed outside of Weir: make them with systemd-creds encrypt and LoadCredentialEncrypted= in the unit, then start it again'

/** The names of our keys among the credentials of the unit this process runs in; none where it runs in none. */
export async function listCredentials(folder: string | undefined): Promise<readonly string[]> {
  if (folder === undefined || !isAbsolute(folder)) return []
  const files = await readdir(folder).catch(() => [])
  return files
    .filter((file) => file.startsWith(PREFIX))
    .map((file) => file.slice(PREFIX.length))
    .filter((name) => nameProblem(name) === undefined)
    .toSorted()
}

/**
 * The keys systemd decrypted for this unit, to be read and nothing else. A folder on a disk, or open to other users, is none of systemd's
 * and would be a key in the clear: refused.
 */
export function openCredentials(folder: string): Keychain {
  const read: Keychain['read'] = async (name) => {
    const problem = nameProblem(name)
    if (problem !== undefined) return refuse(problem)
    try {
      const standing = await checkFolder(folder)
      if (!standing.ok) return standing
      const path = join(folder, PREFIX + name)
      if (((await stat(path)).mode & 0o007) !== 0) return refuse(`the credential "${PREFIX}${name}" is open to other users: it is not used`)
      const credential = unseal(await readFile(path, 'utf8'))
      return credential
        ? { ok: true, credential }
        : refuse(`the credential "${PREFIX}${name}" is none: it has to be {"venue":"binance","key":"…","secret":"…"}`)
    } catch (error) {
      return refuse(`the credential "${PREFIX}${name}" cannot be read: ${fileProblem(error)}`)
    }
  }
  return {
    read,
    available: async () => {
      const standing = await checkFolder(folder)
      return standing.ok ? { ok: true, name: 'systemd credentials' } : standing
    },
    async list() {
      const standing = await checkFolder(folder)
      if (!standing.ok) return standing
      const keys: KeyEntry[] = []
      for (const name of await listCredentials(folder)) {
        const found = await read(name)
        if (!found.ok) return found
        keys.push({ name, venue: found.credential.venue, added: null })
      }
      return { ok: true, keys }
    },
    add: () => Promise.resolve(refuse(READ_ONLY)),
    remove: () => Promise.resolve(refuse(READ_ONLY)),
  }
}

async function checkFolder(folder: string): Promise<{ readonly ok: true } | Refused> {
  try {
    if (!inMemory.includes((await statfs(folder)).type))
      return refuse(`"${folder}" is on a disk, not where systemd decrypts credentials to: keys in the clear are not used`)
    if (((await stat(folder)).mode & 0o007) !== 0) return refuse(`"${folder}" is open to other users: its credentials are not used`)
    return { ok: true }
  } catch (error) {
    return refuse(`the credentials of this unit cannot be read: ${fileProblem(error)}`)
  }
}

const refuse = (reason: string): Refused => ({ ok: false, reason })
