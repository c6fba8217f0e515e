import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { reportSchema } from '../../engine/protocol/report.ts'
import { buildReport } from '../../engine/report/report.ts'
import { compareRuns } from '../../engine/runs/compare.ts'
import { makeRecord } from '../../engine/runs/record.ts'
import { openRunStore } from '../../engine/runs/store.ts'
import { dataKeyOf, openTriedLedger } from '../../engine/runs/tried.ts'
import { order, outcome, stream, trade } from '../report/outcomes.ts'

let workspace: string
beforeEach(() => (workspace = mkdtempSync(join(tmpdir(), 'weir-runs-'))))
afterEach(() => rmSync(workspace, { recursive: true, force: true }))

const idOf = (digit: string) => digit.repeat(32)
const document = {
  slots: {},
  nodes: { fast: { type: 'indicator.sma', version: 1, params: { period: 10 } } },
  wires: [{ from: 'a.x', to: 'b.y' }],
}

function record(runId: string, savedAt = 1, rest: Parameters<typeof outcome>[0] = { curve: [100, 110] }) {
  return makeRecord(buildReport({ ...outcome(rest), runId }), document, savedAt, { engine: '0.1.0' })
}

describe('records', () => {
  test('come back as they were saved, latest first', async () => {
    const store = openRunStore(workspace)
    expect(await store.list()).toEqual({ runs: [], skipped: [] })
    await store.save(record(idOf('a'), 1))
    await store.save(record(idOf('b'), 3))
    await store.save(record(idOf('c'), 2))
    const { runs } = await store.list()
    expect(runs.map(({ runId }) => runId[0])).toEqual(['b', 'c', 'a'])
    expect(await store.find('bbbb')).toEqual({ ok: true, record: record(idOf('b'), 3) })
    expect(await store.find('latest')).toEqual({ ok: true, record: record(idOf('b'), 3) })
  })

  test('hold figures, trades and document, but no columns, orders or denial rows', () => {
    const curve = Array.from({ length: 5_000 }, (_, i) => 100 + (i % 17))
    const kept = record(idOf('a'), 1, { curve, trades: [trade({})], orders: [order({})] })
    expect(reportSchema.parse(kept.report)).toEqual(kept.report)
    expect(kept.report.trades).toHaveLength(1)
    expect(kept.report.orders).toEqual([])
    expect(kept.document).toEqual(document)
    expect(kept.report.equity.length).toBeLessThanOrEqual(1_000)
    expect(kept.report.equityRule.rows).toBe(5_000)
  })

  test('are found by the first digits, if those say which', async () => {
    const store = openRunStore(workspace)
    await store.save(record(`aaaa1${'0'.repeat(27)}`))
    await store.save(record(`aaaa2${'0'.repeat(27)}`))
    expect(await store.find('aaaa1')).toMatchObject({ ok: true })
    expect(await store.find('aaaa')).toEqual({ ok: false, message: '"aaaa" begins the ids of 2 runs; give more digits' })
    expect(await store.find('bbbb')).toMatchObject({ ok: false, message: expect.stringContaining('no run "bbbb"') })
  })

  test.each(['', '..', '../../etc/passwd', 'a/b', '*', 'aaa'])('%j is no run id', async (prefix) => {
    expect(await openRunStore(workspace).remove(prefix)).toMatchObject({ ok: false, message: expect.stringContaining('is no run id') })
  })

  test('are deleted one by one', async () => {
    const store = openRunStore(workspace)
    await store.save(record(idOf('a')))
    await store.save(record(idOf('b')))
    expect(await store.remove('aaaa')).toEqual({ ok: true, runId: idOf('a') })
    expect((await store.list()).runs.map(({ runId }) => runId)).toEqual([idOf('b')])
    expect(await store.remove('aaaa')).toMatchObject({ ok: false })
  })

  test('damaged ones are passed over with a sentence', async () => {
    const store = openRunStore(workspace)
    await store.save(record(idOf('a')))
    await store.save(record(idOf('b')))
    const path = (digit: string) => join(workspace, 'runs', `${idOf(digit)}.json`)
    const whole = readFileSync(path('a'), 'utf8')
    writeFileSync(path('a'), whole.slice(0, whole.length / 2))
    writeFileSync(path('c'), '')
    writeFileSync(path('d'), JSON.stringify({ format: 'weir-run', formatVersion: 99 }))
    writeFileSync(path('e'), whole)
    mkdirSync(path('f'))
    writeFileSync(join(workspace, 'runs', 'notes.json'), 'mine')
    const { runs, skipped } = await store.list()
    expect(runs.map(({ runId }) => runId)).toEqual([idOf('b')])
    expect(skipped).toHaveLength(5)
    expect(skipped[0]).toContain('cut off')
    expect(skipped[2]).toContain('not a run record')
    expect(skipped[3]).toContain('another run')
    expect(skipped[4]).toContain('it is a folder')
  })

  test('two writers and a reader never see half a record', async () => {
    const [one, two, reader] = [openRunStore(workspace), openRunStore(workspace), openRunStore(workspace)]
    const curve = Array.from({ length: 500 }, (_, i) => 100 + i)
    const answers = new Set<string>()
    const read = async () => {
      const found = await reader.find(idOf('a'))
      answers.add(found.ok ? 'whole' : found.message.slice(0, 6))
    }
    const write = (n: number) => (n % 2 === 0 ? one : two).save(record(idOf('a'), n, { curve }))
    await Promise.all(Array.from({ length: 60 }, (_, n) => (n % 3 === 0 ? read() : write(n))))
    await read()
    expect(answers).toContain('whole')
    expect(answers.size).toBeLessThanOrEqual(answers.has('no run') ? 2 : 1)
    expect(readdirSync(join(workspace, 'runs'))).toEqual([`${idOf('a')}.json`])
  })

  test('what a killed process left is cleared away an hour later', async () => {
    const store = openRunStore(workspace)
    await store.save(record(idOf('a')))
    const [old, fresh] = ['old', 'fresh'].map((name) => join(workspace, 'runs', `.${name}.tmp`))
    writeFileSync(old, '{')
    writeFileSync(fresh, '{')
    utimesSync(old, new Date(Date.now() - 4e6), new Date(Date.now() - 4e6))
    await store.save(record(idOf('b')))
    expect(readdirSync(join(workspace, 'runs')).filter((name) => name.endsWith('.tmp'))).toEqual(['.fresh.tmp'])
  })

  test('a workspace that cannot be written is a sentence, not a failure', async () => {
    const file = join(workspace, 'file')
    writeFileSync(file, '')
    expect(await openRunStore(file).save(record(idOf('a')))).toMatchObject({
      ok: false,
      message: expect.stringContaining('was not recorded'),
    })
    expect(await openTriedLedger(file).count('s', 'p', 'd')).toBe(null)
  })
})

