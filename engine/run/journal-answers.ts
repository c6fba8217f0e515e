import { readJournal } from '../journal/read.ts'
import type { JournalRecord } from '../journal/record.ts'
import type { JournalLine, LiveReplies } from '../protocol/live-requests.ts'
import { compareJournal, type LiveRunsOptions } from './live-runs.ts'
import { replay } from './replay.ts'
import type { Seal } from './seal.ts'

export type JournalAnswers = {
  read(folder: string, from: number, count: number, kinds: readonly string[]): LiveReplies['journal.read']
  /** `run`: whose journal it should be, where it lies in this workspace. */
  verify(folder: string, run?: string): Promise<LiveReplies['journal.verify']>
  replay(folder: string): LiveReplies['journal.replay']
  parity(folder: string): Promise<LiveReplies['parity.get']>
}

/** What can be asked of a journal that lies on the disk, whoever wrote it: no network and no keys are needed for any of it. */
export function answerJournals(compare: LiveRunsOptions['compare'], seal: Pick<Seal, 'expected'>): JournalAnswers {
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
    async verify(folder, ours) {
      const read = readJournal(folder, () => {})
      const { publicKey } = read
      const run = ours ?? read.run
      const expected = run === null ? 'there is no run in it' : await seal.expected(run)
      const { publicKey: own, mark } = typeof expected === 'string' ? {} : expected
      const signer = publicKey === null ? null : own === undefined ? 'unchecked' : own === publicKey ? 'ours' : 'another'
      const { records, segments, closed, torn, problems } = mark === undefined ? read : readJournal(folder, () => {}, { mark })
      // One that was brought here may be anybody's; of a run of this workspace that is signed or has a mark in the keychain, it is known whose.
      const isOurs = mark !== undefined || (ours !== undefined && publicKey !== null)
      const all = [
        ...problems,
        ...(ours !== undefined && read.run !== null && read.run !== ours
          ? [{ seq: 1, file: folder, what: `it belongs to run ${read.run}` }]
          : []),
        ...(isOurs && own !== undefined && own !== publicKey
          ? [{ seq: 1, file: folder, what: "it is not signed with this workspace's key: somebody has written it anew" }]
          : []),
      ]
      const verdict = { folder, ok: all.length === 0, run: read.run, records, segments, closed, torn: torn !== null, problems: all }
      return { ok: true, verdict: { ...verdict, signed: publicKey !== null, signer } }
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
