import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEngine, type Engine } from '../../engine/main.ts'
import { computeHere } from '../../engine/run/compute.ts'
import { uploadFile } from '../../renderer/data/upload.ts'
import type { EngineClient } from '../../renderer/engine.ts'

let folder = ''
let engine: Engine
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-data-panel-'))
  engine = openEngine({ workspace: folder, computer: computeHere() })
})
afterAll(async () => {
  await engine.close()
  rmSync(folder, { recursive: true })
})

const client = (): EngineClient => ({
  request: engine.request as EngineClient['request'],
  on: () => () => {},
  onState: () => () => {},
})

function csv(rows: number, broken: readonly number[] = []): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const time = new Date(Date.UTC(2024, 0, 1, i)).toISOString()
    return broken.includes(i) ? `${time},100,90,95,98,1` : `${time},100,110,90,105,1.5`
  })
  return ['time,open,high,low,close,volume', ...lines, ''].join('\n')
}

const aFile = (name: string, text: string) => new File([text], name)
const calm = new AbortController().signal

test('a file is handed over, looked at, imported, listed and deleted', async () => {
  const shares: number[] = []
  const sent = await uploadFile(client(), aFile('ETHUSDT-1h.csv', csv(50)), (share) => shares.push(share), calm)
  if (!sent.ok) throw new Error(sent.message)
  expect(shares.at(-1)).toBe(1)

  const seen = await engine.request('data.preview', { file: `upload:${sent.upload}` })
  if (!seen.ok) throw new Error(seen.message)
  expect(seen.preview).toMatchObject({ symbol: 'ETH/USDT', timeframe: '1h', bars: 50, broken: 0 })
  expect(seen.preview.first).toHaveLength(5)
  expect(seen.preview.first[0]).toEqual([Date.UTC(2024, 0, 1), 100, 110, 90, 105, 1.5])
  expect(await engine.request('data.list', {})).toMatchObject({ ok: true, series: [] })

  expect(await engine.request('data.import', { file: `upload:${sent.upload}` })).toMatchObject({ ok: true, imported: { added: 50 } })
  expect(await engine.request('data.list', {})).toMatchObject({ series: [{ symbol: 'ETH/USDT', timeframe: '1h', bars: 50 }] })
  expect(await engine.request('data.remove', { symbol: 'ETH/USDT', timeframe: '1h' })).toEqual({ ok: true, bars: 50 })
  expect(await engine.request('data.list', {})).toMatchObject({ series: [] })
})

test('broken rows are named by line and import nothing unless left out', async () => {
  const sent = await uploadFile(client(), aFile('btc_usdt.csv', csv(30, [3, 7])), () => {}, calm)
  if (!sent.ok) throw new Error(sent.message)
  const file = `upload:${sent.upload}`
  const seen = await engine.request('data.preview', { file })
  if (!seen.ok) throw new Error(seen.message)
  expect(seen.preview).toMatchObject({ bars: 28, broken: 2 })
  expect(seen.preview.brokenRows[0]).toMatch(/^line 5.*90/)
  expect(seen.preview.brokenRows[1]).toMatch(/^line 9/)
  expect(await engine.request('data.import', { file })).toMatchObject({ ok: false })
  expect(await engine.request('data.import', { file, skipBad: true })).toMatchObject({ ok: true, imported: { added: 28, skipped: 2 } })
})

test('what was let go is said to be gone, and a hostile name stays in its own folder', async () => {
  const sent = await uploadFile(client(), aFile('../../../etc/x y.csv', csv(30)), () => {}, calm)
  if (!sent.ok) throw new Error(sent.message)
  expect(await engine.request('data.preview', { file: `upload:${sent.upload}` })).toMatchObject({ ok: true })
  await engine.request('data.discard', { upload: sent.upload })
  expect(await engine.request('data.preview', { file: `upload:${sent.upload}` })).toMatchObject({ ok: false })
  expect(await engine.request('data.upload', { upload: '0000', name: 'x.csv', bytes: new Uint8Array(1) })).toMatchObject({ ok: false })
})
