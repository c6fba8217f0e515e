/**
 * Values as bytes, for both ends of the channel and both kinds of wire: JSON for what JSON can say, and beside it what it cannot. Columns
 * (Float64Array, Uint8Array) travel as their own bytes, and NaN, ±∞, −0 and gaps in lists arrive as they left. Uses nothing but
 * the language, so window and engine run the same file.
 *
 * Layout: length of the JSON as u32, the JSON, zeros up to a multiple of 8, then each column's bytes, padded likewise. The JSON is
 * `[value]` or `[value, notes]`; a note says what stands in place of a null: `[kind, path, length?]`. Little-endian, as every
 * machine is that runs a browser.
 */

/** The bytes are not a value, or the value cannot be put in bytes. The message says what is wrong with it. */
export class CodecError extends Error {
  override readonly name: string = 'CodecError'
}

/** More than fits into a message. */
export class TooLarge extends CodecError {
  override readonly name = 'TooLarge'
}

type Step = string | number
type Kind = 'f64' | 'u8' | 'nan' | 'inf' | '-inf' | '-0' | 'undefined'
type Note = readonly [kind: Kind, path: readonly Step[], length?: number]

/** A strategy nests a handful of levels; what nests deeper than this is a circle or an attack. */
const DEEPEST = 64
const COUNT = 4
const ALIGN = 8
const SINGLE: Readonly<Record<Exclude<Kind, 'f64' | 'u8'>, number | undefined>> = {
  nan: NaN,
  inf: Infinity,
  '-inf': -Infinity,
  '-0': -0,
  undefined,
}

/**
 * Plain data (null, booleans, numbers, texts, lists, records), columns, and anything that can be gone through once, which becomes a
 * list. `room` bytes are left free at the front for whoever sends it. Throws a CodecError for a function, a bigint, a circle.
 */
export function encode(value: unknown, room = 0): Uint8Array {
  const notes: Note[] = []
  const columns: (Float64Array | Uint8Array)[] = []
  const plain = flatten(value, [], notes, columns)
  const json = new TextEncoder().encode(textOf(notes.length === 0 ? [plain] : [plain, notes]))
  const start = aligned(COUNT + json.length)
  const total = columns.reduce((sum, column) => sum + aligned(column.byteLength), columns.length === 0 ? COUNT + json.length : start)
  const bytes = new Uint8Array(room + total)
  new DataView(bytes.buffer).setUint32(room, json.length, true)
  bytes.set(json, room + COUNT)
  let at = room + start
  for (const column of columns) {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at)
    at += aligned(column.byteLength)
  }
  return bytes
}

/** What `encode` was given. Columns are views of `bytes` where these begin at a multiple of 8. Throws a CodecError when the bytes are not such a value. */
export function decode(bytes: Uint8Array): unknown {
  if (bytes.length < COUNT) throw new CodecError('the message is cut off')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = COUNT + view.getUint32(0, true)
  if (end > bytes.length) throw new CodecError('the message is cut off')
  const wrapped = parseJson(bytes.subarray(COUNT, end))
  if (!Array.isArray(wrapped) || wrapped.length < 1 || wrapped.length > 2) throw new CodecError('the message is not of the agreed form')
  const [, notes = []] = wrapped as [unknown, unknown?]
  if (!Array.isArray(notes)) throw new CodecError('the message is not of the agreed form')
  let at = notes.some(isColumnNote) ? aligned(end) : end
  for (const note of notes) {
    if (!isNote(note)) throw new CodecError('the message is not of the agreed form')
    const [kind, path, length = 0] = note
    if (kind === 'f64' || kind === 'u8') {
      const size = kind === 'f64' ? length * 8 : length
      if (at + aligned(size) > bytes.length) throw new CodecError('a column is cut off')
      put(wrapped, path, column(kind, bytes, at, length))
      at += aligned(size)
    } else put(wrapped, path, SINGLE[kind])
  }
  if (at !== bytes.length) throw new CodecError('there is more in the message than it says')
  return wrapped[0]
}

