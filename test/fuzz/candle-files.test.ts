import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Candles } from '../../engine/market/candles.ts'
import { readCandleFile } from '../../engine/market/import.ts'

const HOUR = 3_600_000

/** Forty sound bars of an hour, written the ways exchanges write them. */
const rows = Array.from({ length: 40 }, (_, i) => {
  const open = 100 + (i % 7)
  return [1_700_000_000_000 - (1_700_000_000_000 % HOUR) + i * HOUR, open, open + 2.5, open - 1.25, open + 1, 10 + i] as const
})
const layouts: Readonly<Record<string, string>> = {
  'with a header': ['timestamp,open,high,low,close,volume', ...rows.map((row) => row.join(','))].join('\n'),
  'without one': rows.map((row) => row.join(',')).join('\n'),
  'semicolons, ISO times, carriage returns': [
    'date;open;high;low;close;volume',
    ...rows.map(([time, ...rest]) => [new Date(time).toISOString(), ...rest].join(';')),
  ].join('\r\n'),
  'quoted, seconds, newest first': [
    '"unix","date","symbol","open","high","low","close","Volume BTC"',
    ...rows
      .map(([time, ...rest]) => [time / 1000, new Date(time).toISOString(), 'BTC/USDT', ...rest].map((cell) => `"${cell}"`).join(','))
      .toReversed(),
  ].join('\n'),
}

const trickyCells = [
  '',
  ' ',
  'NaN',
  'null',
  '-',
  '-1',
  '0',
  '1e309',
  '1e-400',
  '0x10',
  '1,5',
  '1.2.3',
  '9'.repeat(400),
  '"',
  '""',
  '\u0000',
  '\ufeff',
  '٣',
  '=1+1',
  '1700000000',
  '99999999999999999999',
  '2023-02-30',
  'undefined',
]

type Change = { readonly kind: number; readonly at: number; readonly size: number; readonly byte: number; readonly cell: string }

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.nat(7),
  at: fc.nat(),
  size: fc.nat(30),
  byte: fc.nat(255),
  cell: fc.constantFrom(...trickyCells),
})

/** One change to the bytes of a file. */
function changed(bytes: Buffer, { kind, at, size, byte, cell }: Change): Buffer {
  if (bytes.length === 0) return bytes
  const place = at % bytes.length
  const lines = bytes.toString('latin1').split('\n')
  const line = at % lines.length
  if (kind === 0) return Buffer.concat([bytes.subarray(0, place), Buffer.from([byte]), bytes.subarray(place + 1)])
  if (kind === 1) return Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + size)])
  if (kind === 2) return bytes.subarray(0, place)
  if (kind === 3) return Buffer.concat([bytes.subarray(0, place), Buffer.alloc(size, byte), bytes.subarray(place)])
  if (kind === 4) lines.splice(line, 0, lines[size % lines.length])
  if (kind === 5) [lines[line], lines[size % lines.length]] = [lines[size % lines.length], lines[line]]
  if (kind === 6) lines[line] = lines[line].replace(/[^,;]+/, cell)
  if (kind === 7) {
    const cells = lines[line].split(/[,;]/)
    cells[size % cells.length] = cell
    lines[line] = cells.join(lines[line].includes(';') ? ';' : ',')
  }
  return Buffer.from(lines.join('\n'), kind >= 6 ? 'utf8' : 'latin1')
}

/** What candles must always be, whatever file they came from. */
function sound({ length, time, open, high, low, close, volume }: Candles): boolean {
  for (let i = 0; i < length; i++) {
    const inside = low[i] <= open[i] && low[i] <= close[i] && high[i] >= open[i] && high[i] >= close[i]
    const finite = [time[i], open[i], high[i], low[i], close[i], volume[i]].every(Number.isFinite)
    if (!finite || !inside || low[i] <= 0 || volume[i] < 0 || (i > 0 && time[i] <= time[i - 1])) return false
  }
  return length > 0
}

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-fuzz-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

type Fate = 'refused' | 'read' | 'unsound' | 'silent'

async function fateOf(bytes: Buffer, skipBad: boolean): Promise<Fate> {
  const file = join(folder, 'BTCUSDT-1h.csv')
  await writeFile(file, bytes)
  const read = await readCandleFile(file, { skipBad })
  if (!read.ok)
    return read.problems.length > 0 && read.problems.every(({ code, message }) => code.length > 0 && message.length > 0)
      ? 'refused'
      : 'silent'
  return sound(read.candles) ? 'read' : 'unsound'
}

describe('a broken candle file is read or refused', () => {
  test.each(Object.entries(layouts))('%s', async (_, text) => {
    expect(await fateOf(Buffer.from(text), false)).toBe('read')
    const seen = new Set<Fate>()
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), fc.boolean(), async (changes, skipBad) => {
        seen.add(await fateOf(changes.reduce(changed, Buffer.from(text)), skipBad))
      }),
      { numRuns: 150 },
    )
    expect([...seen].sort()).toEqual(['read', 'refused'])
  })

  test('any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.boolean(), async (bytes, skipBad) => {
        expect(await fateOf(Buffer.from(bytes), skipBad)).toBe('refused')
      }),
      { numRuns: 150 },
    )
  })

  test.each([
    ['UTF-16', Buffer.from(`\ufeff${layouts['with a header']}`, 'utf16le')],
    ['a line of a million characters', Buffer.from(`${layouts['with a header']}\n${'1'.repeat(1_000_000)}`)],
    ['a hundred thousand separators', Buffer.from(','.repeat(100_000))],
    ['a quote opened in a row and never closed', Buffer.from(layouts['with a header'].replace(/\n(?=\d+,101,)/, '\n"'))],
    ['nothing but line ends', Buffer.from('\r\n'.repeat(10_000))],
    ['only a header', Buffer.from('timestamp,open,high,low,close,volume\n')],
    ['zeros', Buffer.alloc(100_000)],
  ])('%s', async (_, bytes) => {
    expect(await fateOf(bytes, false)).toBe('refused')
    expect(['refused', 'read']).toContain(await fateOf(bytes, true))
  })
})