describe('variants tried', () => {
  test('count distinct plans and data of a strategy, across restarts and writers', async () => {
    const count = (plan: string, data: string, strategy = 'sma-cross') => openTriedLedger(workspace).count(strategy, plan, data)
    expect(await count('p1', 'd1')).toBe(1)
    expect(await count('p1', 'd1')).toBe(1)
    expect(await count('p2', 'd1')).toBe(2)
    expect(await count('p2', 'd2')).toBe(3)
    expect(await count('p1', 'd1', 'other')).toBe(1)
    await Promise.all(Array.from({ length: 20 }, (_, n) => count(`q${n % 10}`, 'd1')))
    expect(await count('p1', 'd1')).toBe(13)
  })

  test('a torn line counts for nothing and hides nothing', async () => {
    const ledger = openTriedLedger(workspace)
    await ledger.count('s', 'p1', 'd1')
    writeFileSync(join(workspace, 'runs/tried/s.txt'), '\np1 d1\n\np2 ')
    expect(await ledger.count('s', 'p3', 'd1')).toBe(2)
    expect(await ledger.count('s', 'p1', 'd1')).toBe(2)
  })

  test('a strategy id cannot lead out of the folder', async () => {
    await expect(openTriedLedger(workspace).count('../x', 'p', 'd')).rejects.toThrow('no strategy id')
  })

  test('data are the candles of every stream', () => {
    const [a, b] = [stream, { ...stream, dataKey: 'd1' }]
    expect(dataKeyOf({ streams: [a] })).not.toBe(dataKeyOf({ streams: [b] }))
    expect(dataKeyOf({ streams: [a, b] })).not.toBe(dataKeyOf({ streams: [b, a] }))
    expect(dataKeyOf({ streams: [{ ...a, source: 'moved.csv' }] })).toBe(dataKeyOf({ streams: [a] }))
  })
})

describe('comparing', () => {
  const other = {
    ...record(idOf('b'), 2, { curve: [100, 120] }),
    document: {
      ...document,
      nodes: { fast: { ...document.nodes.fast, params: { period: 20 } } },
      wires: [{ from: 'a.x', to: 'c.z' }],
      view: { positions: {} },
    },
  }
  const { figures, differences } = compareRuns(record(idOf('a')), other)
  test('every figure of both', () => {
    expect(figures.find(({ id }) => id === 'finalEquity')).toMatchObject({ a: '110', b: '120' })
    expect(figures.length).toBe(record(idOf('a')).report.figures.length)
  })
  test('what differed going in, and nothing of the looks', () => {
    expect(differences).toEqual([
      { what: 'strategy.nodes.fast.params.period', a: '10', b: '20' },
      { what: 'strategy.wires.a.x → b.y', a: 'wired', b: '–' },
      { what: 'strategy.wires.a.x → c.z', a: '–', b: 'wired' },
    ])
  })
  test('a run equals itself', () => expect(compareRuns(other, other).differences).toEqual([]))
})