/** The value as JSON can say it; itself where nothing had to be taken out. */
function flatten(value: unknown, path: Step[], notes: Note[], columns: (Float64Array | Uint8Array)[]): unknown {
  if (typeof value === 'number') {
    const kind = singleKind(value)
    if (kind === undefined) return value
    notes.push([kind, [...path]])
    return null
  }
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (value === undefined) {
    // A record leaves it out, as JSON does; only a list has to keep the place.
    if (typeof path.at(-1) === 'number' || path.length === 0) notes.push(['undefined', [...path]])
    return path.length === 0 ? null : value
  }
  if (typeof value !== 'object') throw new CodecError(`a ${typeof value} cannot be sent`)
  if (path.length >= DEEPEST) throw new CodecError(`what is sent nests deeper than ${DEEPEST} levels, or is a circle`)
  if (value instanceof Float64Array || value instanceof Uint8Array) {
    notes.push([value instanceof Float64Array ? 'f64' : 'u8', [...path], value.length])
    columns.push(value)
    return null
  }
  if (ArrayBuffer.isView(value)) throw new CodecError('of columns only Float64Array and Uint8Array can be sent')
  if (Array.isArray(value)) return flattenList(value, path, notes, columns)
  if (Symbol.iterator in value) return flattenList([...(value as Iterable<unknown>)], path, notes, columns)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw new CodecError('only plain records can be sent')
  let changed: Record<string, unknown> | undefined
  for (const [key, inner] of Object.entries(value)) {
    path.push(key)
    const flat = flatten(inner, path, notes, columns)
    path.pop()
    if (flat !== inner) (changed ??= { ...value })[key] = flat
  }
  return changed ?? value
}

function flattenList(list: readonly unknown[], path: Step[], notes: Note[], columns: (Float64Array | Uint8Array)[]): readonly unknown[] {
  let changed: unknown[] | undefined
  for (let i = 0; i < list.length; i++) {
    path.push(i)
    const flat = flatten(list[i], path, notes, columns)
    path.pop()
    if (flat !== list[i]) (changed ??= [...list])[i] = flat
  }
  return changed ?? list
}

function singleKind(value: number): keyof typeof SINGLE | undefined {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : undefined
  if (Number.isNaN(value)) return 'nan'
  return value > 0 ? 'inf' : '-inf'
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch (error) {
    // Circles were found before: what is left is a text longer than the language allows.
    throw new TooLarge('what is sent does not fit into one text', { cause: error })
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new CodecError('the message is not JSON')
  }
}

const isColumnNote = (note: unknown) => Array.isArray(note) && (note[0] === 'f64' || note[0] === 'u8')

function isNote(note: unknown): note is Note {
  if (!Array.isArray(note) || note.length < 2 || note.length > 3) return false
  const [kind, path, length] = note as unknown[]
  if (!Array.isArray(path) || path.length > DEEPEST) return false
  if (!path.every((step) => typeof step === 'string' || (typeof step === 'number' && Number.isInteger(step) && step >= 0))) return false
  if (kind === 'f64' || kind === 'u8') return typeof length === 'number' && Number.isInteger(length) && length >= 0
  return length === undefined && typeof kind === 'string' && Object.hasOwn(SINGLE, kind)
}

function column(kind: 'f64' | 'u8', bytes: Uint8Array, at: number, length: number): Float64Array | Uint8Array {
  const from = bytes.byteOffset + at
  if (kind === 'u8') return new Uint8Array(bytes.buffer, from, length)
  if (from % ALIGN === 0) return new Float64Array(bytes.buffer, from, length)
  return new Float64Array(bytes.slice(at, at + length * 8).buffer)
}

/** Puts a value where a null stands, and nowhere else: a path may not lead to what every object has, or make anything new. */
function put(wrapped: unknown[], path: readonly Step[], value: unknown): void {
  let inside: object = wrapped
  let key: Step = 0
  for (const step of path) {
    const next: unknown = Reflect.get(inside, key)
    if (typeof next !== 'object' || next === null || !Object.hasOwn(next, step))
      throw new CodecError('the message is not of the agreed form')
    inside = next
    key = step
  }
  if (Reflect.get(inside, key) !== null) throw new CodecError('the message is not of the agreed form')
  Object.defineProperty(inside, key, { value, writable: true, enumerable: true, configurable: true })
}

const aligned = (size: number) => Math.ceil(size / ALIGN) * ALIGN
