import Papa from 'papaparse'
import { parseNumber, parseTime } from './csv-fields.ts'
import { refuse, type Outcome } from './problems.ts'

/** Where the figures of a bar stand in a line, counting fields from 0. */
export type BarColumns = Readonly<Record<'time' | 'open' | 'high' | 'low' | 'close' | 'volume', number>>

/** How a candle file is written. */
export type CsvLayout = {
  readonly separator: ',' | ';' | '\t' | '|'
  /** Fields in every line. */
  readonly fields: number
  readonly columns: BarColumns
  /** Line of the first bar, from 1, and the byte it starts at. */
  readonly firstLine: number
  readonly firstByte: number
  /** Quotes, or lines ended by a carriage return alone: only the careful reader understands them. */
  readonly odd: boolean
  readonly newline: '\n' | '\r'
  /** The market the first line itself names, as it is written there. */
  readonly symbolText: string | undefined
}

const separators = [',', ';', '\t', '|'] as const
const roles = ['time', 'open', 'high', 'low', 'close', 'volume'] as const

/** Header words by what they mean, in lower case without punctuation, best first. */
const names: Readonly<Record<(typeof roles)[number], readonly string[]>> = {
  time: [
    'open time',
    'opentime',
    'unix',
    'unix timestamp',
    'timestamp ms',
    'timestamp',
    'time',
    'datetime',
    'date time',
    'date',
    'ts',
    't',
    'date utc',
    'time utc',
    'gmt time',
    'utc time',
    'start',
    'begins at',
  ],
  open: ['open', 'o', 'open price', 'opening price', 'price open'],
  high: ['high', 'h', 'high price', 'price high', 'max'],
  low: ['low', 'l', 'low price', 'price low', 'min'],
  close: ['close', 'c', 'close price', 'close last', 'price close', 'last'],
  volume: ['volume', 'vol', 'v', 'base volume', 'volume base', 'volume traded', 'volumefrom', 'tick volume', 'tickvol'],
}

const plain = (field: string) =>
  field
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()

/** Column orders of files without a header, by the number of fields: plain bars, Kraken (with trades), Binance klines. */
const headerless: Readonly<Record<number, string>> = { 6: 'time, OHLC, volume', 7: 'Kraken OHLCVT', 12: 'Binance klines' }

const LOOKED_AT = 12

/** What a file is that does not hold text, by its first bytes. */
function foreign(head: Uint8Array): string | undefined {
  const [a, b, c, d] = head
  if (a === 0x50 && b === 0x4b) return 'a zip archive; unpack it and import the CSV inside'
  if (a === 0x1f && b === 0x8b) return 'compressed with gzip; unpack it and import the CSV inside'
  if (a === 0x50 && b === 0x41 && c === 0x52 && d === 0x31) return 'a Parquet file; give it a name that ends in .parquet'
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return 'text in UTF-16; save it as CSV in UTF-8'
  return head.includes(0) ? 'no text file' : undefined
}

/** Finds out from the first bytes of a file (whole lines, but for the last) how its bars are written. */
export function sniffCsv(head: Uint8Array, whole: boolean, file: string): Outcome<{ layout: CsvLayout }> {
  const strange = foreign(head)
  if (strange !== undefined) return refuse('not-text', `"${file}" is ${strange}`, { file })
  const start = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0
  const newline = head.includes(10) || !head.includes(13) ? '\n' : '\r'
  const lines = linesOf(head, start, newline, whole)
  if (lines.every((line) => line.text.trim() === '')) return refuse('empty', `"${file}" is empty: there is not one bar in it`, { file })

  const separator = bestSeparator(lines)
  if (separator === undefined) {
    return refuse(
      'unknown-layout',
      `no line of "${file}" has the six fields of a bar (time, open, high, low, close, volume), separated by comma, semicolon, tab or |`,
      { file },
    )
  }
  const rows = lines.map((line) => ({ ...line, fields: fieldsOf(line.text, separator) }))
  // A line above the header, such as the address of the download, has too few fields to be one.
  const firstRow = rows.findIndex((row) => row.fields.length >= 6)
  const first = rows[firstRow]
  const isHeader =
    Number.isNaN(parseTime(first.fields[0])) &&
    first.fields.filter((field) => Number.isNaN(parseNumber(field))).length > first.fields.length / 2
  const dataRow = isHeader ? rows.slice(firstRow + 1).find((row) => row.text.trim() !== '') : first
  const found = isHeader
    ? columnsByName(first.fields, dataRow?.fields, file, first.number)
    : columnsByOrder(first.fields.length, file, first.number)
  if (!found.ok) return found
  if (dataRow === undefined) return refuse('empty', `"${file}" has a header but not one bar`, { file })
  const symbolColumn = isHeader ? first.fields.findIndex((field) => ['symbol', 'pair', 'ticker'].includes(plain(field))) : -1
  return {
    ok: true,
    layout: {
      separator,
      fields: first.fields.length,
      columns: found.columns,
      firstLine: dataRow.number,
      firstByte: dataRow.at,
      odd: newline === '\r' || head.indexOf(0x22, dataRow.at) >= 0,
      newline,
      symbolText: symbolColumn < 0 ? undefined : dataRow.fields[symbolColumn],
    },
  }
}

