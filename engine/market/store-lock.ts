import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { refuse, type Outcome } from './problems.ts'

const LOCK = 'import.lock'

/** Frees a series for the next writer. */
export type Release = () => Promise<void>

/**
 * Makes this process the only writer of a series. The lock names the process that holds it, so that one left behind by a killed process is seen as such and taken over.
 */
export async function lockSeries(folder: string): Promise<Outcome<{ release: Release }>> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, LOCK)
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx', mode: 0o600 })
      return { ok: true, release: async () => rm(path, { force: true }) }
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error
    }
    const holder = Number(await readFile(path, 'utf8').catch(() => ''))
    if (isAlive(holder)) return refuse('in-use', `another import (process ${holder}) is writing to "${folder}"; wait until it is done`)
    await rm(path, { force: true })
  }
  return refuse('in-use', `"${folder}" is being written to by another process; try again`)
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Not permitted to signal it: it exists and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
