import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReadOptions } from '../../engine/market/reading.ts'
import { readCandleFile } from '../../engine/market/import.ts'
import { describeProblem, type Problem } from '../../engine/market/problems.ts'
import { createPracticeMarket } from '../../engine/market/practice.ts'
import { instrumentSchema } from '../../engine/money/instruments.ts'
import { expectSameCandles } from './check-candles.ts'
import { refused, taken } from './taken.ts'

let folder = ''
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'weir-csv-'))))
afterAll(() => rmSync(folder, { recursive: true }))

function fileOf(content: string | Uint8Array, name = 'bars.csv'): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const read = async (content: string | Uint8Array, options?: ReadOptions, name?: string) =>
  taken(await readCandleFile(fileOf(content, name), options))
const problemOf = async (content: string | Uint8Array, options?: ReadOptions) => refused(await readCandleFile(fileOf(content), options))
async function problemsOf(content: string, options?: ReadOptions): Promise<readonly Problem[]> {
  const outcome = await readCandleFile(fileOf(content), options)
  return outcome.ok ? [] : outcome.problems
}

const START = Date.UTC(2024, 0, 1)
const HOUR = 3_600_000
const times = [0, 1, 2].map((hour) => START + hour * HOUR)
const rows = [
  '42283.58,42554.57,42261.02,42475.23,1271.68108',
  '42475.23,42775,42431.65,42613.56,1196.37856',
  '42613.57,42638.41,42500,42581.1,685.2198',
]
const header = 'time,open,high,low,close,volume'
const wanted = {
  time: times,
  open: [42283.58, 42475.23, 42613.57],
  high: [42554.57, 42775, 42638.41],
  low: [42261.02, 42431.65, 42500],
  close: [42475.23, 42613.56, 42581.1],
  volume: [1271.68108, 1196.37856, 685.2198],
}
const columnsOf = ({ time, open, high, low, close, volume }: Record<keyof typeof wanted, ArrayLike<number>>) =>
  Object.fromEntries(Object.entries({ time, open, high, low, close, volume }).map(([name, column]) => [name, Array.from(column)]))

/** Reads a file that must hold exactly the wanted bars. */
async function wantedFrom(content: string | Uint8Array, name?: string) {
  const { candles, report } = await read(content, {}, name)
  expect(columnsOf(candles)).toEqual(wanted)
  return report
}
const wantedReport = { timeframe: '1h', bars: 3, from: START, to: START + 3 * HOUR, skipped: 0 }
const stamped = (stamp: (time: number) => string | number, lines = rows) => lines.map((row, i) => `${stamp(times[i])},${row}`)
const iso = (time: number) => new Date(time).toISOString()

