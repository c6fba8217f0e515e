import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { once } from 'node:events'
import { exitCodes, Stop } from './stop.ts'

/**
 * Files a command leaves behind. Everything is written beside its place and put there at the very end, all or nothing:
 * a command that is stopped, or whose disk fills up, leaves what was there before.
 */
export type OutFiles = {
  readonly add: (path: string, chunks: Iterable<string | Uint8Array>) => Promise<void>
  /** Puts the files in place. */
  readonly commit: () => Promise<void>
  readonly discard: () => Promise<void>
}

export function createOutFiles(): OutFiles {
  const staged: { beside: string; path: string }[] = []
  async function discard(): Promise<void> {
    for (const { beside } of staged.splice(0)) await rm(beside, { force: true })
  }
  return {
    async add(path, chunks) {
      const beside = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`)
      staged.push({ beside, path })
      await orStop(path, () => write(beside, chunks))
    },
    async commit() {
      for (const { beside, path } of staged) await orStop(path, () => rename(beside, path))
      staged.length = 0
    },
    discard,
  }
}

/** Says before any work begins that a file could not be written at the end. */
export async function checkOutPaths(paths: readonly (string | undefined)[]): Promise<void> {
  for (const path of paths) {
    if (path === undefined) continue
    const folder = await stat(dirname(path)).catch(() => undefined)
    if (!folder?.isDirectory())
      throw new Stop(exitCodes.output, `cannot write "${path}": there is no folder "${dirname(path)}"; make it first`)
    const there = await stat(path).catch(() => undefined)
    if (there?.isDirectory()) throw new Stop(exitCodes.output, `cannot write "${path}": it is a folder; name a file in it`)
  }
  const named = paths.filter((path) => path !== undefined).map((path) => resolve(path))
  if (new Set(named).size < named.length) throw new Stop(exitCodes.input, 'two results would be written to the same file; name two files')
}

async function write(path: string, chunks: Iterable<string | Uint8Array>): Promise<void> {
  const file = createWriteStream(path)
  await once(file, 'open')
  for (const chunk of chunks) if (!file.write(chunk)) await once(file, 'drain')
  file.end()
  await once(file, 'finish')
}

async function orStop(path: string, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
    if (code === undefined) throw error
    const reasons: Readonly<Record<string, string>> = {
      ENOSPC: 'the disk is full',
      EACCES: 'you may not write there',
      EPERM: 'you may not write there',
      EROFS: 'the disk is read-only',
      ENOENT: 'its folder is not there',
      EISDIR: 'it is a folder',
    }
    throw new Stop(exitCodes.output, `cannot write "${path}": ${reasons[code] ?? code}; no file was changed`)
  }
}
