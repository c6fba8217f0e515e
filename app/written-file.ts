import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

export type WriteOptions = {
  /** Permissions of the file; those of a new one without it. */
  readonly mode?: number
  /** True: the file must not be there yet. Says `false` when it is. */
  readonly isNew?: boolean
}

/**
 * Writes a file whole or not at all: beside its place, to the disk, then into place. Power lost in between leaves what was there before.
 * False when it had to be new and was there already; throws what the file system says.
 */
export async function writeWhole(path: string, content: string | Uint8Array, { mode = 0o600, isNew }: WriteOptions = {}): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const beside = join(dirname(path), `.${basename(path).slice(0, 60)}.${randomUUID()}.tmp`)
  try {
    const file = await open(beside, 'wx', mode)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    if (isNew) await link(beside, path)
    else await rename(beside, path)
  } catch (error) {
    if (isNew && hasCode(error, 'EEXIST')) return false
    throw error
  } finally {
    // After a rename it is gone; after a link the name in place is the one that stays.
    await rm(beside, { force: true })
  }
  await syncFolder(dirname(path))
  return true
}

const unfinished = /^\..+\.[0-9a-f]{8}-[0-9a-f-]{27}\.tmp$/

/** Takes away what writes left behind whose process was killed. Only for who knows that nobody writes there now. */
export async function clearUnfinished(folder: string): Promise<void> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT')) throw error
    return []
  })
  for (const entry of found)
    if (entry.isFile() && unfinished.test(entry.name)) await rm(join(entry.parentPath, entry.name), { force: true })
}

/** Makes the new name last through a power cut, where folders can be opened (not on Windows). */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (!hasCode(error, 'EISDIR', 'EPERM', 'EACCES', 'EINVAL')) throw error
  }
}

/** True for an error of the file system with one of these codes. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code)
}

const words: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  EACCES: 'this user may not read or write it',
  EPERM: 'this user may not read or write it',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  ENOTDIR: 'a file stands where a folder is needed',
  EEXIST: 'a file stands where a folder is needed',
  EISDIR: 'it is a folder',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its links lead in a circle',
}

/** What a failed file operation means, to go on with "…: ". Throws what is no failure of the file system: that is ours. */
export function fileProblem(error: unknown): string {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
  // Node's own codes, ERR_…, are mistakes of the caller.
  if (code === undefined || code.startsWith('ERR_')) throw error
  return words[code] ?? `the file system says ${code}`
}