describe('candle files of the venues', () => {
  it('Binance klines, milliseconds without a header, microseconds, and with one', async () => {
    const klines = (unit: number) =>
      stamped((time) => time * unit).map((row, i) => `${row},${(times[i] + HOUR) * unit - 1},53966524.44,4632,648.12,27497113.25,0`)
    const report = await wantedFrom(klines(1).join('\n'), 'BTCUSDT-1h-2024-01.csv')
    expect(report.instrument.symbol).toBe('BTC/USDT')
    await wantedFrom(`${klines(1000).join('\n')}\n`)
    await wantedFrom(
      [
        'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore',
        ...klines(1),
      ].join('\r\n'),
    )
    // Files joined at the turn of 2025 change their unit in the middle.
    await wantedFrom([klines(1)[0], ...klines(1000).slice(1)].join('\n'))
  })

  it('Kraken OHLCVT: seconds, no header, trades last', async () => {
    const report = await wantedFrom(
      stamped((time) => time / 1000)
        .map((row) => `${row},4632`)
        .join('\n'),
      'XBTUSD_60.csv',
    )
    expect(report.instrument.symbol).toBe('XBT/USD')
  })

  it('CryptoDataDownload: address above the header, newest first, two volumes', async () => {
    const lines = stamped((time) => time / 1000).map((row, i) => {
      const [unix, open, high, low, close, volume] = row.split(',')
      return `${unix},${iso(times[i]).slice(0, 19).replace('T', ' ')},BTC/USDT,${open},${high},${low},${close},${volume},53966524.44,4632`
    })
    const head = ['https://www.CryptoDataDownload.com', 'Unix,Date,Symbol,Open,High,Low,Close,Volume BTC,Volume USDT,tradecount']
    const report = await wantedFrom(`${[...head, ...lines.reverse()].join('\n')}\n`, 'Binance_1h.csv')
    expect(report.reversed).toBe(true)
    expect(report.instrument.symbol).toBe('BTC/USDT')
  })

  it('TradingView exports: seconds or ISO with offset, plots behind the volume', async () => {
    const plots = (lines: string[]) => ['time,open,high,low,close,Volume,Volume MA,Plot', ...lines.map((row) => `${row},NaN,`)].join('\n')
    await wantedFrom(plots(stamped((time) => time / 1000)), 'BINANCE_BTCUSDT, 60.csv')
    const offset = await wantedFrom(plots(stamped((time) => iso(time - 5 * HOUR).replace('.000Z', '-05:00'))))
    expect(offset).toMatchObject(wantedReport)
  })

  it('separators, quotes, byte order mark, carriage returns, other column orders', async () => {
    for (const separator of [';', '\t', '|'])
      expect(await wantedFrom([header, ...stamped(iso)].join('\n').replaceAll(',', separator))).toMatchObject(wantedReport)
    await wantedFrom(`\uFEFF${[header, ...stamped(iso)].join('\r\n')}\r\n\r\n`)
    await wantedFrom([header, ...stamped(iso)].join('\r'))
    await wantedFrom([header, ...stamped(iso)].join('\n').replaceAll(/[^,\n]+/g, '"$&"'))
    await wantedFrom([header, '', ...stamped(iso), '  ', ''].join('\n'))
    const turned = stamped((time) => time).map((row) => row.split(',').reverse().join(' , '))
    await wantedFrom(['VOL,Close/Last,Low,High,Open,<DATE>', ...turned].join('\n'))
  })

  it('times in every unit and form', async () => {
    const forms: ((time: number) => string | number)[] = [
      (time) => time / 1000,
      (time) => time,
      (time) => time * 1000,
      (time) => `${time}000000`,
      (time) => `${time / 1000}.0`,
      (time) => iso(time).slice(0, 16).replace('T', ' '),
      (time) => iso(time).slice(0, 19),
      (time) => iso(time).replace('T', ' ').replace('.000Z', ' UTC'),
      (time) => iso(time).replace('.000Z', '.000000000+00:00'),
      (time) => iso(time).slice(0, 19).replaceAll('-', '/').replace('T', ' '),
    ]
    for (const form of forms) expect(await wantedFrom([header, ...stamped(form)].join('\n'))).toMatchObject(wantedReport)
  })

  it('dates alone, as text or 20240131, and US days stamped by New York', async () => {
    const days = ['2024-03-07', '2024-03-08', '2024-03-11', '2024-03-12'].map((day) => Date.parse(day))
    const bars = (stamp: (time: number) => string | number) => [header, ...days.map((day) => `${stamp(day)},10,11,9,10,5`)].join('\n')
    for (const stamp of [
      (day: number) => iso(day).slice(0, 10),
      (day: number) => iso(day).slice(0, 10).replaceAll('-', ''),
      // Opening bell, before and after the clocks changed.
      (day: number) => day / 1000 + (day < days[2] ? 14.5 : 13.5) * 3600,
      (day: number) => `${iso(day).slice(0, 10)}T00:00:00-05:00`,
    ]) {
      const { candles, report } = await read(bars(stamp))
      expect([...candles.time]).toEqual(days)
      expect(report.timeframe).toBe('1d')
    }
    expect(await problemOf(bars((day) => day + 16 * HOUR))).toMatchObject({ code: 'misaligned', line: 2 })
  })
})

