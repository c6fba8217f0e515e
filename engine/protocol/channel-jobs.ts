import { RequestFailed } from './channel-messages.ts'
import type { EventName, Events, RunningJob } from './events.ts'
import { requestSchemas, type Replies, type RequestInput, type RequestName, type RequestOptions } from './requests.ts'
import { pathNamed } from './window-files.ts'

/** Whoever answers the engine's requests. */
export type Answers = {
  request<Name extends RequestName>(name: Name, input: RequestInput<Name>, options?: RequestOptions): Promise<Replies[Name]>
  /** Tells when a run that lives has changed. */
  onLive(listener: (run: string) => void): () => void
  /** Tells what a person should know now. */
  onAlert(listener: (notice: Events['alert.raised']) => void): () => void
}

type Push = <Name extends EventName>(name: Name, payload: Events[Name]) => void

/** Requests that take a while: every window is told how they go. */
const jobs: readonly string[] = ['backtest.run', 'backtest.show']
/** Requests that put a run on record, or take one from it: every window's list is another then. */
const recording: readonly string[] = ['report.get', 'runs.delete']

/**
 * The engine's side of a channel: finds the request a name stands for, and tells all windows of work that takes a while, whichever of them
 * asked. Ids of jobs are numbers, from 1 at each start.
 */
export function tellJobs(engine: Answers, push: Push) {
  const running = new Map<string, Events['snapshot']['jobs'][number]>()
  engine.onLive((run) => push('live.changed', { run }))
  engine.onAlert((notice) => push('alert.raised', notice))
  let nextId = 1

  /** Answers a request by whatever name came. Rejects with a RequestFailed where there is none, else as the engine does. */
  async function handle(name: string, input: unknown, options: RequestOptions): Promise<unknown> {
    if (!isRequest(name)) throw new RequestFailed('unknown', `the engine knows no request "${name}"`)
    const path = pathNamed(input)
    if (path !== undefined)
      throw new RequestFailed('invalid', `a window cannot name a file such as "${path.slice(0, 80)}"; import it first`)
    if (!jobs.includes(name)) {
      const reply = await engine.request(name, input as never, options)
      if (recording.includes(name)) push('runs.changed', {})
      return reply
    }
    const job: RunningJob = { id: String(nextId++), request: name, strategy: strategyName(input), startedAt: Date.now() }
    const progress = (share: number, doing: string) => {
      running.set(job.id, { ...job, share, doing })
      push('run.progress', { job, share, doing })
    }
    const finish = (end: Events['run.finished']['end'], run: string | null) => {
      running.delete(job.id)
      push('run.finished', { job, end, run })
    }
    progress(0, 'waiting')
    try {
      const reply = await engine.request(name, input as never, {
        ...options,
        onProgress(share, doing, amount) {
          progress(share, doing)
          options.onProgress?.(share, doing, amount)
        },
      })
      const { kind, run } = outcomeOf(reply)
      finish(kind, run)
      return reply
    } catch (error) {
      const name = error instanceof Error ? error.name : ''
      finish(name === 'Canceled' ? 'canceled' : name === 'Superseded' ? 'superseded' : 'failed', null)
      if (name === 'EngineFault') push('engine.failed', { message: error instanceof Error ? error.message : '' })
      throw error
    }
  }

  return { handle, running: () => [...running.values()] }
}

const isRequest = (name: string): name is RequestName => Object.hasOwn(requestSchemas, name)

function strategyName(input: unknown): string | null {
  const name = (input as { document?: { name?: unknown } } | null)?.document?.name
  return typeof name === 'string' ? name.slice(0, 200) : null
}

function outcomeOf(reply: unknown): { readonly kind: 'run' | 'not-run'; readonly run: string | null } {
  const { outcome } = reply as { outcome?: { runId: string } }
  return outcome ? { kind: 'run', run: outcome.runId } : { kind: 'not-run', run: null }
}
