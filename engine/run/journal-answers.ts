import { readJournal } from '../journal/read.ts'
import type { JournalRecord } from '../journal/record.ts'
import type { JournalLine, LiveReplies } from '../protocol/live-requests.ts'
import { compareJournal, type LiveRunsOptions } from './live-runs.ts'
import { replay } from './replay.ts'

export type JournalAnswers = {
  read(folder: string, from: number, count: number, kinds: readonly string[]): LiveReplies['journal.read']
  verify(folder: string): LiveReplies['journal.verify']
  replay(folder: string): LiveReplies['journal.replay']
  parity(folder: string): Promise<LiveReplies['parity.get']>
}

/** What can be asked of a journal that lies on the disk, whoever wrote it: no network and no keys are needed for any of it. */
export function answerJournals(compare: LiveRunsOptions['compare']): JournalAnswers {
  const broken = (folder: string, what: string) => ({ ok: false, message: `the journal in "${folder}" is broken: ${what}` }) as const
  return {
    read(folder, from, count, kinds) {
      const records: JournalLine[] = []
      let total = 0
      const { problems } = readJournal(folder, ({ seq, wall, kind, corr, body }) => {
        if (kinds.length > 0 && !kinds.includes(kind) && !kinds.includes(`${kind}:${kindOf(body)}`)) return
        total++
        if (seq >= from && records.length < count) records.push({ seq, wall, kind, corr: corr ?? null, body })
      })
      return total === 0 && problems.length > 0 ? broken(folder, problems[0].what) : { ok: true, records, total }
    },
    verify(folder) {
      const { ok, run, records, segments, publicKey, closed, torn, problems } = readJournal(folder, () => {})
      return {
        ok: true,
        verdict: { folder, ok, run, records, segments, signed: publicKey !== null, closed, torn: torn !== null, problems },
      }
    },
    replay(folder) {
      const records: JournalRecord[] = []
      const { ok, problems } = readJournal(folder, (record) => void records.push(record))
      if (!ok) return broken(folder, problems[0].what)
      return { ok: true, verdict: { folder, ...replay(records) } }
    },
    async parity(folder) {
      const parity = await compareJournal(folder, compare)
      return parity ? { ok: true, parity } : broken(folder, 'no session can be read from it; "weir verify" says why')
    },
  }
}

/** What kind of event or command a record holds. */
function kindOf(body: unknown): string {
  return typeof body === 'object' && body !== null && 'kind' in body ? String(body.kind) : ''
}
