import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where the locks of all workspaces and shells of this user lie: two runs with one key would not know each other's orders. */
const folder = () => join(homedir(), '.weir', 'keys-in-use')

/**
 * Takes a key for this process alone, on this machine and for this user. Answers with what lets it go, or with who holds it. A lock left
 * behind by a process that is gone is taken over.
 */
export function lockKey(key: string, at: string = folder()): { readonly release: () => void } | { readonly heldBy: string } {
  mkdirSync(at, { recursive: true, mode: 0o700 })
  // The name gives nothing of the key away.
  const path = join(at, createHash('sha256').update(`weir key\n${key}`).digest('hex').slice(0, 32))
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx', mode: 0o600 })
      return { release: () => rmSync(path, { force: true }) }
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
    const holder = readHolder(path)
    if (holder !== undefined && isAlive(holder)) return { heldBy: `another run trades with this key (process ${holder}): stop it first` }
    rmSync(path, { force: true })
  }
  return { heldBy: 'another run is taking this key at this moment: try again' }
}

/** Who holds a key, without taking it; undefined for nobody. */
export function keyHeldBy(key: string, at?: string): string | undefined {
  const taken = lockKey(key, at)
  if ('heldBy' in taken) return taken.heldBy
  taken.release()
  return undefined
}

function readHolder(path: string): number | undefined {
  try {
    const holder = Number(readFileSync(path, 'utf8'))
    return Number.isInteger(holder) && holder > 0 ? holder : undefined
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Not permitted to signal it: it exists and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
