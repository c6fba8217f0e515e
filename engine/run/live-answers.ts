import type { Act, LiveReplies, LiveStatus } from '../protocol/live-requests.ts'
import type { JournalAnswers } from './journal-answers.ts'
import type { LiveRuns } from './live-runs.ts'

type ByRun = { readonly run: string }
type Journal = { readonly run?: string | undefined; readonly folder?: string | undefined }

/** Answers of every request about runs that live, by name: what the engine's table of handlers takes in. */
export function answerLive(live: LiveRuns, journals: JournalAnswers) {
  async function status(run: string, ask: (id: string) => Promise<LiveStatus | undefined>): Promise<LiveReplies['live.status']> {
    const id = await live.find(run)
    if (id === undefined) return { ok: false, message: `no run begins with "${run}", or several do; "weir status" lists them` }
    const found = await ask(id)
    return found
      ? { ok: true, status: found }
      : { ok: false, message: `run ${id.slice(0, 8)} is not at work any more; its journal is in the workspace` }
  }

  /** The folder asked for, by run or by path. */
  async function folder({ run, folder: path }: Journal): Promise<string | undefined> {
    return path ?? (await own(run))?.folder
  }

  /** The journal of a run of this workspace. */
  async function own(asked = 'latest') {
    const run = await live.find(asked)
    const at = run === undefined ? undefined : live.journalOf(run)
    return run === undefined || at === undefined ? undefined : { run, folder: at }
  }
  const none = { ok: false, message: 'there is no such journal in the workspace' } as const

  return {
    'live.list': async () => ({ runs: await live.list() }),
    'live.status': ({ run }: ByRun) => status(run, live.status),
    'live.operate': ({ run, act }: ByRun & { readonly act: Act }) => status(run, (id) => live.operate(id, act)),
    'live.ended': ({ run }: ByRun) => status(run, live.ended),
    'journal.read': async ({
      run,
      from,
      count,
      kinds,
    }: ByRun & { readonly from: number; readonly count: number; readonly kinds: readonly string[] }) => {
      const at = await folder({ run })
      return at === undefined ? none : journals.read(at, from, count, kinds)
    },
    'journal.verify': async (asked: Journal) => {
      if (asked.folder !== undefined) return journals.verify(asked.folder)
      const found = await own(asked.run)
      return found ? journals.verify(found.folder, found.run) : none
    },
    'journal.replay': async (asked: Journal) => {
      const at = await folder(asked)
      return at === undefined ? none : journals.replay(at)
    },
    'parity.get': async (asked: Journal) => {
      const at = await folder(asked)
      return at === undefined ? none : journals.parity(at)
    },
  }
}