describe('what a file says about its market', () => {
  it('the smallest grid that holds all prices, and volumes as fine as exact money allows', async () => {
    const bars = (figures: string) => [header, `${times[0]},${figures}`, `${times[1]},${figures}`].join('\n')
    const instrumentOf = async (figures: string) => (await read(bars(figures))).report.instrument
    expect(await instrumentOf('1.5000,1.75,1.2,1.3,100')).toMatchObject({ tick: '0.01', lot: '1' })
    expect(await instrumentOf('42283.58,42554.57,42261.02,42475.23,1271.68108123')).toMatchObject({ tick: '0.01', lot: '0.000001' })
    expect(await instrumentOf('0.00001234,0.00001235,1.2e-5,0.00001234,5000.5')).toMatchObject({ tick: '0.00000001', lot: '1' })
    expect(instrumentSchema.parse(await instrumentOf('1,2,1,2,0')).source).toBe('derived from bars.csv')
    const noisy = await read(bars('0.30000000000000004,0.4,0.3,0.35,1'))
    expect(noisy.candles.open[0]).toBe(0.3)
    expect(noisy.report).toMatchObject({ rounded: 2, instrument: { tick: '0.00000001' } })
  })

  it('its calendar by the days and hours of its bars', async () => {
    const days = (count: number, keep: (weekday: number) => boolean) =>
      Array.from({ length: count }, (_, i) => START + i * 24 * HOUR)
        .filter((time) => keep(new Date(time).getUTCDay()))
        .map((time) => `${time},1,1,1,1,1`)
    const calendarOf = async (lines: string[]) => (await read([header, ...lines].join('\n'))).report.instrument.calendar
    expect(await calendarOf(days(30, (day) => day !== 0 && day !== 6))).toBe('nyse')
    expect(await calendarOf(days(30, () => true))).toBe('24/7')
    expect(await calendarOf(days(5, () => true))).toBe('24/7')
  })

  it('its name, or the name the person gives', async () => {
    const symbolOf = async (name: string, options?: ReadOptions) =>
      (await read([header, ...stamped(iso)].join('\n'), options, name)).report.instrument.symbol
    expect(await symbolOf('binance_ETH_USDT_1h.csv')).toBe('ETH/USDT')
    expect(await symbolOf('goog.csv')).toBe('GOOG/USD')
    expect(await symbolOf('solusdt.txt')).toBe('SOL/USDT')
    expect(await symbolOf('123.csv')).toBe('IMPORTED/USD')
    expect(await symbolOf('goog.csv', { symbol: 'BRK.B/USD' })).toBe('BRK.B/USD')
    const instrument = createPracticeMarket().instrument('BTC/USDT')!
    expect((await read([header, ...stamped(iso)].join('\n'), { instrument })).report).toMatchObject({ instrument, derived: false })
  })
})