type Line = { readonly text: string; readonly number: number; readonly at: number }

function linesOf(head: Uint8Array, start: number, newline: '\n' | '\r', whole: boolean): Line[] {
  const lines: Line[] = []
  const code = newline.charCodeAt(0)
  const decoder = new TextDecoder()
  for (let at = start; at < head.length && lines.length < LOOKED_AT;) {
    const end = head.indexOf(code, at)
    // The last line may be cut off, unless it is all there is to judge by.
    if (end < 0 && !whole && lines.length > 0) break
    const until = end < 0 ? head.length : end
    lines.push({ text: decoder.decode(head.subarray(at, until)).replace(/\r$/, ''), number: lines.length + 1, at })
    at = until + 1
  }
  return lines
}

const fieldsOf = (line: string, delimiter: string): string[] =>
  (Papa.parse<string[]>(line, { delimiter }).data[0] ?? []).map((field) => field.trim())

/** The separator that cuts most of the lines into equally many fields, at least six. */
function bestSeparator(lines: readonly Line[]): CsvLayout['separator'] | undefined {
  let best: CsvLayout['separator'] | undefined
  let most = 0
  for (const separator of separators) {
    const counts = lines.map((line) => fieldsOf(line.text, separator).length).filter((count) => count >= 6)
    const agreeing = Math.max(0, ...counts.map((count) => counts.filter((other) => other === count).length))
    if (agreeing > most) [best, most] = [separator, agreeing]
  }
  return best
}

function columnsByOrder(fields: number, file: string, line: number): Outcome<{ columns: BarColumns }> {
  if (headerless[fields] !== undefined) return { ok: true, columns: { time: 0, open: 1, high: 2, low: 3, close: 4, volume: 5 } }
  const known = Object.entries(headerless).map(([count, what]) => `${count} (${what})`)
  return refuse(
    'no-header',
    `the file has no header and ${fields} columns; without a header only files with ${known.join(', ')} are understood. Add a first line such as time,open,high,low,close,volume`,
    { file, line },
  )
}

/**
 * Finds the columns of a bar by the words of a header, whatever their order. `first` is the first line below it, to tell a time of day from a time.
 */
export function columnsByName(
  header: readonly string[],
  first: readonly string[] | undefined,
  file: string,
  line?: number,
): Outcome<{ columns: BarColumns }> {
  const where = line === undefined ? { file } : { file, line }
  const words = header.map(plain)
  const find = (role: (typeof roles)[number]) => names[role].map((name) => words.indexOf(name)).find((index) => index >= 0) ?? -1
  const columns = {
    time: find('time'),
    open: find('open'),
    high: find('high'),
    low: find('low'),
    close: find('close'),
    volume: find('volume'),
  }
  // "Volume BTC", "Volume USDT": the first is in base.
  if (columns.volume < 0) columns.volume = words.findIndex((word) => word.startsWith('volume '))
  const clock = words.indexOf('time')
  if (words.includes('date') && clock >= 0 && first !== undefined && /^\d{1,2}:\d{2}/.test(first[clock] ?? '')) {
    return refuse('unknown-layout', 'date and time of day stand in two columns; put them into one, such as 2024-01-31 14:30', {
      ...where,
      column: clock + 1,
    })
  }
  const missing = roles.filter((role) => columns[role] < 0)
  if (missing.length === 0) return { ok: true, columns }
  return refuse('no-column', `no column for ${missing.join(', ')}; the header has ${header.map((field) => `"${field}"`).join(', ')}`, where)
}
