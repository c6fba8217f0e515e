import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { glimpse } from '../journal/glimpse.ts'
import { exportJournal } from '../journal/lines.ts'
import { readJournal } from '../journal/read.ts'
import type { JournalRecord } from '../journal/record.ts'
import type { KeptJournal, LiveReplies, PrunedJournal } from '../protocol/live-requests.ts'
import type { LiveRuns } from './live-runs.ts'
import { foldJournal } from './resume.ts'
import type { Seal } from './seal.ts'

type Runs = Pick<LiveRuns, 'list' | 'find' | 'status'>

/** What lies in the workspace of runs past and present: listed, handed out as one file, and let go when it is old. Nothing is deleted by itself. */
export function answerKeptJournals(live: Runs, workspace: string | undefined, seal: Pick<Seal, 'drop'>, now: () => number) {
  const folderOf = (run: string) => join(workspace ?? '', 'live', run)
  const journalOf = (run: string) => join(folderOf(run), 'journal')

  async function list(): Promise<KeptJournal[]> {
    if (workspace === undefined) return []
    const runs = await live.list()
    return runs
      .filter(({ run }) => existsSync(journalOf(run)))
      .map(({ run, mode, strategy, state }) => {
        const seen = glimpse(journalOf(run)) ?? { bytes: 0, records: 0, first: null, last: null, signed: false }
        return { run, mode, strategy, state, ...seen }
      })
  }

  /** Why a journal stays; undefined: it may go. Asked of the journal itself at the moment it would go. */
  async function whyKept({ run, mode, state }: KeptJournal): Promise<string | undefined> {
    const now = await live.status(run)
    if ((state !== 'ended' && state !== 'lost') || (now && now.ended === null)) return 'its run is at work'
    const records: JournalRecord[] = []
    const { ok, closed } = readJournal(journalOf(run), (record) => void records.push(record))
    if (!ok) return 'it is broken: look at it first, then delete its folder yourself'
    if (mode === 'paper') return undefined
    if (!closed) return 'its run was cut short and can be gone on with: weir live --resume'
    try {
      const left = foldJournal(records)
      if (!left) return undefined
      const { slots, orders } = left.desk.snapshot()
      if (slots.some(({ lots }) => lots !== 0)) return 'its account is not flat: it ended with a position'
      return Object.keys(orders).length > 0 ? 'its account is not flat: orders of it may rest at the exchange' : undefined
    } catch {
      return 'this version cannot tell whether its account is flat'
    }
  }

  /** Which journals are older than that, and why some stay all the same; with `remove` the others go. No request: no window may ask for it. */
  async function prune(olderThan: number, remove: boolean): Promise<PrunedJournal[]> {
    const before = now() - olderThan
    const old = (await list()).filter(({ last }) => last !== null && last < before)
    const found: PrunedJournal[] = []
    for (const journal of old) {
      const kept = await whyKept(journal)
      if (kept === undefined && remove) {
        erase(folderOf(journal.run))
        await seal.drop(journal.run)
      }
      found.push({ ...journal, kept: kept ?? null })
    }
    return found
  }

  const requests = {
    'journal.list': async () => ({ journals: await list() }),
    'journal.export': async ({ run: asked }: { readonly run: string }): Promise<LiveReplies['journal.export']> => {
      const run = await live.find(asked)
      if (run === undefined || workspace === undefined) return { ok: false, message: `there is no journal of "${asked}" in the workspace` }
      const folder = journalOf(run)
      const { ok, problems } = readJournal(folder, () => {})
      if (!ok) return { ok: false, message: `the journal in "${folder}" is broken: ${problems[0]!.what}; copy its folder as it is` }
      return { ok: true, run, pieces: exportJournal(folder, run) }
    },
  }
  return { requests, prune }
}

/** Out of sight at once, then gone: a half deleted journal would look like a broken one. What an earlier end left goes with it. */
function erase(folder: string): void {
  const parent = join(folder, '..')
  renameSync(folder, `${folder}.gone`)
  for (const name of readdirSync(parent))
    if (/^[0-9a-f]{32}\.gone$/.test(name)) rmSync(join(parent, name), { recursive: true, force: true })
}
