import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { contentKey } from '../../engine/market/content-key.ts'
import { exportCsv, exportParquet } from '../../engine/market/export.ts'
import { resample } from '../../engine/market/resample.ts'
import { openCandleStore } from '../../engine/market/store.ts'
import { createPracticeMarket } from '../../engine/market/practice.ts'
import { openSource, type SourceOptions } from '../../engine/market/sources.ts'
import { expectSameCandles } from './check-candles.ts'
import { refused, taken } from './taken.ts'

const open = async (spec: string, options?: SourceOptions) => taken(await openSource(spec, options)).source
const refusal = async (spec: string, options?: SourceOptions) => refused(await openSource(spec, options))
const from = Date.UTC(2022, 0, 1)
const to = Date.UTC(2022, 1, 1)

describe('sources of candles', () => {
  it('open the practice market by seed and symbol', async () => {
    const source = await open('ETH/USDT@practice:seed=9')
    expect(source.name).toBe('practice market (simulated), seed 9')
    expect(source.instrument.symbol).toBe('ETH/USDT')
    const loaded = taken(await source.candles('1h', from, to))
    expectSameCandles(loaded.candles, createPracticeMarket({ seed: 9 }).candles('ETH/USDT', '1h', from, to))
    expect(loaded.dataKey).toBe(contentKey(loaded.candles, '1h'))
    const other = taken(await (await open('practice:seed=9', { symbol: 'ETH/USDT' })).candles('1h', from, to))
    expect(other.dataKey).toBe(loaded.dataKey)
    const elsewhere = taken(await (await open('practice:seed=10', { symbol: 'ETH/USDT' })).candles('1h', from, to))
    expect(elsewhere.dataKey).not.toBe(loaded.dataKey)
  })

  it('have more than 100,000 hours of practice when no range is named', async () => {
    const { range } = await open('practice')
    expect((range.to - range.from) / 3_600_000).toBeGreaterThan(100_000)
  })

  it('take settings for outages and short selling', async () => {
    expect((await open('practice:gaps=2,margin')).instrument.shortable).toBe(true)
    expect((await open('practice:gaps=2')).name).toContain('2 outages a month')
    // A bar counts as incomplete exactly where minutes of it are missing.
    const broken = await open('practice:gaps=9')
    const minutes = taken(await broken.candles('1m', from, to)).candles
    for (const longer of ['1h', '1d', '3d'] as const) {
      const { incomplete, candles } = taken(await broken.candles(longer, from, to - 2 * 86_400_000))
      const made = resample(minutes, '1m', longer, { partial: 'keep' })
      const shift = made.candles.time.indexOf(candles.time[0])
      expect(incomplete).toEqual(made.incomplete.map((row) => row - shift).filter((row) => row >= 0 && row < candles.length))
      expect(incomplete.length).toBeGreaterThan(3)
    }
    expect((await refusal('practice:seed=x')).code).toBe('unknown-option')
    expect((await refusal('practice:speed=2')).message).toContain('"speed=2"')
  })

  it('refuse what they do not know, in words', async () => {
    expect((await refusal('XYZ/USDT@practice')).message).toContain('BTC/USDT, ETH/USDT')
    expect((await refusal('nowhere')).code).toBe('unknown-source')
    expect((await refusal('sp500', { symbol: 'BTC/USDT' })).code).toBe('unknown-symbol')
    expect((await refusal('practice', { signal: AbortSignal.abort() })).code).toBe('canceled')
    expect(refused(await (await open('practice')).candles('1h', 0, 1000)).code).toBe('range')
  })
})

