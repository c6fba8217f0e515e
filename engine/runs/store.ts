import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runIdText, runRecordSchema, type RunRecord, type RunSummary } from '../protocol/runs.ts'
import { summarize } from './record.ts'

/** An answer, or a sentence that says why there is none. What lies on a disk is never a reason to throw. */
export type Answer<Value> = ({ readonly ok: true } & Value) | { readonly ok: false; readonly message: string }

/**
 * Records of past runs, one file each: `runs/<run id>.json`. A record is there whole or not at all, also with two processes
 * writing at once; one that cannot be read is passed over with a sentence.
 */
export type RunStore = {
  /** Keeps a record, in place of an older one of the same run. */
  readonly save: (record: RunRecord) => Promise<Answer<object>>
  /** All records, latest first; `skipped` says which files could not be read and why. */
  readonly list: () => Promise<{ readonly runs: readonly RunSummary[]; readonly skipped: readonly string[] }>
  /** The record whose id begins with `prefix`, which only one may; "latest" is the run saved last. */
  readonly find: (prefix: string) => Promise<Answer<{ readonly record: RunRecord }>>
  readonly remove: (prefix: string) => Promise<Answer<{ readonly runId: string }>>
}

/** A temporary file this old was left by a process that was killed. */
const ABANDONED = 3_600_000

/** The records in a workspace folder, which need not exist yet. */
export function openRunStore(workspace: string): RunStore {
  const folder = join(workspace, 'runs')
  const pathOf = (runId: string) => join(folder, `${runId}.json`)

  async function save(record: RunRecord): Promise<Answer<object>> {
    const beside = join(folder, `.${record.runId}-${randomUUID()}.tmp`)
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeFile(beside, JSON.stringify(record), { mode: 0o600 })
      await rename(beside, pathOf(record.runId))
      await sweep(folder)
      return { ok: true }
    } catch (error) {
      await rm(beside, { force: true }).catch(() => {})
      return { ok: false, message: `the run was not recorded in "${folder}": ${reason(error)}` }
    }
  }

  async function ids(): Promise<string[]> {
    const names = await readdir(folder).catch(() => [])
    return names.filter((name) => name.endsWith('.json') && runIdText.safeParse(name.slice(0, -5)).success).map((name) => name.slice(0, -5))
  }

  async function list(): ReturnType<RunStore['list']> {
    const runs: RunSummary[] = []
    const skipped: string[] = []
    for (const id of await ids()) {
      const read = await readRecord(pathOf(id), id)
      if (read.ok) runs.push(summarize(read.record))
      else skipped.push(read.message)
    }
    runs.sort((a, b) => b.savedAt - a.savedAt || (a.runId < b.runId ? -1 : 1))
    return { runs, skipped: skipped.sort() }
  }

  async function resolve(prefix: string): Promise<Answer<{ runId: string }>> {
    if (prefix === 'latest') {
      const { runs } = await list()
      return runs.length > 0 ? { ok: true, runId: runs[0].runId } : { ok: false, message: `no run is recorded in "${folder}"` }
    }
    if (!/^[0-9a-f]{4,32}$/.test(prefix)) {
      return { ok: false, message: `"${prefix}" is no run id; give its first four or more hexadecimal digits, or "latest"` }
    }
    const found = (await ids()).filter((id) => id.startsWith(prefix))
    if (found.length === 1) return { ok: true, runId: found[0] }
    if (found.length > 1) return { ok: false, message: `"${prefix}" begins the ids of ${found.length} runs; give more digits` }
    return { ok: false, message: `no run "${prefix}" is recorded in "${folder}"` }
  }

  async function find(prefix: string): ReturnType<RunStore['find']> {
    const resolved = await resolve(prefix)
    return resolved.ok ? readRecord(pathOf(resolved.runId), resolved.runId) : resolved
  }

  async function remove(prefix: string): ReturnType<RunStore['remove']> {
    const resolved = await resolve(prefix)
    if (!resolved.ok) return resolved
    try {
      await rm(pathOf(resolved.runId))
      return resolved
    } catch (error) {
      return { ok: false, message: `run ${resolved.runId} was not deleted: ${reason(error)}` }
    }
  }

  return { save, list, find, remove }
}

async function readRecord(path: string, runId: string): Promise<Answer<{ record: RunRecord }>> {
  try {
    const parsed = runRecordSchema.safeParse(JSON.parse(await readFile(path, 'utf8')))
    if (!parsed.success) {
      const { path: where, message } = parsed.error.issues[0]
      return { ok: false, message: `"${path}" is not a run record this version can read (${where.join('.')}: ${message})` }
    }
    if (parsed.data.runId !== runId) return { ok: false, message: `"${path}" holds the record of another run, ${parsed.data.runId}` }
    return { ok: true, record: parsed.data }
  } catch (error) {
    const problem = error instanceof SyntaxError ? 'it is not JSON, or cut off' : reason(error)
    return { ok: false, message: `"${path}" cannot be read: ${problem}` }
  }
}

async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.tmp')) continue
    const path = join(folder, name)
    const stats = await stat(path).catch(() => undefined)
    if (stats && Date.now() - stats.mtimeMs > ABANDONED) await rm(path, { force: true })
  }
}

/** What a failed file operation means. Only faults of ours go on as errors. */
function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
  if (code === undefined) throw error
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'it is not there',
    EACCES: 'this user may not read or write it',
    EPERM: 'this user may not read or write it',
    EROFS: 'the disk is read-only',
    ENOSPC: 'the disk is full',
    ENOTDIR: 'a file stands where a folder is needed',
    EEXIST: 'a file stands where a folder is needed',
    EISDIR: 'it is a folder',
  }
  return words[code] ?? `the file system says ${code}`
}
