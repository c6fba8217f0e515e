import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { link, readFile, rename, rm } from 'node:fs/promises'
import { z } from 'zod'
import { writeWhole } from './written-file.ts'

const holderSchema = z.object({
  pid: z.int().min(1),
  /** When that process was started, as the system tells it: a number is given to another process one day. Null where it cannot be told. */
  started: z.string().nullable(),
  shell: z.string().max(20),
  /** Where it can be reached: an address in a browser. Null for a window of its own. */
  address: z.string().max(200).nullable(),
})
export type Holder = z.output<typeof holderSchema>

export type Lock = {
  /** Says where the holder can be reached, once that is known. */
  readonly tell: (address: string) => Promise<void>
  readonly release: () => Promise<void>
}

/**
 * Makes this process the only one whose engine works in a workspace. The lock names its process; one left behind by a process that was
 * killed is taken over. Otherwise says who holds it.
 */
export async function lockWorkspace(path: string, shell: string): Promise<{ readonly lock: Lock } | { readonly holder: Holder }> {
  const mine: Holder = { pid: process.pid, started: startOf(process.pid), shell, address: null }
  for (let attempt = 0; attempt < 5; attempt++) {
    if (await writeWhole(path, JSON.stringify(mine), { isNew: true })) return { lock: lockAt(path, mine) }
    const seen = await readFile(path, 'utf8').catch(() => undefined)
    if (seen === undefined) continue
    const holder = read(seen)
    if (holder && lives(holder)) return { holder }
    await moveAway(path, seen)
  }
  throw new Error(`the lock "${path}" changes hands faster than it can be taken; try again`)
}

function lockAt(path: string, mine: Holder): Lock {
  let text = JSON.stringify(mine)
  const isMine = async () => (await readFile(path, 'utf8').catch(() => '')) === text
  return {
    async tell(address) {
      if (!(await isMine())) return
      text = JSON.stringify({ ...mine, address } satisfies Holder)
      await writeWhole(path, text)
    },
    async release() {
      if (await isMine()) await rm(path, { force: true })
    },
  }
}

/** Takes a dead holder's lock away, unless another process was quicker and it is a living one's by now: then that is put back. */
async function moveAway(path: string, seen: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`
  await rename(path, aside).catch(() => undefined)
  const moved = await readFile(aside, 'utf8').catch(() => undefined)
  if (moved !== undefined && moved !== seen) await link(aside, path).catch(() => undefined)
  await rm(aside, { force: true })
}

function read(text: string): Holder | undefined {
  try {
    return holderSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

function lives({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // Not permitted to signal it: it exists and belongs to somebody else.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  const present = startOf(pid)
  return started === null || present === null || present === started
}

/** When a process was started, in the system's own words; equal for the same process only. Null where the system does not say. */
function startOf(pid: number): string | null {
  try {
    if (process.platform === 'linux') {
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      // The name in brackets may hold anything; the start is the 20th word after it.
      return `${boot} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`
    }
    if (process.platform === 'darwin')
      return execFileSync('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null
  } catch {
    return null
  }
  return null
}
