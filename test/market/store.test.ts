import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { allocateCandles, candlesBetween, sliceCandles, type Candles } from '../../engine/market/candles.ts'
import { chunksOf, contentKey } from '../../engine/market/content-key.ts'
import { createPracticeMarket } from '../../engine/market/practice.ts'
import { openCandleStore } from '../../engine/market/store.ts'
import { expectSameCandles } from './check-candles.ts'
import { buildScript } from '../kit/run-script.ts'
import { refused, taken } from './taken.ts'

const market = createPracticeMarket({ seed: 5 })
const instrument = market.instrument('BTC/USDT')!
const start = Date.UTC(2022, 4, 3)
const MINUTE = 60_000
const minutes = (count: number, from = 0) => market.candles('BTC/USDT', '1m', start + from * MINUTE, start + (from + count) * MINUTE)

const folders: string[] = []
function newStore() {
  const workspace = mkdtempSync(join(tmpdir(), 'weir-store-'))
  folders.push(workspace)
  return { workspace, folder: join(workspace, 'data/BTC-USDT/1m'), store: openCandleStore(workspace) }
}
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })))

/** The same bars with one close moved. */
function altered(candles: Candles, row: number): Candles {
  const copy = allocateCandles(candles.length)
  for (const name of ['time', 'open', 'high', 'low', 'close', 'volume'] as const) copy[name].set(candles[name])
  copy.volume[row] += 1
  return copy
}

