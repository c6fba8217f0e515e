import { StringDecoder } from 'node:string_decoder'
import Papa from 'papaparse'
import type { BarGate } from './bar-gate.ts'
import { decimalsInText, noteDecimals, parseNumber, parseTime, type SeenGrid } from './csv-fields.ts'
import type { CsvLayout } from './csv-layout.ts'
import { rejectField, type Scan } from './csv-scan.ts'

/** Bytes turned into text at a time: rows of strings take twenty times the room of the file. */
const SLICE = 512 << 10
/** A quote that is never closed swallows the file; past this many characters without the end of a line it is given up. */
const LONGEST_LINE = 2 << 20

/** What papaparse's own parser answers. */
type ParsedRows = { readonly data: readonly (readonly string[])[]; readonly meta: { readonly cursor: number } }

/**
 * Reads an odd candle file (quoted fields, lines ended by carriage returns) with a general CSV reader, by the same rules as the byte scanner and with the
 * same words, at about a twentieth of its speed.
 */
export function createCarefulScanner(layout: CsvLayout, gate: BarGate, seen: SeenGrid): Scan {
  const parser = new Papa.Parser({ delimiter: layout.separator, newline: layout.newline })
  const decoder = new StringDecoder('utf8')
  const readRow = createRowReader(layout, gate, seen)
  let text = ''
  let line = layout.firstLine

  function readText(last: boolean): void {
    const { data, meta } = parser.parse(text, 0, !last) as ParsedRows
    text = text.slice(meta.cursor)
    for (const row of data) {
      readRow(row, line)
      line += 1 + row.reduce((sum, field) => sum + field.split(layout.newline).length - 1, 0)
      if (gate.refused()) return
    }
    if (text.length > LONGEST_LINE) {
      gate.reject('fields', 'the line does not end: a quote is opened and never closed', line)
      text = ''
    }
  }

  return (bytes, length, last) => {
    for (let from = 0; from < length && !gate.refused(); from += SLICE) {
      text += decoder.write(bytes.subarray(from, Math.min(length, from + SLICE)))
      readText(false)
    }
    if (last && !gate.refused()) readText(true)
    return { eaten: length, quoted: false }
  }
}

/** Reads rows of fields as the byte scanner reads lines: the same fields in the same order, the same problems. */
function createRowReader(layout: CsvLayout, gate: BarGate, seen: SeenGrid): (row: readonly string[], line: number) => void {
  const values = { time: 0, open: 0, high: 0, low: 0, close: 0, volume: 0 }
  const names = (Object.keys(values) as (keyof typeof values)[]).sort((a, b) => layout.columns[a] - layout.columns[b])
  return (row, line) => {
    let broken: keyof typeof values | undefined
    for (const name of names) {
      const text = (row[layout.columns[name]] ?? '').trim()
      const value = name === 'time' ? parseTime(text) : parseNumber(text)
      if (!Number.isFinite(value)) broken ??= name
      else values[name] = name === 'time' ? value : noteDecimals(seen, name === 'volume' ? 'volume' : 'price', value, decimalsInText(text))
    }
    if (row.length !== layout.fields) {
      if (row.length > 1 || (row[0] ?? '').trim() !== '') gate.reject('fields', `${row.length} fields instead of ${layout.fields}`, line)
    } else if (broken !== undefined) rejectField(gate, broken, row[layout.columns[broken]].trim(), line, layout)
    else gate.push(values.time, values.open, values.high, values.low, values.close, values.volume, line)
  }
}
