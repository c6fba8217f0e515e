import { parentPort } from 'node:worker_threads'
import type { Column } from './columns/column.ts'
import { serveCompare, type ToCompare } from './run/compare-in-worker.ts'
import type { FromWorker, ToWorker } from './run/compute.ts'
import { runJob } from './run/job.ts'
import { servePlan, type FromPlan, type ToPlan } from './run/plan-host.ts'
import { Canceled } from './run/series.ts'

/** Entry of a strategy worker: takes jobs one after the other, answers on the same port. */
const port = parentPort
if (!port) throw new Error('engine/worker is started as a worker thread')

/** Mirror of the main thread's column index, over the same shared memory. */
const columns = new Map<string, Column>()
const tell = (message: FromWorker) => port.postMessage(message)

/** Progress is told so often, milliseconds. */
const TOLD_EVERY = 100

/** Set once this worker is a plan at work: then it takes steps and nothing else. */
let takeSteps: ReturnType<typeof servePlan> | undefined

port.on('message', (message: ToWorker | ToPlan | ToCompare) => {
  switch (message.kind) {
    case 'forget':
      for (const key of message.keys) columns.delete(key)
      return
    case 'run':
      return run(message)
    case 'plan':
      takeSteps = servePlan(message.config, (answer: FromPlan) => port.postMessage(answer))
      return
    case 'steps':
      takeSteps?.(message)
      return
    case 'compare':
      port.postMessage(serveCompare(message))
  }
})

function run({ id, job, cancel }: Extract<ToWorker, { kind: 'run' }>): void {
  let toldAt = performance.now()
  try {
    const result = runJob(job, {
      store: {
        get: (key) => columns.get(key),
        put(key, column, states) {
          columns.set(key, column)
          tell({ kind: 'column', key, column, states })
        },
      },
      canceled: () => Atomics.load(cancel, 0) === 1,
      progress(done, total) {
        // A run that is over within a blink says nothing: each message costs the window a picture, which is more than the run.
        const now = performance.now()
        if (now - toldAt < TOLD_EVERY) return
        toldAt = now
        tell({ kind: 'progress', id, done, total })
      },
    })
    tell({ kind: 'done', id, result })
  } catch (error) {
    if (error instanceof Canceled) tell({ kind: 'canceled', id })
    else tell({ kind: 'failed', id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}
