import { createWriteStream, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { parquetWriteFile } from 'hyparquet-writer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allocateCandles, sliceCandles, type Candles } from '../../engine/market/candles.ts'
import { exportCsv, exportParquet } from '../../engine/market/export.ts'
import { importCandleFile, readCandleFile } from '../../engine/market/import.ts'
import { createPracticeMarket } from '../../engine/market/practice.ts'
import { openCandleStore } from '../../engine/market/store.ts'
import { expectSameCandles } from './check-candles.ts'
import { buildScript, outputOf } from '../kit/run-script.ts'
import { refused, taken } from './taken.ts'

let folder = ''
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'weir-import-'))))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string) => join(folder, name)

const market = createPracticeMarket({ seed: 11 })
const START = Date.UTC(2023, 0, 1)
const MINUTE = 60_000
const bars = market.candles('SOL/USDT', '1m', START, START + 12_000 * MINUTE)
const instrument = market.instrument('SOL/USDT')!

describe('export and reading back', () => {
  it('CSV gives the same bars', async () => {
    expect(taken(await exportCsv(bars, at('sol_usdt.csv'))).bars).toBe(12_000)
    const { candles, report } = taken(await readCandleFile(at('sol_usdt.csv')))
    expectSameCandles(candles, bars)
    expect(report).toMatchObject({
      timeframe: '1m',
      instrument: { symbol: 'SOL/USDT', tick: '0.01', lot: '0.001', calendar: '24/7' },
      derived: true,
    })
    expect(readFileSync(at('sol_usdt.csv'), 'utf8').slice(0, 62)).toMatch(/^time,open,high,low,close,volume\n2023-01-01T00:00:00Z,/)
  })

  it('CSV writes the smallest prices without exponent', async () => {
    const tiny = allocateCandles(2)
    for (const i of [0, 1]) {
      tiny.time[i] = START + i * MINUTE
      for (const name of ['open', 'high', 'low', 'close'] as const) tiny[name][i] = 1e-8 * (i + 1)
      tiny.volume[i] = 1e21
    }
    taken(await exportCsv(tiny, at('tiny.csv')))
    expect(readFileSync(at('tiny.csv'), 'utf8')).toContain(',0.00000002,0.00000002,0.00000002,0.00000002,1000000000000000000000')
    expectSameCandles(taken(await readCandleFile(at('tiny.csv'))).candles, tiny)
  })

  it('Parquet gives the same bars and the same record', async () => {
    const many = market.candles('SOL/USDT', '1m', START, START + 120_000 * MINUTE)
    expect(taken(await exportParquet(many, instrument, at('any.parquet'))).bars).toBe(120_000)
    const { candles, report } = taken(await readCandleFile(at('any.parquet')))
    expectSameCandles(candles, many)
    expect(report).toMatchObject({ instrument, derived: false, timeframe: '1m' })
  })

  it('leaves nothing half-written behind', async () => {
    const stop = new AbortController()
    const options = { signal: stop.signal, progress: () => stop.abort() }
    const many = market.candles('SOL/USDT', '1m', START, START + 120_000 * MINUTE)
    expect(refused(await exportCsv(many, at('stopped.csv'), options)).code).toBe('canceled')
    expect(refused(await exportParquet(many, instrument, at('stopped.parquet'), options)).code).toBe('canceled')
    expect(readdirSync(folder).filter((name) => name.startsWith('stopped'))).toEqual([])
    expect(refused(await exportCsv(bars, at('no/such/folder.csv'))).code).toBe('missing-file')
    expect(refused(await exportParquet(bars, instrument, at('no/such/folder.parquet'))).code).toBe('missing-file')
  })
})

