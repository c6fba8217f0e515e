import { createStore } from 'zustand/vanilla'
import type { RunningJob } from '../../engine/protocol/events.ts'
import type { EngineClient } from '../engine.ts'

export type JobsState = {
  /** What the engine is doing, for any window, oldest first. */
  readonly jobs: readonly (RunningJob & { readonly share: number; readonly doing: string })[]
  /** Grows whenever a job ends or a record is made or deleted: what was listed before is out of date. */
  readonly ended: number
}

/** What the engine is at work on, as it tells without being asked. `dispose` stops listening. */
export function createJobsStore(engine: EngineClient) {
  const store = createStore<JobsState>(() => ({ jobs: [], ended: 0 }))
  const stops = [
    engine.on('snapshot', ({ jobs }) => store.setState(({ ended }) => ({ jobs, ended: ended + 1 }))),
    engine.on('run.progress', ({ job, share, doing }) =>
      store.setState(({ jobs }) => ({
        jobs: [...jobs.filter(({ id }) => id !== job.id), { ...job, share, doing }].sort((a, b) => a.startedAt - b.startedAt),
      })),
    ),
    engine.on('runs.changed', () => store.setState(({ ended }) => ({ ended: ended + 1 }))),
    engine.on('run.finished', ({ job }) =>
      store.setState(({ jobs, ended }) => ({ jobs: jobs.filter(({ id }) => id !== job.id), ended: ended + 1 })),
    ),
  ]
  return { ...store, dispose: () => stops.forEach((stop) => stop()) }
}