describe('broken files', () => {
  const withRow = (row: string, at = 1) => [header, ...stamped((time) => time).toSpliced(at, 1, row)].join('\n')
  const figures = (text: string) => withRow(`${times[1]},${text}`)

  it('name file, line and column of a broken row', async () => {
    const problem = await problemOf(figures('10,9,11,10,1'))
    expect(problem).toEqual({
      code: 'high-below-low',
      message: 'the high 9 is below the low 11',
      file: join(folder, 'bars.csv'),
      line: 3,
      column: 3,
    })
    expect(describeProblem(problem)).toBe(`${join(folder, 'bars.csv')}, line 3, column 3: the high 9 is below the low 11`)
  })

  it('figures that cannot be', async () => {
    const cases: [string, string, number][] = [
      ['NaN,12,9,10,1', 'not-a-number', 2],
      ['10,nan,9,10,1', 'not-a-number', 3],
      ['10,12,,10,1', 'not-a-number', 4],
      ['10,12,9,Infinity,1', 'not-a-number', 5],
      ['10,12,9,1e999,1', 'not-a-number', 5],
      ['10,12,9,10,null', 'not-a-number', 6],
      ['10,12,9,0x10,1', 'not-a-number', 5],
      ['-10,12,9,10,1', 'negative', 2],
      ['10,12,9,10,-1', 'negative', 6],
      ['10,12,0,10,1', 'zero-price', 4],
      ['0.0000000001,12,0.0000000001,10,1', 'zero-price', 2],
      ['13,12,9,10,1', 'outside-range', 2],
      ['10,12,9,8,1', 'outside-range', 5],
    ]
    for (const [text, code, column] of cases) expect(await problemOf(figures(text))).toMatchObject({ code, line: 3, column })
    expect(await problemOf(figures('"1,000",12,9,10,1'))).toMatchObject({ code: 'not-a-number', line: 3, column: 2 })
    expect(await problemOf(figures('10,12,9,10'))).toMatchObject({ code: 'fields', line: 3 })
    expect(await problemOf(figures('10,12,9,10,1,234'))).toMatchObject({ code: 'fields', line: 3 })
    expect(await problemOf(withRow('yesterday,10,12,9,10,1'))).toMatchObject({ code: 'not-a-time', line: 3, column: 1 })
    expect(await problemOf(withRow('2024-02-30,10,12,9,10,1'))).toMatchObject({ code: 'not-a-time', line: 3, column: 1 })
    expect(await problemOf(withRow('12/31/2024 01:00,10,12,9,10,1'))).toMatchObject({ code: 'not-a-time', line: 3, column: 1 })
  })

  it('are reported with all their problems, up to twenty', async () => {
    const bad = [header, ...times.map((time) => `${time},10,9,11,10,1`)].join('\n')
    expect((await problemsOf(bad)).map(({ line }) => line)).toEqual([2, 3, 4])
    const worse = [header, ...Array.from({ length: 60_000 }, (_, i) => `${START + i * HOUR},10,9,11,10,1`)].join('\n')
    expect((await problemsOf(worse)).length).toBe(20)
  })

  it('take order seriously', async () => {
    const order = (hours: number[]) => [header, ...hours.map((hour) => `${START + hour * HOUR},10,11,9,10,${hour}`)].join('\n')
    expect(await problemOf(order([0, 1, 2, 3, 2.5, 4]))).toMatchObject({ code: 'unsorted', line: 6, column: 1 })
    expect(await problemOf(order([5, 4, 3, 2, 3.5, 1]))).toMatchObject({ code: 'unsorted', line: 6 })
    expect(await problemOf(order([0, 1, 2, 3.5, 4, 5]))).toMatchObject({ code: 'step', line: 5 })
    expect(await problemOf(order([0.5, 1.5, 2.5, 3.5]))).toMatchObject({ code: 'misaligned', line: 2 })
    expect((await read(order([3, 2, 1, 0]))).report.reversed).toBe(true)
    const doubled = await read(order([0, 1, 1, 1, 2, 3]))
    expect([doubled.report.duplicates, doubled.candles.length]).toEqual([2, 4])
    expect(await problemOf(order([0, 1, 2, 3]).replace('\n', `\n${START},10,11,9,10,99\n`))).toMatchObject({ code: 'conflict', line: 3 })
    const gap = await read(order([0, 1, 2, 7, 8]))
    expect([gap.report.timeframe, gap.candles.length]).toEqual(['1h', 5])
    expect(await problemOf(order([0, 0.1, 0.2, 0.3]))).toMatchObject({ code: 'timeframe' })
  })

  it('with one row need to be told the timeframe', async () => {
    const one = [header, ...stamped(iso).slice(0, 1)].join('\n')
    expect(await problemOf(one)).toMatchObject({ code: 'too-few-bars', line: 2 })
    expect((await read(one, { timeframe: '4h' })).report).toMatchObject({ timeframe: '4h', bars: 1 })
    expect(await problemOf([header, ...stamped(iso)].join('\n'), { timeframe: '4h' })).toMatchObject({ code: 'misaligned' })
  })

  it('that are no candle files are said to be none', async () => {
    expect((await problemOf('')).code).toBe('empty')
    expect((await problemOf(' \n\n')).code).toBe('empty')
    expect((await problemOf(`${header}\n`)).code).toBe('empty')
    expect((await problemOf('hello\nworld\n')).code).toBe('unknown-layout')
    expect((await problemOf('time,open,high,low,close,amount\n1704067200,1,1,1,1,1\n')).message).toContain('no column for volume')
    expect(
      (
        await problemOf(
          stamped(iso)
            .map((row) => `${row},1,2,3`)
            .join('\n'),
        )
      ).code,
    ).toBe('no-header')
    expect((await problemOf('Date,Time,Open,High,Low,Close,Volume\n2024-01-01,14:30,1,1,1,1,1\n')).message).toContain('two columns')
    for (const bytes of [
      [0x50, 0x4b, 3, 4],
      [0x1f, 0x8b, 8],
      [0xff, 0xfe, 0x41, 0],
      [0x50, 0x41, 0x52, 0x31],
      [0x41, 0, 0x42],
    ]) {
      expect((await problemOf(Uint8Array.from(bytes))).code).toBe('not-text')
    }
  })

  it('that cannot be read are said to be unreadable', async () => {
    expect(refused(await readCandleFile(join(folder, 'nowhere.csv')))).toMatchObject({ code: 'missing-file' })
    expect(refused(await readCandleFile(folder))).toMatchObject({ code: 'folder' })
    const path = fileOf(`${header}\n`, 'secret.csv')
    chmodSync(path, 0)
    // The superuser may read everything: there the file is merely empty.
    expect(refused(await readCandleFile(path)).code).toBe(process.getuid?.() === 0 ? 'empty' : 'unreadable')
    mkdirSync(join(folder, 'deep'))
    expect(refused(await readCandleFile(join(folder, 'secret.csv/deep')))).toMatchObject({ code: 'missing-file' })
  })

  it('lose only their bad rows when the person says so, and count them', async () => {
    const bars = Array.from({ length: 5000 }, (_, i) => `${START + i * HOUR},10,11,9,10,1`)
    for (const row of [10, 4097, 4999]) bars[row] = bars[row].replace('11', '8')
    bars[20] = 'what?'
    bars[30] = bars[29].replace(/,1$/, ',2')
    bars[40] = bars[35]
    const { candles, report } = await read([header, ...bars].join('\n'), { skipBad: true })
    expect([report.bars, candles.length, report.skipped]).toEqual([4994, 4994, 6])
    expect(report.skippedRows.map(({ line, code }) => [line, code])).toEqual([
      [12, 'high-below-low'],
      [22, 'fields'],
      [32, 'conflict'],
      [42, 'unsorted'],
      [4099, 'high-below-low'],
      [5001, 'high-below-low'],
    ])
    expect((await problemOf([header, ...bars].join('\n'))).line).toBe(12)
    const hopeless = bars.flatMap((row) => ['nonsense', row, 'more of it'])
    expect(await problemOf([header, ...hopeless].join('\n'), { skipBad: true })).toMatchObject({ code: 'unknown-layout', line: 2 })
  })

  it('stop when asked', async () => {
    expect((await problemOf([header, ...stamped(iso)].join('\n'), { signal: AbortSignal.abort() })).code).toBe('canceled')
    const seen: [number, number][] = []
    await read([header, ...stamped(iso)].join('\n'), { progress: (done, total) => seen.push([done, total]) })
    expect(seen.at(-1)?.[0]).toBe(seen.at(-1)?.[1])
  })
})

