import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { segmentFile } from '../../engine/journal/files.ts'
import { readJournal } from '../../engine/journal/read.ts'
import type { JournalRecord } from '../../engine/journal/record.ts'
import { openJournal } from '../../engine/journal/writer.ts'
import { openEngine, type Engine } from '../../engine/main.ts'
import { computeHere } from '../../engine/run/compute.ts'
import { compareWithBacktest } from '../../engine/run/parity.ts'
import { hostPlanHere } from '../../engine/run/plan-host.ts'
import { sampleStrategy } from '../kit/strategy.ts'

const DAY = 86_400_000
const workspace = mkdtempSync(join(tmpdir(), 'weir-kept-'))
let engine: Engine
const journalOf = (run: string) => join(workspace, 'live', run, 'journal')
const there = () => readdirSync(join(workspace, 'live')).toSorted()

async function paper(days: number): Promise<string> {
  const from = Date.UTC(2022, 0, 1)
  const started = await engine.request('paper.start', { document: sampleStrategy(), from, duration: days * DAY, speed: null })
  if (started.kind !== 'started') throw new Error(JSON.stringify(started))
  await engine.request('live.ended', { run: started.run })
  return started.run
}

/** The journal of another run with the same records, as if they had been live and were written 100 days ago. */
function longAgo(run: string, of: string, mode: 'paper' | 'live', isClosed = true): void {
  const records: JournalRecord[] = []
  readJournal(journalOf(of), (record) => void records.push(record))
  const clock = { wall: () => Date.now() - 100 * DAY, mono: () => 0 }
  const journal = openJournal({ folder: journalOf(run), run, signer: null, engineVersion: 'test', clock, onFailure() {} })
  for (const { kind, body } of records) {
    if (kind === 'segment' || kind === 'closed') continue
    journal.append(kind, kind === 'start' ? { ...(body as object), mode } : body)
  }
  journal.sync()
  if (isClosed) journal.close('the time asked for is over')
}

const ids = (names: readonly string[]) => Object.fromEntries(names.map((name, i) => [name, String(i).repeat(32)]))
const runs = ids(['paper', 'flat', 'holding', 'cut short', 'broken'])

beforeAll(async () => {
  engine = openEngine({
    workspace,
    computer: computeHere(),
    hostPlan: hostPlanHere,
    compare: async (session) => compareWithBacktest(session),
  })
})
afterAll(async () => {
  await engine.close()
  rmSync(workspace, { recursive: true, force: true })
})

describe('journals in the workspace', () => {
  test('are listed by a look at their ends, exported as one file, and let go when they are old and nothing hangs on them', async () => {
    const [short, long] = [await paper(1), await paper(20)]
    const status = await engine.request('live.status', { run: long })
    // Held until the end: what this test tells apart.
    expect(status).toMatchObject({ ok: true, status: { positions: [{}] } })
    longAgo(runs['paper'], long, 'paper')
    longAgo(runs['flat'], short, 'live')
    longAgo(runs['holding'], long, 'live')
    longAgo(runs['cut short'], short, 'live', false)
    longAgo(runs['broken'], short, 'paper')
    const { journals } = await engine.request('journal.list', {})
    expect(journals).toHaveLength(7)
    const flat = journals.find(({ run }) => run === runs['flat'])!
    const { records } = readJournal(journalOf(runs['flat']), () => {})
    expect(flat).toMatchObject({ mode: 'live', strategy: sampleStrategy().name, signed: false, state: 'ended', records })
    expect(flat.last! - flat.first!).toBeLessThan(DAY)
    expect(Date.now() - flat.last!).toBeGreaterThan(99 * DAY)
    expect(journals.find(({ run }) => run === runs['cut short'])).toMatchObject({ state: 'lost' })

    const exported = await engine.request('journal.export', { run: runs['flat'] })
    if (!exported.ok) throw new Error(exported.message)
    const file = join(workspace, 'one.weir-journal')
    writeFileSync(file, [...exported.pieces].join(''))
    const [one, other] = [
      await engine.request('journal.verify', { folder: file }),
      await engine.request('journal.verify', { run: runs['flat'] }),
    ]
    expect(one).toMatchObject({ ok: true, verdict: { ok: true, records, run: runs['flat'] } })
    expect(other).toMatchObject({ verdict: { records } })
    expect(await engine.request('journal.replay', { folder: file })).toMatchObject({ ok: true, verdict: { differences: [] } })

    const segment = segmentFile(journalOf(runs['broken']), 1)
    writeFileSync(segment, readFileSync(segment, 'utf8').replace('"kind":"bars"', '"kind":"barz"'))
    expect(await engine.request('journal.export', { run: runs['broken'] })).toMatchObject({
      ok: false,
      message: expect.stringContaining('is broken') as string,
    })

    const before = there()
    const plan = await engine.pruneJournals(90 * DAY, false)
    const why = Object.fromEntries(plan.map(({ run, kept }) => [run, kept]))
    expect(Object.keys(why).toSorted()).toEqual(Object.values(runs).toSorted())
    expect(why).toMatchObject({ [runs['paper']]: null, [runs['flat']]: null })
    expect(why[runs['holding']]).toMatch(/not flat: it ended with a position/)
    expect(why[runs['cut short']]).toMatch(/gone on with/)
    expect(why[runs['broken']]).toMatch(/it is broken/)
    expect(there()).toEqual(before)
    expect(await engine.pruneJournals(101 * DAY, true)).toEqual([])
    expect(there()).toEqual(before)
    await engine.pruneJournals(90 * DAY, true)
    expect(there()).toEqual(before.filter((run) => run !== runs['paper'] && run !== runs['flat']))
  })

  test('a run that is at work stays, however old its last record', async () => {
    const started = await engine.request('paper.start', { document: sampleStrategy(), from: Date.UTC(2022, 0, 1), speed: 1 })
    if (started.kind !== 'started') throw new Error(JSON.stringify(started))
    await new Promise((resolve) => setTimeout(resolve, 5))
    const found = (await engine.pruneJournals(0, true)).find(({ run }) => run === started.run)
    expect(found?.kept).toBe('its run is at work')
    expect(there()).toContain(started.run)
  })
})
