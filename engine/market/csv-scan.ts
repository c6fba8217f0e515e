import type { BarGate } from './bar-gate.ts'
import { decimalsInText, noteDecimals, parseNumber, parseTime, timeOfNumber, type SeenGrid } from './csv-fields.ts'
import type { CsvLayout } from './csv-layout.ts'
import { scales } from './decimals.ts'

const LINE_FEED = 10
const CARRIAGE_RETURN = 13
const QUOTE = 34
const POINT = 46
const ZERO = 48
const NINE = 57

/** Names of the figures in the order of their roles; role 0 is a field of no interest. */
const roleNames = ['', 'time', 'open', 'high', 'low', 'close', 'volume'] as const
const TIME = 1
const VOLUME = 6

const MOST_EXACT = 2 ** 53

/**
 * Reads the lines in the first `length` of `bytes` and answers how many bytes of whole lines it ate (the rest comes again, with more behind it), and whether
 * it met a quote that needs the careful reader. `last` says that nothing follows. `bytes` has one byte of room behind `length`.
 */
export type Scan = (bytes: Buffer, length: number, last: boolean) => { readonly eaten: number; readonly quoted: boolean }

/**
 * Reads plain candle files byte by byte, without making a string of any field it understands: about ten times as fast as a general CSV reader.
 * Digits are gathered into an integer and divided once by a power of ten, which gives the same double as reading the text; whatever does not look
 * like a plain number is read from its text.
 */
export function createScanner(layout: CsvLayout, gate: BarGate, seen: SeenGrid): Scan {
  const roles = new Uint8Array(layout.fields)
  for (const [role, name] of roleNames.entries()) if (name !== '') roles[layout.columns[name]] = role
  const separator = layout.separator.charCodeAt(0)
  const values = new Float64Array(roleNames.length)
  const fields = layout.fields
  let line = layout.firstLine

  return (bytes, length, last) => {
    // A line feed behind the end stops every loop; a line it ended is read again with more bytes.
    bytes[length] = LINE_FEED
    let i = 0
    while (i < length) {
      const start = i
      const { price, volume, rounded } = seen
      let field = 0
      let broken = 0
      let brokenFrom = 0
      let brokenTo = 0
      let code: number
      for (;;) {
        const role = field < fields ? roles[field] : 0
        const from = i
        code = bytes[i]
        if (role === 0) {
          if (code === QUOTE) return { eaten: start, quoted: true }
          while (code !== separator && code !== LINE_FEED) code = bytes[++i]
        } else {
          let mantissa = 0
          let point = -1
          for (;;) {
            if (code >= ZERO && code <= NINE) mantissa = mantissa * 10 + (code - ZERO)
            else if (code === POINT && point < 0) point = i
            else break
            code = bytes[++i]
          }
          let to = i
          if (code === CARRIAGE_RETURN && bytes[i + 1] === LINE_FEED) code = bytes[++i]
          const decimals = point < 0 ? 0 : to - point - 1
          const isPlain =
            (code === separator || code === LINE_FEED) && mantissa < MOST_EXACT && decimals <= 15 && to - from > (point < 0 ? 0 : 1)
          let value: number
          if (isPlain) {
            value = mantissa / scales[decimals]
            if (role === TIME) value = timeOfNumber(value)
            else if (decimals > (role === VOLUME ? seen.volume : seen.price))
              value = noteDecimals(seen, role === VOLUME ? 'volume' : 'price', value, usedDecimals(mantissa, decimals))
          } else {
            while (code !== separator && code !== LINE_FEED) code = bytes[++i]
            to = i
            const text = bytes.toString('utf8', from, to).trim()
            if (text.startsWith('"')) return { eaten: start, quoted: true }
            if (role === TIME) value = parseTime(text)
            else {
              value = parseNumber(text)
              if (Number.isFinite(value)) value = noteDecimals(seen, role === VOLUME ? 'volume' : 'price', value, decimalsInText(text))
            }
          }
          if (!(value - value === 0) && broken === 0) {
            broken = role
            brokenFrom = from
            brokenTo = to
          }
          values[role] = value
        }
        field++
        if (code === LINE_FEED) break
        i++
      }
      if (i >= length && !last) {
        // Half a line may look like other numbers than the whole one: nothing of it counts.
        Object.assign(seen, { price, volume, rounded })
        return { eaten: start, quoted: false }
      }
      i++
      if (field !== fields) {
        if (field > 1 || bytes.toString('utf8', start, i).trim() !== '') gate.reject('fields', `${field} fields instead of ${fields}`, line)
      } else if (broken !== 0) {
        const text = bytes.toString('utf8', brokenFrom, brokenTo).trim()
        rejectField(gate, roleNames[broken], text, line, layout)
      } else {
        gate.push(values[1], values[2], values[3], values[4], values[5], values[6], line)
      }
      line++
      if (gate.refused()) break
    }
    return { eaten: Math.min(i, length), quoted: false }
  }
}

/** Decimals of mantissa ÷ 10^decimals without trailing zeros. */
function usedDecimals(mantissa: number, decimals: number): number {
  if (mantissa === 0) return 0
  while (decimals > 0 && mantissa % 10 === 0) {
    mantissa /= 10
    decimals--
  }
  return decimals
}

/** A field that holds no time or no number, in words that both readers use. */
export function rejectField(gate: BarGate, name: (typeof roleNames)[number], text: string, line: number, layout: CsvLayout): void {
  if (name === '') return
  const column = layout.columns[name]
  const quoted = text.length > 40 ? `"${text.slice(0, 40)}…"` : `"${text}"`
  if (name === 'time')
    gate.reject(
      'not-a-time',
      `${quoted} is no time; write 2024-01-31 14:30 (UTC) or seconds, milliseconds, microseconds since 1970`,
      line,
      column,
    )
  else
    gate.reject(
      'not-a-number',
      `${text === '' ? 'an empty field' : quoted} is no ${name}; write a number with a decimal point`,
      line,
      column,
    )
}
