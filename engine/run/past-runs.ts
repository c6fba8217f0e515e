import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readJournal } from '../journal/read.ts'
import type { LiveStatus, LiveSummary } from '../protocol/live-requests.ts'

/** What journals say of runs that nobody in this process holds. */

/** Ids of the runs whose journals lie in a folder. */
export function runsIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => /^[0-9a-f]{32}$/.test(name)) : []
}

/** Changes whenever the journal in a folder does. */
export function markOf(folder: string): string {
  const [last] = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.ndjson'))
        .sort()
        .reverse()
    : []
  if (last === undefined) return ''
  const { size, mtimeMs } = statSync(join(folder, last))
  return `${last} ${size} ${mtimeMs}`
}

/** The status within the answer of another process. */
export function statusOf(reply: unknown): LiveStatus | undefined {
  return typeof reply === 'object' && reply !== null && 'ok' in reply && reply.ok === true && 'status' in reply
    ? (reply.status as LiveStatus)
    : undefined
}

/** What the journal of a run says that no process holds any more. */
export function summaryOfJournal(run: string, folder: string): LiveSummary {
  let summary: LiveSummary = { run, mode: 'paper', strategy: '', from: 0, state: 'lost', here: false }
  const { closed } = readJournal(folder, ({ kind, body }) => {
    if (kind !== 'start') return
    const start = body as { mode: 'paper' | 'live'; from: number; plan: { document: { name: string } } }
    summary = { ...summary, mode: start.mode, from: start.from, strategy: start.plan.document.name }
  })
  return closed ? { ...summary, state: 'ended' } : summary
}
