import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openAlerts } from '../../engine/alerts/alerts.ts'
import { alertSettingsSchema } from '../../engine/alerts/settings.ts'
import { openEngine } from '../../engine/main.ts'
import { computeHere } from '../../engine/run/compute.ts'
import { compile } from '../../engine/compile/compile.ts'
import type { Notice } from '../../engine/protocol/alerts.ts'
import { honestBar1, research1 } from '../../engine/protocol/profiles.ts'
import { createSeal } from '../../engine/run/seal.ts'
import { createLiveRuns, type LiveRunsOptions } from '../../engine/run/live-runs.ts'
import { compareWithBacktest } from '../../engine/run/parity.ts'
import { hostPlanHere } from '../../engine/run/plan-host.ts'
import { preparePaper } from '../../engine/run/prepare-paper.ts'
import { keysInMemory } from '../kit/keys-in-memory.ts'
import { sampleStrategy } from '../kit/strategy.ts'
import { receiver } from './receiver.ts'

/** A month on paper as fast as it goes. */
async function month(change: Partial<LiveRunsOptions>) {
  const workspace = mkdtempSync(join(tmpdir(), 'weir-alerts-'))
  const runs = createLiveRuns({
    workspace,
    hostPlan: hostPlanHere,
    compare: async (session) => compareWithBacktest(session),
    seal: createSeal(undefined),
    now: Date.now,
    onChange() {},
    onEnd() {},
    ...change,
  })
  const document = sampleStrategy()
  const { plan } = compile(document)
  if (!plan) throw new Error('the sample does not compile')
  const wanted = { data: undefined, slots: {}, from: Date.UTC(2022, 0, 1), duration: 30 * 86_400_000, speed: null, fillProfile: honestBar1 }
  const prepared = await preparePaper(document, plan, wanted, Date.now(), {})
  if (!('feed' in prepared)) throw new Error(JSON.stringify(prepared))
  const binding = {
    slots: prepared.sources.bindings,
    from: prepared.from,
    to: prepared.until,
    capital: '10000',
    fillProfile: honestBar1,
    riskProfile: research1,
  }
  try {
    const run = runs.startPaper({ document, plan, binding, prepared, keep: [] })
    return (await runs.ended(run))!
  } finally {
    await runs.close()
    rmSync(workspace, { recursive: true, force: true })
  }
}

test('a paper run tells its fills and its end, and a channel that hangs changes nothing of it', async () => {
  const hung = await receiver(() => {})
  const told: Notice[] = []
  const alerts = openAlerts({
    settings: alertSettingsSchema.parse({ channels: { webhook: { address: hung.origin } }, perMinute: 60 }),
    secret: async () => 'a-key-that-is-long-enough',
    tell: (notice) => void told.push(notice),
  })
  const [status, alone] = [await month({ alerts }), await month({})]
  await alerts.close(20)
  expect(status.fills).toBeGreaterThan(2)
  const fills = told.filter(({ kind }) => kind === 'fill')
  const summed = told.reduce((sum, notice) => sum + ('alerts' in notice ? notice.alerts : 0), 0)
  expect(fills.length + summed + told.filter(({ kind }) => kind === 'run-ended').length).toBe(status.fills + 1)
  expect(alerts.status().channels[1]).toMatchObject({ channel: 'webhook', delivered: 0 })
  expect([status.equity, status.steps, status.fills, status.parity?.unexplained]).toEqual([alone.equity, alone.steps, alone.fills, 0])
})

test('a comparison that fails is told once', async () => {
  const told: Notice[] = []
  const alerts = openAlerts({
    settings: alertSettingsSchema.parse({ channels: { desktop: { least: 'warning' } } }),
    secret: async () => undefined,
    tell: (notice) => void told.push(notice),
  })
  await month({ alerts, compare: () => Promise.reject(new Error('planted')) })
  await alerts.close()
  expect(told.filter(({ kind }) => kind === 'parity')).toMatchObject([
    { severity: 'warning', sentence: expect.stringContaining('planted') },
  ])
})

test('an engine signs with the key that the keychain keeps, asked by name, and what a run itself holds is not told', async () => {
  const workspace = mkdtempSync(join(tmpdir(), 'weir-alerts-'))
  const { received, origin } = await receiver()
  writeFileSync(join(workspace, 'alerts.json'), JSON.stringify({ channels: { webhook: { address: origin } } }))
  const keys = keysInMemory()
  keys.alertSecrets.set('alerts-webhook', 'a-key-that-is-long-enough')
  const engine = openEngine({
    workspace,
    computer: computeHere(),
    hostPlan: hostPlanHere,
    compare: async (session) => compareWithBacktest(session),
    keys,
  })
  const started = await engine.request('paper.start', {
    document: sampleStrategy(),
    from: Date.UTC(2022, 0, 1),
    duration: 86_400_000,
    speed: null,
  })
  if (started.kind !== 'started') throw new Error(JSON.stringify(started))
  await engine.request('live.ended', { run: started.run })
  await engine.close()
  rmSync(workspace, { recursive: true, force: true })
  expect(received.map(({ body }) => (JSON.parse(body) as { notice: Notice }).notice.kind)).toContain('run-ended')
  for (const { headers, body } of received) {
    const signed = createHmac('sha256', 'a-key-that-is-long-enough')
      .update(`${headers['weir-timestamp'] as string}.${body}`)
      .digest('hex')
    expect(headers['weir-signature']).toBe(`v1=${signed}`)
  }

  const told: Notice[] = []
  const alerts = openAlerts({
    settings: alertSettingsSchema.parse({}),
    secret: async () => undefined,
    tell: (notice) => void told.push(notice),
  })
  const watch = alerts.watch({ run: 'r', strategy: 'Cross', mode: 'live' }, () => ['canary-key'])
  watch.alert({ time: 1, code: 'KEY_REFUSED', message: 'the exchange says canary-key is bad' })
  await alerts.close()
  expect(told).toMatchObject([{ sentence: 'the exchange says [removed] is bad' }])
})