describe('candle store', () => {
  it('gives back what was written, in shared memory, with the key of its content', async () => {
    const { store, folder } = newStore()
    const bars = minutes(10_000)
    const { report } = taken(await store.write(bars, '1m', instrument))
    expect(report).toEqual({ added: 10_000, duplicates: 0, replaced: 0, bars: 10_000 })
    const loaded = taken(await store.load('BTC/USDT', '1m'))
    expectSameCandles(loaded.candles, bars)
    expect(loaded.candles.close.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(loaded.instrument).toEqual(instrument)
    expect(loaded.dataKey).toBe(contentKey(bars, '1m'))
    expect(readdirSync(folder).filter((name) => !/^\d+-[0-9a-f]{16}\.bars$/.test(name))).toEqual(['series.json'])
    expect(taken(await store.list()).series).toMatchObject([
      { symbol: 'BTC/USDT', timeframe: '1m', bars: 10_000, from: start, to: start + 10_000 * MINUTE, instrument },
    ])
  })

  it('loads any range with the key that range has anywhere', async () => {
    const { store } = newStore()
    const bars = minutes(13_000)
    taken(await store.write(bars, '1m', instrument))
    let checked = 0
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -100, max: 13_100 }), fc.integer({ min: 0, max: 13_000 }), async (row, rows) => {
        const [from, to] = [start + row * MINUTE - 1, start + (row + rows) * MINUTE]
        const loaded = taken(await store.load('BTC/USDT', '1m', { from, to }))
        const wanted = candlesBetween(bars, from, to)
        expectSameCandles(loaded.candles, wanted)
        expect(loaded.dataKey).toBe(contentKey(wanted, '1m'))
        checked += wanted.length
      }),
      { numRuns: 40 },
    )
    expect(checked).toBeGreaterThan(10_000)
  })

  it('merges pieces in any order and with overlap into the same series', async () => {
    const bars = minutes(9_000)
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8], { minLength: 9 }),
        fc.integer({ min: 0, max: 700 }),
        async (order, overlap) => {
          const { store } = newStore()
          let added = 0
          let duplicates = 0
          for (const piece of order) {
            const rows = sliceCandles(bars, piece * 1000, Math.min(9000, (piece + 1) * 1000 + overlap))
            const { report } = taken(await store.write(rows, '1m', instrument))
            added += report.added
            duplicates += report.duplicates
          }
          expect([added, duplicates]).toEqual([9000, 8 * overlap])
          expectSameCandles(taken(await store.load('BTC/USDT', '1m')).candles, bars)
        },
      ),
      { numRuns: 8 },
    )
  })

  it('refuses a bar that differs from the stored one, names it, and changes nothing', async () => {
    const { store, folder } = newStore()
    const bars = minutes(9000)
    taken(await store.write(sliceCandles(bars, 0, 6000), '1m', instrument))
    const before = readFileSync(join(folder, 'series.json'), 'utf8')
    const problem = refused(await store.write(altered(bars, 5000), '1m', instrument))
    expect(problem.code).toBe('conflict')
    expect(problem.message).toContain(new Date(bars.time[5000]).toISOString())
    expect(readFileSync(join(folder, 'series.json'), 'utf8')).toBe(before)
    expect(readdirSync(folder).length).toBe(before.match(/\.bars/g)!.length + 1)
    const { report } = taken(await store.write(altered(bars, 5000), '1m', instrument, { replace: true }))
    expect(report).toEqual({ added: 3000, duplicates: 5999, replaced: 1, bars: 9000 })
    expectSameCandles(taken(await store.load('BTC/USDT', '1m')).candles, altered(bars, 5000))
    // The chunks that were replaced are gone from the disk.
    expect(readdirSync(folder).length).toBe([...chunksOf(bars, '1m')].length + 1)
  })

  it('finds damage in any byte of a chunk and in the manifest, and names the file', async () => {
    const { store, folder } = newStore()
    taken(await store.write(minutes(5000), '1m', instrument))
    const file = readdirSync(folder).find((name) => name.endsWith('.bars'))!
    const bytes = readFileSync(join(folder, file))
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const broken = Buffer.from(bytes)
        broken[at] ^= flip
        writeFileSync(join(folder, file), broken)
        const problem = refused(await store.load('BTC/USDT', '1m'))
        expect(problem.code).toBe('corrupt')
        expect(problem.message).toContain(file)
      }),
      { numRuns: 50 },
    )
    writeFileSync(join(folder, file), bytes.subarray(0, 1000))
    expect(refused(await store.load('BTC/USDT', '1m')).message).toContain('another length')
    rmSync(join(folder, file))
    expect(refused(await store.load('BTC/USDT', '1m'))).toMatchObject({ code: 'missing-file', file: join(folder, file) })
    writeFileSync(join(folder, file), bytes)
    taken(await store.load('BTC/USDT', '1m'))
    writeFileSync(join(folder, 'series.json'), '{"format":')
    expect(refused(await store.load('BTC/USDT', '1m')).code).toBe('corrupt')
    expect(taken(await store.list()).damaged.length).toBe(1)
    taken(await store.delete('BTC/USDT', '1m'))
    expect(refused(await store.load('BTC/USDT', '1m')).code).toBe('no-data')
  })

  it('survives kill -9 in the middle of an import: the old bars stay, and the next import goes on', async () => {
    const { workspace, store, folder } = newStore()
    const first = createPracticeMarket().candles('BTC/USDT', '1m', Date.UTC(2020, 0, 1), Date.UTC(2020, 0, 1) + 6_000 * MINUTE)
    taken(await store.write(first, '1m', instrument))
    const run = await buildScript('market/endless-import.script.ts')
    const child = run(workspace)
    await new Promise<void>((resolve) => {
      let chunks = 0
      child.stdout!.on('data', (dots: Buffer) => {
        chunks += dots.length
        if (chunks >= 20) resolve()
      })
    })
    expect(refused(await store.write(first, '1m', instrument)).code).toBe('in-use')
    const ended = new Promise((resolve) => child.on('close', resolve))
    child.kill('SIGKILL')
    await ended
    // What the killed process left: chunks nobody names, perhaps a half-written file, and its lock.
    const left = readdirSync(folder)
    expect(left.filter((name) => name.endsWith('.bars')).length).toBeGreaterThan(15)
    expect(left).toContain('import.lock')
    writeFileSync(join(folder, `${left.find((name) => name.endsWith('.bars'))}.tmp`), 'half')
    expectSameCandles(taken(await store.load('BTC/USDT', '1m')).candles, first)

    const finished = left.filter((name) => name.endsWith('.bars')).map((name) => [name, statSync(join(folder, name)).mtimeMs] as const)
    const all = createPracticeMarket().candles('BTC/USDT', '1m', Date.UTC(2020, 0, 1), Date.UTC(2020, 0, 1) + 200_000 * MINUTE)
    const { report } = taken(await store.write(all, '1m', instrument))
    expect(report.bars).toBe(200_000)
    expectSameCandles(taken(await store.load('BTC/USDT', '1m')).candles, all)
    const now = readdirSync(folder)
    expect(now.filter((name) => !name.endsWith('.bars'))).toEqual(['series.json'])
    // The chunks written before the kill were taken over, not written again.
    expect(
      finished.filter(([name, written]) => now.includes(name) && statSync(join(folder, name)).mtimeMs === written).length,
    ).toBeGreaterThan(15)
  })

  it('stops when asked and leaves no trace', async () => {
    const { store, folder } = newStore()
    const stop = new AbortController()
    const bars = minutes(20_000)
    const problem = refused(
      await store.write(bars, '1m', instrument, { signal: stop.signal, progress: (done) => done > 8000 && stop.abort() }),
    )
    expect(problem.code).toBe('canceled')
    expect(existsSync(folder)).toBe(false)
    const seen: number[] = []
    taken(await store.write(bars, '1m', instrument, { progress: (done) => seen.push(done) }))
    expect(seen.at(-1)).toBe(20_000)
    expect(refused(await store.load('BTC/USDT', '1m', { signal: AbortSignal.abort() })).code).toBe('canceled')
  })

  it('reports the gaps of a series', async () => {
    const { store } = newStore()
    taken(await store.write(minutes(5000), '1m', instrument))
    taken(await store.write(minutes(100, 5200), '1m', instrument))
    const { gaps, series } = taken(await store.info('BTC/USDT', '1m'))
    expect(series.bars).toBe(5100)
    expect(gaps).toMatchObject({
      bars: 5100,
      missing: 200,
      gaps: [{ from: start + 5000 * MINUTE, to: start + 5200 * MINUTE, bars: 200 }],
      unexpected: 0,
    })
  })

  it('keeps every name inside its folder', async () => {
    const { store } = newStore()
    for (const symbol of [
      '../../etc',
      '..',
      'BTC',
      'BTC/USDT/1m',
      '../BTC',
      'BTC/..',
      './.',
      'btc/usdt',
      'BTC/US\0DT',
      'BTC\\USDT/X',
      '',
      'A/B.',
    ]) {
      expect(refused(await store.load(symbol, '1h')).code).toBe('name')
      expect(refused(await store.begin(symbol, '1h')).code).toBe('name')
      expect(refused(await store.delete(symbol, '1h')).code).toBe('name')
    }
    taken(await store.write(minutes(10), '1m', { ...instrument, symbol: 'BRK.B/USD' }))
    expect(taken(await store.list()).series[0].symbol).toBe('BRK.B/USD')
    expect(refused(await store.load('ETH/USDT', '1h')).code).toBe('no-data')
    expect(refused(await store.info('ETH/USDT', '1h')).code).toBe('no-data')
    expect(refused(await store.delete('ETH/USDT', '1h')).code).toBe('no-data')
  })
})
