import { createStore } from 'zustand/vanilla'
import type { Act, LiveStatus, LiveSummary } from '../../engine/protocol/live-requests.ts'
import type { EngineClient } from '../engine.ts'

export type LiveState = {
  /** Runs at work and what became of past ones, latest first; undefined until the engine has said. */
  readonly runs: readonly LiveSummary[] | undefined
  /** How those stand that were asked for. */
  readonly statuses: Readonly<Record<string, LiveStatus>>
  readonly chosen: string | undefined
}

/** Runs that live, as the engine tells of them: in every window the same, whoever began them. */
export function createLiveStore(engine: EngineClient) {
  const store = createStore<LiveState>(() => ({ runs: undefined, statuses: {}, chosen: undefined }))
  const asking = new Set<string>()

  async function list(): Promise<void> {
    const { runs } = await engine.request('live.list', {})
    // How a run stood that went with its engine is no longer how it stands.
    const gone = new Set(runs.filter(({ state }) => state === 'lost').map(({ run }) => run))
    store.setState(({ chosen, statuses }) => ({
      runs,
      chosen: chosen ?? runs[0]?.run,
      statuses: Object.fromEntries(Object.entries(statuses).filter(([run]) => !gone.has(run))),
    }))
  }

  /** One question a run at a time: an answer that is late is followed by the next. */
  async function look(run: string): Promise<void> {
    if (asking.has(run)) return
    asking.add(run)
    try {
      const answer = await engine.request('live.status', { run })
      if (!answer.ok) return
      const before = store.getState().statuses[run]?.state
      store.setState(({ statuses }) => ({ statuses: { ...statuses, [run]: answer.status } }))
      if (before !== answer.status.state) await list()
    } finally {
      asking.delete(run)
    }
  }

  /** The engine went away, or is another: what is not known any more is asked for when it is back. */
  const quietly = (question: Promise<void>) => void question.catch(() => {})
  engine.on('snapshot', () => quietly(list()))
  engine.on('live.changed', ({ run }) => quietly(look(run)))

  return {
    ...store,
    refresh: () => quietly(list()),
    choose(run: string): void {
      store.setState({ chosen: run })
      quietly(look(run))
    },
    /** Rejects where the engine cannot be reached; a sentence where the run is not at work any more. */
    async act(run: string, act: Act): Promise<string | undefined> {
      const answer = await engine.request('live.operate', { run, act })
      if (!answer.ok) return answer.message
      store.setState(({ statuses }) => ({ statuses: { ...statuses, [run]: answer.status } }))
      await list()
      return undefined
    },
  }
}
export type LiveStore = ReturnType<typeof createLiveStore>

/** Runs that can still do something. */
export const atWork = ({ runs = [] }: LiveState): readonly LiveSummary[] =>
  runs.filter(({ state }) => state !== 'ended' && state !== 'lost')