describe('Parquet files of other programs', () => {
  const three = sliceCandles(bars, 0, 3)
  const doubles = (names: string[]) =>
    (['open', 'high', 'low', 'close', 'volume'] as const).map((name, i) => ({
      name: names[i],
      data: Array.from(three[name]),
      type: 'DOUBLE' as const,
    }))
  const readBack = async (columnData: Parameters<typeof parquetWriteFile>[0]['columnData'], codec?: 'GZIP' | 'UNCOMPRESSED') => {
    parquetWriteFile({ filename: at('other.parquet'), columnData, ...(codec === undefined ? {} : { codec }) })
    return readCandleFile(at('other.parquet'))
  }

  it('with times as timestamps, integers or text, under the usual names', async () => {
    const forms = [
      { name: 'timestamp', data: Array.from(three.time, (time) => new Date(time)), type: 'TIMESTAMP' as const },
      { name: 'open_time', data: Array.from(three.time, (time) => BigInt(time) * 1000n), type: 'INT64' as const },
      { name: 'date', data: Array.from(three.time, (time) => new Date(time).toISOString()), type: 'STRING' as const },
      { name: 'Unix', data: Array.from(three.time, (time) => time / 1000), type: 'DOUBLE' as const },
    ]
    for (const time of forms) {
      const { candles } = taken(await readBack([...doubles(['Open', 'HIGH', 'low', 'close_price', 'Volume SOL']), time], 'UNCOMPRESSED'))
      expectSameCandles(candles, three)
    }
    expect(forms.length).toBe(4)
  })

  it('are judged like any file: the row is the line', async () => {
    const columns = doubles(['open', 'high', 'low', 'close', 'volume'])
    const time = { name: 'time', data: Array.from(three.time, (time) => new Date(time)), type: 'TIMESTAMP' as const }
    const broken = columns.map((column) => (column.name === 'high' ? { ...column, data: column.data.with(1, 0.5) } : column))
    expect(refused(await readBack([time, ...broken]))).toMatchObject({ code: 'high-below-low', line: 2, column: 3 })
    const holes = columns.map((column) => (column.name === 'close' ? { ...column, data: column.data.with(2, NaN) } : column))
    expect(refused(await readBack([time, ...holes]))).toMatchObject({ code: 'not-a-number', line: 3 })
    expect(refused(await readBack([time, ...columns.slice(1)])).message).toContain('no column for open')
    expect(refused(await readBack(columns)).message).toContain('no column for time')
  })

  it('that are damaged are refused, whatever the damage', async () => {
    taken(await exportParquet(three, instrument, at('whole.parquet')))
    const bytes = readFileSync(at('whole.parquet'))
    let refusals = 0
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), fc.nat(bytes.length), async (where, flip, cut) => {
        const broken = Buffer.from(bytes)
        broken[where] ^= flip
        writeFileSync(at('broken.parquet'), cut % 3 === 0 ? broken.subarray(0, cut) : broken)
        const outcome = await readCandleFile(at('broken.parquet'))
        if (!outcome.ok) refusals++
      }),
      { numRuns: 300 },
    )
    expect(refusals).toBeGreaterThan(100)
    writeFileSync(at('text.parquet'), 'time,open\n1,2\n')
    expect(refused(await readCandleFile(at('text.parquet'))).code).toBe('unknown-layout')
    expect(refused(await readCandleFile(at('nowhere.parquet'))).code).toBe('missing-file')
  })
})

