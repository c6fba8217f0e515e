import { Worker } from 'node:worker_threads'
import { startPlan, type PlanAnswer, type PlanConfig, type PlanStep } from './plan-steps.ts'

/** Where a plan computes while a run lives. One that fails is ended for good: its run goes on without it, and halted. */
export type PlanHost = {
  /** Takes steps one after the other; answers with the last one's decisions. Rejects with `PlanFault`. */
  step(steps: readonly PlanStep[], patience: number): Promise<PlanAnswer>
  close(): Promise<void>
}

/** A plan threw, died, or did not answer in time. */
export class PlanFault extends Error {
  override readonly name = 'PlanFault'
}

export type ToPlan =
  | { readonly kind: 'plan'; readonly config: PlanConfig }
  | { readonly kind: 'steps'; readonly id: number; readonly steps: readonly PlanStep[] }
export type FromPlan =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: PlanAnswer }
  | { readonly kind: 'fault'; readonly error: string }

/** Computes where it is called: for tests, replays and parity. */
export function hostPlanHere(config: PlanConfig): PlanHost {
  const { step } = startPlan(config)
  return {
    async step(steps) {
      try {
        // What another thread would get: a copy that no later event changes.
        return structuredClone(steps).map(step).at(-1)!
      } catch (error) {
        throw new PlanFault(error instanceof Error ? error.message : String(error))
      }
    },
    async close() {},
  }
}

/** A strategy worker of its own: no keys, no network, no file system, and a limit to how long it may think. */
export function hostPlanInWorker(file: URL, config: PlanConfig): PlanHost {
  const worker = new Worker(file, { env: {}, stdin: false })
  let nextId = 1
  let failed: PlanFault | undefined
  const waiting = new Map<number, { readonly resolve: (answer: PlanAnswer) => void; readonly reject: (fault: PlanFault) => void }>()

  function fail(why: string): void {
    failed ??= new PlanFault(why)
    for (const { reject } of waiting.values()) reject(failed)
    waiting.clear()
    void worker.terminate()
  }

  worker.on('message', (message: FromPlan) => {
    if (message.kind === 'fault') return fail(message.error)
    // An answer to a step that was given up finds nobody waiting.
    waiting.get(message.id)?.resolve(message.answer)
    waiting.delete(message.id)
  })
  worker.on('error', (error) => fail(error.message))
  worker.on('exit', () => fail('the strategy worker ended'))
  worker.unref()
  worker.postMessage({ kind: 'plan', config } satisfies ToPlan)

  return {
    step(steps, patience) {
      if (failed) return Promise.reject(failed)
      const id = nextId++
      return new Promise<PlanAnswer>((resolve, reject) => {
        const timer = setTimeout(() => fail(`the strategy did not answer within ${patience} ms`), patience)
        waiting.set(id, {
          resolve: (answer) => (clearTimeout(timer), resolve(answer)),
          reject: (fault) => (clearTimeout(timer), reject(fault)),
        })
        worker.postMessage({ kind: 'steps', id, steps } satisfies ToPlan)
      })
    },
    async close() {
      worker.removeAllListeners('exit')
      await worker.terminate()
    },
  }
}

/** The worker's end: the first message makes it a plan, each further one is steps. */
export function servePlan(config: PlanConfig, tell: (message: FromPlan) => void): (message: Extract<ToPlan, { kind: 'steps' }>) => void {
  let plan: ReturnType<typeof startPlan> | undefined
  return ({ id, steps }) => {
    try {
      plan ??= startPlan(config)
      tell({ kind: 'answer', id, answer: steps.map(plan.step).at(-1)! })
    } catch (error) {
      tell({ kind: 'fault', error: error instanceof Error ? error.message : String(error) })
    }
  }
}
