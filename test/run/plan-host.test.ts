import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { hostPlanInWorker, PlanFault } from '../../engine/run/plan-host.ts'
import type { PlanConfig } from '../../engine/run/plan-steps.ts'

const folder = mkdtempSync(join(tmpdir(), 'weir-plan-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A worker that does what the words say when it is asked for a step. */
function workerThat(name: string, does: string): URL {
  const path = join(folder, `${name}.mjs`)
  writeFileSync(
    path,
    `import { parentPort } from 'node:worker_threads'
     parentPort.on('message', (message) => { if (message.kind === 'steps') { ${does} } })`,
  )
  return pathToFileURL(path)
}
const step = [{ time: 1, bars: [], account: null }]
const config = {} as PlanConfig

describe('a plan in its worker', () => {
  test.each([
    ['hangs', 'for (;;) {}', /did not answer within 200 ms/],
    ['never answers', '', /did not answer within 200 ms/],
    ['throws', 'throw new Error("planted")', /planted/],
    ['dies', 'process.exit(3)', /ended/],
    ['says that it failed', 'parentPort.postMessage({ kind: "fault", error: "it said so" })', /it said so/],
    ['answers another step', 'parentPort.postMessage({ kind: "answer", id: message.id - 1, answer: {} })', /did not answer/],
  ])('that %s is given up, and never asked again', async (name, does, why) => {
    const host = hostPlanInWorker(workerThat(name.replaceAll(' ', '-'), does), config)
    // The worker is started first: its patience is for the step.
    await new Promise((resolve) => setTimeout(resolve, 300))
    const failed = host.step(step, 200)
    await expect(failed).rejects.toThrow(PlanFault)
    await expect(failed).rejects.toThrow(why)
    const began = performance.now()
    await expect(host.step(step, 5000)).rejects.toThrow(PlanFault)
    expect(performance.now() - began).toBeLessThan(1000)
    await host.close()
  })

  test('sees nothing of this process: its environment is empty', async () => {
    const file = workerThat(
      'environment',
      'parentPort.postMessage({ kind: "answer", id: message.id, answer: { decisions: [], values: { names: Object.keys(process.env).length } } })',
    )
    const host = hostPlanInWorker(file, config)
    expect(await host.step(step, 5000)).toEqual({ decisions: [], values: { names: 0 } })
    await host.close()
  })
})