describe('import into the store', () => {
  const newStore = () => openCandleStore(mkdtempSync(join(folder, 'workspace-')))
  async function fileOf(candles: Candles, name: string): Promise<string> {
    taken(await exportCsv(candles, at(name)))
    return at(name)
  }

  it('puts a file, its record and more of it later into one series', async () => {
    const store = newStore()
    const first = taken(await importCandleFile(await fileOf(sliceCandles(bars, 0, 7000), 'sol_usdt.csv'), store))
    expect(first.written).toEqual({ added: 7000, duplicates: 0, replaced: 0, bars: 7000 })
    const more = taken(await importCandleFile(await fileOf(sliceCandles(bars, 6000, 12_000), 'sol_usdt.csv'), store))
    expect(more.written).toEqual({ added: 5000, duplicates: 1000, replaced: 0, bars: 12_000 })
    const loaded = taken(await store.load('SOL/USDT', '1m'))
    expectSameCandles(loaded.candles, bars)
    expect(loaded.instrument).toMatchObject({ symbol: 'SOL/USDT', tick: '0.01', lot: '0.001' })
  })

  it('turns a file round that runs from newest to oldest, over many chunks', async () => {
    const store = newStore()
    const lines = readFileSync(await fileOf(bars, 'sol_usdt.csv'), 'utf8')
      .trimEnd()
      .split('\n')
    writeFileSync(at('sol_usdt_back.csv'), [lines[0], ...lines.slice(1).reverse()].join('\n'))
    const { report, written } = taken(await importCandleFile(at('sol_usdt_back.csv'), store))
    expect([report.reversed, written.bars]).toEqual([true, 12_000])
    expectSameCandles(taken(await store.load('SOL/USDT', '1m')).candles, bars)
  })

  it('imports nothing of a file with one broken row at its end, or one bar that differs from the store, and names the line', async () => {
    const store = newStore()
    const path = await fileOf(bars, 'sol_usdt.csv')
    const text = readFileSync(path, 'utf8').trimEnd().split('\n')
    writeFileSync(path, [...text.slice(0, -1), text.at(-1)!.replace(/,[^,]*$/, ',-1')].join('\n'))
    expect(refused(await importCandleFile(path, store))).toMatchObject({ code: 'negative', line: 12_001, column: 6 })
    expect(taken(await store.list()).series).toEqual([])
    taken(await store.write(sliceCandles(bars, 9000, 9100), '1m', instrument))
    writeFileSync(path, text.with(9051, text[9051].replace(/,[^,]*$/, ',1')).join('\n'))
    expect(refused(await importCandleFile(path, store))).toMatchObject({ code: 'conflict', line: 9052, file: path })
    expect(taken(await store.load('SOL/USDT', '1m')).candles.length).toBe(100)
    const { written } = taken(await importCandleFile(path, store, { replace: true }))
    expect(written).toEqual({ added: 11_900, duplicates: 99, replaced: 1, bars: 12_000 })
    // The record that came with the first bars is kept: a derived one is worth less.
    expect(taken(await store.load('SOL/USDT', '1m')).instrument).toEqual(instrument)
  })

  it('begins again, without a trace of the first reading, where a quote turns up far down', async () => {
    const store = newStore()
    const many = market.candles('SOL/USDT', '1m', START, START + 40_000 * MINUTE)
    const path = await fileOf(many, 'sol_usdt.csv')
    const text = readFileSync(path, 'utf8').split('\n')
    writeFileSync(path, text.with(35_000, text[35_000].replace(/[^,]*$/, '"$&"')).join('\n'))
    const { written } = taken(await importCandleFile(path, store))
    expect(written).toEqual({ added: 40_000, duplicates: 0, replaced: 0, bars: 40_000 })
  })

  it('stops when asked and leaves the store as it was', async () => {
    const store = newStore()
    const stop = new AbortController()
    const path = await fileOf(market.candles('SOL/USDT', '1m', START, START + 150_000 * MINUTE), 'sol_usdt.csv')
    const problem = refused(await importCandleFile(path, store, { signal: stop.signal, progress: (done) => done > 1e6 && stop.abort() }))
    expect(problem.code).toBe('canceled')
    expect(taken(await store.list()).series).toEqual([])
  })

  it('holds a big file in little memory', async () => {
    const path = at('big_btc_usdt.csv')
    const out = createWriteStream(path)
    const count = 700_000
    for (let from = 0; from < count; from += 10_000) {
      let text = ''
      for (let i = from; i < from + 10_000; i++)
        text += `${START + i * MINUTE},42283.58,42554.57,42261.02,42475.23,${i}.12345,${START + (i + 1) * MINUTE - 1},53966524.44,4632,648.12,27497113.25,0\n`
      if (!out.write(text)) await once(out, 'drain')
    }
    out.end()
    await once(out, 'finish')
    const run = await buildScript('market/import-big.script.ts')
    const { bars: stored, megabytes } = JSON.parse(await outputOf(run(path, mkdtempSync(join(folder, 'workspace-'))))) as {
      bars: number
      megabytes: number
    }
    rmSync(path)
    expect(stored).toBe(count)
    expect(megabytes).toBeLessThan(300)
    expect(existsSync(path)).toBe(false)
  })
})