describe('the byte scanner and the careful reader', () => {
  const number = fc.oneof(
    fc.integer({ min: 1, max: 1_000_000 }).map(String),
    fc
      .tuple(fc.integer({ min: 0, max: 99_999 }), fc.integer({ min: 0, max: 99_999_999 }))
      .map(([whole, rest]) => `${whole}.${String(rest).padStart(8, '0')}`),
    fc.double({ min: 1e-9, max: 1e12, noNaN: true }).map(String),
    fc.constantFrom('1.50', '0.1', '.5', '7.', '+3', '1e3', '12.5E-1', '00012.50', '123456789012345678', '0.123456789012345678901', ' 42 '),
  )
  const rubbish = fc.constantFrom('', 'NaN', '-1', '0', 'abc', '1.2.3', '1,5', '--2', '1e', '0x1', 'é', '1 2')
  const field = fc.oneof({ weight: 60, arbitrary: number }, { weight: 1, arbitrary: rubbish })
  const bar = fc.tuple(field, field, field, field, fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 1, -1, 0.5), fc.boolean())

  it('agree on every file, good or bad', async () => {
    let good = 0
    let bad = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(bar, { minLength: 2, maxLength: 40 }),
        fc.constantFrom(',', ';', '\t', '|'),
        fc.constantFrom('\n', '\r\n'),
        fc.constantFrom<(time: number) => string>(
          String,
          iso,
          (time) => String(time / 1000),
          (time) => `${time}000`,
          (time) => iso(time).slice(0, 19),
        ),
        fc.boolean(),
        fc.boolean(),
        async (bars, separator, newline, stamp, skipBad, sorted) => {
          let hour = 0
          const lines = bars.map(([a, b, c, volume, shift, valid]) => {
            hour += 1 + shift
            const prices = [a, b, c].sort((x, y) => Number(x) - Number(y))
            const [low, middle, high] = valid || sorted ? prices : [a, b, c]
            return [stamp(START + hour * HOUR), middle, high, low, middle, volume].join(separator)
          })
          const head = header.replaceAll(',', separator)
          const plain = await readCandleFile(fileOf([head, ...lines].join(newline), 'plain.csv'), { skipBad, symbol: 'A/B' })
          // One quoted field in the first line sends the whole file to the careful reader.
          const [first, ...rest] = lines
          const quoted = [head, first.replace(/^[^,;\t|]*/, '"$&"'), ...rest].join(newline)
          const careful = await readCandleFile(fileOf(quoted, 'odd.csv'), { skipBad, symbol: 'A/B' })
          // Everything but the columns as text, the columns bit for bit.
          const said = (outcome: object) => JSON.stringify({ ...outcome, candles: undefined }).replaceAll(/plain\.csv|odd\.csv/g, 'file')
          expect(said(plain)).toBe(said(careful))
          if (plain.ok && careful.ok) expectSameCandles(plain.candles, careful.candles)
          if (plain.ok) good++
          else bad++
        },
      ),
      { numRuns: 200 },
    )
    expect(good).toBeGreaterThan(20)
    expect(bad).toBeGreaterThan(20)
  })

  it('read every plain number as the language reads its text', async () => {
    let compared = 0
    await fc.assert(
      fc.asyncProperty(fc.array(number, { minLength: 30, maxLength: 60 }), async (texts) => {
        const lines = texts.map((text, i) => `${START + i * HOUR},1,1,1,1,${text}`)
        const { candles } = await read([header, ...lines].join('\n'))
        for (const [i, text] of texts.entries()) {
          const exact = Number(text)
          const decimals = text.trim().split('.')[1]?.length ?? 0
          // More than eight decimals are rounded to eight; all other texts must give the very double.
          const allowed = decimals > 8 || /e/i.test(text) ? 0.5000001e-8 + exact * 2e-16 : 0
          expect(Math.abs(candles.volume[i] - exact)).toBeLessThanOrEqual(allowed)
          compared++
        }
      }),
      { numRuns: 100 },
    )
    expect(compared).toBeGreaterThan(3000)
  })

  it('go on over the seam of two pieces, and over a quote far down', async () => {
    const count = 80_000
    const lines = Array.from({ length: count }, (_, i) => `${START + i * 60_000},42283.58,42554.57,42261.02,42475.23,${i}.5`)
    const { candles } = await read([header, ...lines].join('\n'))
    expect(candles.length).toBe(count)
    expect(candles.volume.every((volume, i) => volume === i + 0.5)).toBe(true)
    lines[70_000] = lines[70_000].replace(/\d+\.5$/, '"$&"')
    const again = await read([header, ...lines].join('\n'))
    expectSameCandles(again.candles, candles)
    lines[75_000] = lines[75_000].replace('42554.57', '"42554.57')
    expect((await problemOf([header, ...lines].join('\n'))).line).toBe(75_002)
  })
})