describe('sources from the store', () => {
  it('give the stored timeframe, or build a longer one from the longest that divides it', async () => {
    const workspace = mkdtempSync(join(tmpdir(), 'weir-sources-'))
    try {
      expect((await refusal('store')).code).toBe('no-data')
      expect((await refusal('store', { workspace })).code).toBe('no-data')
      const store = openCandleStore(workspace)
      const market = createPracticeMarket({ seed: 4 })
      const instrument = market.instrument('BTC/USDT')!
      for (const timeframe of ['5m', '1h'] as const)
        taken(await store.write(market.candles('BTC/USDT', timeframe, from, to), timeframe, instrument))
      const source = await open('store', { workspace })
      expect([source.timeframe, source.range]).toEqual(['5m', { from, to }])
      const hours = taken(await source.candles('1h', from, to))
      expectSameCandles(hours.candles, market.candles('BTC/USDT', '1h', from, to))
      expect(hours.builtFrom).toBeUndefined()
      const days = taken(await source.candles('1d', from, to))
      expectSameCandles(days.candles, market.candles('BTC/USDT', '1d', from, to))
      expect(days.builtFrom).toBe('1h')
      // The same bars have the same key from every source.
      const direct = taken(await (await open('practice:seed=4')).candles('1d', from, to))
      expect(days.dataKey).toBe(direct.dataKey)
      expect(taken(await source.candles('15m', from, to)).builtFrom).toBe('5m')
      expect(refused(await source.candles('1m', from, to)).code).toBe('too-fine')
      taken(await store.write(market.candles('ETH/USDT', '1h', from, to), '1h', market.instrument('ETH/USDT')!))
      expect((await refusal('store', { workspace })).message).toContain('BTC/USDT, ETH/USDT')
      expect((await open('ETH/USDT@store', { workspace })).timeframe).toBe('1h')
      expect((await refusal('SOL/USDT@store', { workspace })).code).toBe('unknown-symbol')
    } finally {
      rmSync(workspace, { recursive: true })
    }
  })
})

describe('sources from files', () => {
  it('read CSV and Parquet, and build longer bars from them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'weir-sources-'))
    try {
      const market = createPracticeMarket({ seed: 4 })
      const bars = market.candles('ETH/USDT', '15m', from, to)
      taken(await exportCsv(bars, join(folder, 'eth_usdt.csv')))
      taken(await exportParquet(bars, market.instrument('ETH/USDT')!, join(folder, 'eth.parquet')))
      for (const name of ['eth_usdt.csv', 'eth.parquet']) {
        const source = await open(join(folder, name))
        expect([source.name, source.instrument.symbol, source.timeframe, source.range]).toEqual([name, 'ETH/USDT', '15m', { from, to }])
        const days = taken(await source.candles('1d', from, to))
        expectSameCandles(days.candles, market.candles('ETH/USDT', '1d', from, to))
        expect(refused(await source.candles('5m', from, to)).code).toBe('too-fine')
      }
      expect((await open(`ABC/USD@${join(folder, 'eth_usdt.csv')}`)).instrument.symbol).toBe('ABC/USD')
      expect((await open(join(folder, 'eth_usdt.csv'), { symbol: 'BTC/USDT' })).instrument.symbol).toBe('ETH/USDT')
      expect((await refusal(join(folder, 'none.csv'))).code).toBe('missing-file')
      expect((await refusal(folder)).code).toBe('folder')
      writeFileSync(
        join(folder, 'bad.csv'),
        'time,open,high,low,close,volume\n2024-01-01,1,2,1,1,1\n2024-01-02,1,0.5,1,1,1\n2024-01-03,1,2,1,1,1\n2024-01-04,1,2,1,1,1\n',
      )
      expect((await refusal(join(folder, 'bad.csv'))).line).toBe(3)
      expect(taken(await openSource(join(folder, 'bad.csv'), { skipBad: true })).report).toMatchObject({ skipped: 1, bars: 3 })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

it('make the practice market in pieces: the same bars as in one go, and it can be stopped between two', async () => {
  const source = await open('practice:gaps=3')
  const [begin, end] = [Date.UTC(2020, 0, 1, 3, 7), Date.UTC(2020, 2, 1, 11, 11)]
  const seen: number[] = []
  const whole = taken(await source.candles('1m', begin, end, { progress: (done, total) => seen.push(done / total) }))
  expectSameCandles(whole.candles, createPracticeMarket({ gaps: 3 }).candles('BTC/USDT', '1m', begin, end))
  expect(seen.length).toBeGreaterThan(2)
  expect(seen.at(-1)).toBe(1)
  const stopper = new AbortController()
  // Other bars: those of before are kept.
  const stopped = await source.candles('1m', begin - 86_400_000, end, { signal: stopper.signal, progress: () => stopper.abort() })
  expect(refused(stopped).code).toBe('canceled')
})
