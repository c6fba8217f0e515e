import { Worker } from 'node:worker_threads'
import type { Column } from '../columns/column.ts'
import type { KernelStates } from '../columns/column-index.ts'
import { runJob, type Job, type JobResult } from './job.ts'
import { Canceled, type ColumnStore } from './series.ts'

export type ComputeOptions = {
  readonly store: ColumnStore
  readonly progress: (done: number, total: number) => void
  readonly signal: AbortSignal | undefined
}

/** Who computes: a worker thread in the product; a test may compute in its own thread. */
export type Computer = {
  run(job: Job, options: ComputeOptions): Promise<JobResult>
  /** The column index let these go. */
  forget(keys: readonly string[]): void
  close(): Promise<void>
}

/** Messages to the worker. `cancel` is shared memory: 1 ends the run at its next look. */
export type ToWorker =
  | { readonly kind: 'run'; readonly id: number; readonly job: Job; readonly cancel: Int32Array }
  | { readonly kind: 'forget'; readonly keys: readonly string[] }
/** Messages from the worker. */
export type FromWorker =
  | { readonly kind: 'column'; readonly key: string; readonly column: Column; readonly states: KernelStates }
  | { readonly kind: 'progress'; readonly id: number; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly id: number; readonly result: JobResult }
  | { readonly kind: 'canceled'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly error: string }

/** Computes where it is called: blocks the thread, for tests and benchmarks. */
export function computeHere(): Computer {
  return {
    run: async (job, { store, progress, signal }) => runJob(job, { store, progress, canceled: () => signal?.aborted === true }),
    forget() {},
    async close() {},
  }
}

/** The engine's fault: shown as such, never as something the person did. */
class EngineFault extends Error {
  override readonly name = 'EngineFault'
}

/**
 * A strategy worker: no keys, no network, no file system. It keeps a mirror of the column index in shared memory; what
 * the index lets go the mirror forgets. One that dies takes its run with it and is replaced at the next run.
 */
export function computeInWorker(file: URL): Computer {
  let worker: Worker | undefined
  let nextId = 1

  function start(): Worker {
    const started = new Worker(file, { env: {}, stdin: false })
    started.on('exit', () => {
      if (worker === started) worker = undefined
    })
    started.unref()
    return started
  }
  worker = start()

  return {
    run(job, { store, progress, signal }) {
      const thread = (worker ??= start())
      const id = nextId++
      const cancel = new Int32Array(new SharedArrayBuffer(4))
      return new Promise<JobResult>((resolve, reject) => {
        const onAbort = () => void Atomics.store(cancel, 0, 1)
        if (signal?.aborted) onAbort()
        signal?.addEventListener('abort', onAbort)
        function finish(end: () => void): void {
          signal?.removeEventListener('abort', onAbort)
          thread.unref()
          thread.off('message', onMessage)
          thread.off('error', onError)
          thread.off('exit', onExit)
          end()
        }
        const onError = (error: Error) => finish(() => reject(new EngineFault(`the engine stopped: ${error.message}`, { cause: error })))
        const onExit = () => finish(() => reject(new EngineFault('the engine stopped before the run was done')))
        function onMessage(message: FromWorker): void {
          switch (message.kind) {
            case 'column':
              store.put(message.key, message.column, message.states)
              return
            case 'progress':
              if (message.id === id) progress(message.done, message.total)
              return
            case 'done':
              if (message.id === id) finish(() => resolve(message.result))
              return
            case 'canceled':
              if (message.id === id) finish(() => reject(new Canceled()))
              return
            case 'failed':
              if (message.id === id) finish(() => reject(new EngineFault(message.error)))
          }
        }
        thread.on('message', onMessage)
        thread.on('error', onError)
        thread.on('exit', onExit)
        thread.ref()
        thread.postMessage({ kind: 'run', id, job, cancel } satisfies ToWorker)
      })
    },
    forget(keys) {
      worker?.postMessage({ kind: 'forget', keys } satisfies ToWorker)
    },
    async close() {
      await worker?.terminate()
    },
  }
}