const shared = resolve(import.meta.dirname, '../../../shared/data/candles')

describe.skipIf(!existsSync(shared))('candles that others published', () => {
  it('are read to the last digit', async () => {
    let bars = 0
    for (const name of readdirSync(shared)) {
      const { candles, report } = taken(await readCandleFile(join(shared, name)))
      const lines = readFileSync(join(shared, name), 'utf8').trimEnd().split('\n').slice(1)
      const columns = [candles.time, candles.open, candles.high, candles.low, candles.close, candles.volume]
      expect(candles.length).toBe(lines.length)
      const differing = lines.filter((line, row) => line.split(',').some((text, i) => Number(text) !== columns[i][row]))
      expect(differing).toEqual([])
      const named = /_(\d+[mhdw])\.csv$/.exec(name)?.[1] ?? (name.includes('intraday') ? '1m' : '1d')
      expect([report.timeframe, report.duplicates, report.skipped, report.rounded]).toEqual([named, 0, 0, 0])
      bars += candles.length
    }
    expect(bars).toBeGreaterThan(300_000)
  })
})

describe('rubbish', () => {
  it('of any kind is answered with problems, never with a crash', async () => {
    const good = [header, ...stamped((time) => time)].join('\n')
    const mutated = fc
      .array(fc.tuple(fc.nat(good.length), fc.constantFrom('"', ',', '\n', '\r', ';', '-', 'e', '\0', '9', 'é', '\uFEFF', '')), {
        minLength: 1,
        maxLength: 6,
      })
      .map((edits) => {
        let text = good
        for (const [at, piece] of edits) text = text.slice(0, at) + piece + text.slice(at + 1)
        return new TextEncoder().encode(text)
      })
    let refusals = 0
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 400 }),
          mutated,
          fc.string({ maxLength: 300, unit: fc.constantFrom('1', '.', ',', '\n', '"', ' ', '-') }),
        ),
        fc.boolean(),
        async (content, skipBad) => {
          const outcome = await readCandleFile(fileOf(content), { skipBad })
          if (outcome.ok) return
          refusals++
          expect(outcome.problems.length).toBeGreaterThan(0)
          for (const problem of outcome.problems) expect(problem.message.length).toBeGreaterThan(10)
        },
      ),
      { numRuns: 800 },
    )
    expect(refusals).toBeGreaterThan(100)
  })
})
