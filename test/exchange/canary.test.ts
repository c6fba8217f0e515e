import { existsSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { hostPlanInWorker } from '../../engine/run/plan-host.ts'
import { MINUTE } from '../demo-exchange/market.ts'
import { keepRecords } from '../kit/paper.ts'
import { buildFile } from '../kit/run-script.ts'
import { busy, openRun } from './run-at-exchange.ts'

const secret = { key: 'canarykey0f3a', secret: 'canarysecret77b1' }

test('REQ-81: while a run trades, its secret is in no record, no message and not in the memory of the strategy worker', async () => {
  const file = await buildFile('exchange/watched-worker.script.ts')
  const snapshot = join(dirname(file), 'worker.heapsnapshot')
  const recorder = keepRecords()
  const at = await openRun({
    secret,
    recorder,
    edit: busy,
    change: {
      hostPlan(config) {
        const host = hostPlanInWorker(pathToFileURL(file), config)
        // However slow this machine is just now.
        return { ...host, step: (steps) => host.step(steps, 300_000) }
      },
    },
  })
  const said: string[] = []
  while (!existsSync(snapshot) || at.run.desk.fills.length === 0) {
    const { step } = at.run.status()
    await at.pass(MINUTE)
    // The worker thinks in real time.
    while (at.run.status().step === step) await setTimeout(5)
    said.push(JSON.stringify(at.run.status()))
  }
  await at.end()
  at.close()
  // The exchange knew the key: what was signed with it was taken.
  expect(at.exchange.accounts[0]!.orders.size).toBeGreaterThan(0)
  const memory = readFileSync(snapshot, 'utf8')
  expect(memory).toContain('SMA cross')
  expect(memory).not.toMatch(/canary/)
  const records = JSON.stringify(recorder.records)
  expect(records).toContain('private/order')
  for (const text of [records, JSON.stringify(at.alerts), ...said]) expect(text).not.toMatch(/canary/)
  rmSync(dirname(file), { recursive: true })
}, 120_000)
