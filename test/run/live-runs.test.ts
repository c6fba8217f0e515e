import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { openEngine, type Engine, type EngineOptions } from '../../engine/main.ts'
import { detail } from '../../engine/protocol/profiles.ts'
import { computeHere } from '../../engine/run/compute.ts'
import { compareWithBacktest } from '../../engine/run/parity.ts'
import { hostPlanHere } from '../../engine/run/plan-host.ts'
import { sampleStrategy } from '../kit/strategy.ts'

const open: (() => Promise<void>)[] = []
const HOUR = 3_600_000
const DAY = 24 * HOUR

afterEach(async () => {
  vi.useRealTimers()
  for (const close of open.splice(0)) await close()
})
function engineFor(options: Partial<EngineOptions> = {}): Engine {
  const workspace = mkdtempSync(join(tmpdir(), 'weir-live-'))
  const engine = openEngine({
    workspace,
    computer: computeHere(),
    hostPlan: hostPlanHere,
    compare: async (session) => compareWithBacktest(session),
    ...options,
  })
  open.push(async () => {
    await engine.close()
    rmSync(workspace, { recursive: true, force: true })
  })
  return engine
}
const month = { document: sampleStrategy(), from: Date.UTC(2022, 0, 1), duration: 30 * 86_400_000, speed: null }

async function ended(engine: Engine, input: object = month) {
  const started = await engine.request('paper.start', input as typeof month)
  if (started.kind !== 'started') throw new Error(JSON.stringify(started))
  const answer = await engine.request('live.ended', { run: started.run })
  if (!answer.ok) throw new Error(answer.message)
  return answer.status
}

describe('a paper run', () => {
  test('that has ended takes no act, and its journal stays whole', async () => {
    const engine = engineFor()
    const { run, parity } = await ended(engine)
    expect(parity).toMatchObject({ unexplained: 0 })
    for (const act of ['stop', 'kill', 'release', 'end'] as const) {
      expect(await engine.request('live.operate', { run, act })).toMatchObject({
        ok: false,
        message: expect.stringContaining('not at work'),
      })
    }
    expect(await engine.request('journal.verify', { run })).toMatchObject({ verdict: { ok: true, closed: true } })
    expect(await engine.request('live.status', { run })).toMatchObject({ status: { state: 'ended' } })
  })

  test('T-PARITY that goes on for days is compared every day, and it is on record', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] })
    let compared = 0
    const engine = engineFor({
      compare: async (session) => {
        compared++
        return compareWithBacktest(session)
      },
    })
    const started = await engine.request('paper.start', { document: sampleStrategy(), duration: 30 * DAY, speed: 1 })
    if (started.kind !== 'started') throw new Error(JSON.stringify(started))
    const { run } = started
    const seen: number[] = []
    for (let hour = 0; hour < 75; hour++) {
      await vi.advanceTimersByTimeAsync(HOUR)
      seen.push(compared)
    }
    expect([seen[22], seen[25], seen[49], seen[74]]).toEqual([0, 1, 2, 3])
    const answer = await engine.request('live.status', { run })
    expect(answer).toMatchObject({ ok: true, status: { state: 'active', parity: { unexplained: 0, steps: expect.any(Number) } } })
    await engine.request('live.operate', { run, act: 'end' })
    await engine.request('live.ended', { run })
    const kept = await engine.request('journal.read', { run, kinds: ['parity'] })
    expect(kept).toMatchObject({ ok: true, records: Array.from({ length: 4 }, () => ({ kind: 'parity' })) })
  })

  test('that cannot be compared says so, and is closed in order', async () => {
    const engine = engineFor({ compare: () => Promise.reject(new Error('planted')) })
    const status = await ended(engine)
    expect(status.parity).toBeNull()
    expect(status.alerts.map(({ code }) => code)).toContain('PARITY_FAILED')
    expect(await engine.request('journal.verify', { run: status.run })).toMatchObject({ verdict: { ok: true, closed: true } })
  })

  test('is not begun under a fill profile it cannot keep', async () => {
    const reply = await engineFor().request('paper.start', { ...month, fillProfile: detail })
    expect(reply).toMatchObject({ kind: 'not-run', problems: [{ message: expect.stringContaining('needs bars shorter') }] })
  })

  test('goes over gaps like its backtest', async () => {
    const status = await ended(engineFor(), { ...month, data: 'practice:gaps=30' })
    expect(status.steps).toBeLessThan(720)
    expect(status.fills).toBeGreaterThan(2)
    expect(status.parity).toMatchObject({ differences: [], unexplained: 0 })
  })

  test('several at once keep to themselves', async () => {
    const engine = engineFor()
    const all = await Promise.all([ended(engine), ended(engine), ended(engine, { ...month, capital: '500' })])
    expect(new Set(all.map(({ run }) => run)).size).toBe(3)
    expect(all[0].equity).toBe(all[1].equity)
    expect(all[2].equity).not.toBe(all[0].equity)
    for (const { journal, run } of all) {
      const text = readFileSync(join(journal!.folder, '000001.ndjson'), 'utf8')
      expect([...text.matchAll(/"run":"([0-9a-f]{32})"/g)].every(([, own]) => own === run)).toBe(true)
    }
  })
})
