import { readFile, readdir, stat, statfs } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { fileProblem, hasCode } from '../written-file.ts'
import type { Keychain, KeyEntry, Refused, SecretName, Secrets } from './contract.ts'
import { nameProblem, unseal } from './credential.ts'

/** File names of ours among a unit's credentials: `weir-key-NAME`. */
const PREFIX = 'weir-key-'
/** Of what Weir keeps for itself: `weir-secret-journal`. */
const SECRET_PREFIX = 'weir-secret-'

/** Kinds of file system that live in memory: ramfs, tmpfs. systemd decrypts credentials into one. */
const inMemory: readonly number[] = [0x85_84_58_f6, 0x01_02_19_94]

const READ_ONLY =
  'keys of a systemd unit are managed outside of Weir: make them with systemd-creds encrypt and LoadCredentialEncrypted= in the unit, then start it again'

/** The names of our keys among the credentials of the unit this process runs in. */
async function listCredentials(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder).catch(() => [])
  return files
    .filter((file) => file.startsWith(PREFIX))
    .map((file) => file.slice(PREFIX.length))
    .filter((name) => nameProblem(name) === undefined)
    .toSorted()
}

/** Whether the unit this process runs in was given anything of ours. */
export async function hasCredentials(folder: string | undefined): Promise<boolean> {
  if (folder === undefined || !isAbsolute(folder)) return false
  const files = await readdir(folder).catch(() => [])
  return files.some((file) => file.startsWith(PREFIX) || file.startsWith(SECRET_PREFIX))
}

/** What systemd decrypted for this unit beside the keys: read, never written. Marks cannot be kept there. */
export function openCredentialSecrets(folder: string): Secrets {
  const readOnly = (name: SecretName) =>
    Promise.resolve(
      refuse(
        name.startsWith('mark-')
          ? 'the credentials of a systemd unit are read-only: marks cannot be kept there'
          : `this systemd unit has no credential "${SECRET_PREFIX}${name}", and Weir cannot make one: deploy/README.md says how`,
      ),
    )
  const read: Secrets['read'] = async (name) => {
    const file = SECRET_PREFIX + name
    try {
      const standing = await checkFolder(folder)
      if (!standing.ok) return standing
      const path = join(folder, file)
      if (((await stat(path)).mode & 0o007) !== 0) return refuse(`the credential "${file}" is open to other users: it is not used`)
      return { ok: true, text: (await readFile(path, 'utf8')).trim() }
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return { ok: true, text: null }
      return refuse(`the credential "${file}" cannot be read: ${fileProblem(error)}`)
    }
  }
  return {
    read,
    keep: readOnly,
    remove: readOnly,
    async keepFirst(name) {
      const found = await read(name)
      if (!found.ok) return found
      return found.text === null ? readOnly(name) : { ok: true, text: found.text }
    },
  }
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
