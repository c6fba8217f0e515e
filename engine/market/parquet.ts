import { open, type FileHandle } from 'node:fs/promises'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { parquetMetadataAsync, parquetRead, type AsyncBuffer, type Compressors, type FileMetaData } from 'hyparquet'
import { z } from 'zod'
import { instrumentSchema, type Instrument } from '../money/instruments.ts'
import type { BarSink, ReadReport } from './bar-sink.ts'
import { noteDecimals, parseNumber, parseTime, timeOfNumber, type SeenGrid } from './csv-fields.ts'
import { columnsByName, type BarColumns } from './csv-layout.ts'
import { MOST_DECIMALS, onGrid } from './decimals.ts'
import { refuse, refuseFile, type Outcome } from './problems.ts'
import { sizeOf, startReading, type Reading, type ReadOptions } from './reading.ts'

/** Under this key our own files carry their instrument record. */
export const INSTRUMENT_KEY = 'weir.instrument'

const compressors: Compressors = { GZIP: (input) => gunzipSync(input), BROTLI: (input) => brotliDecompressSync(input) }
const count = z.bigint().min(0n).max(0x7fffffffn)
const tableShape = z.object({
  num_rows: count,
  schema: z.array(z.object({ name: z.string() })).min(2),
  row_groups: z.array(z.object({ num_rows: count, columns: z.array(z.unknown()) })),
})
const figures = ['time', 'open', 'high', 'low', 'close', 'volume'] as const

/**
 * Reads a Parquet file of bars, one row group at a time, and hands them to `sink` by the same rules as a CSV file; in problems, a row of the table is its line.
 * Columns are found by the same names. Times may be timestamps, integers in any unit, or ISO text. Snappy, gzip and brotli are understood.
 */
export async function readParquet(file: string, options: ReadOptions, sink: BarSink): Promise<Outcome<{ report: ReadReport }>> {
  let handle: FileHandle | undefined
  try {
    const sized = await sizeOf(file)
    if (!sized.ok) return sized
    handle = await open(file, 'r')
    const buffer = bufferOf(handle, sized.size)
    const opened = await readMetadata(buffer, file)
    if (!opened.ok) return opened
    const { metadata } = opened
    // The first element of a schema is the table itself; bars are flat, so every other is a column.
    const names = metadata.schema.slice(1).map((element) => element.name)
    const found = columnsByName(names, undefined, file)
    if (!found.ok) return found
    const record = options.instrument ?? carriedRecord(metadata)
    const total = Number(metadata.num_rows)
    const started = await startReading(
      file,
      found.columns,
      undefined,
      total,
      record === undefined ? options : { ...options, instrument: record },
      sink,
    )
    if (!started.ok) return started
    const read = await readRowGroups(buffer, metadata, names, found.columns, started.reading, file)
    return read.ok ? await started.reading.conclude() : read
  } catch (error) {
    return refuseFile(error, file)
  } finally {
    await handle?.close()
  }
}

function bufferOf(handle: FileHandle, byteLength: number): AsyncBuffer {
  return {
    byteLength,
    slice: async (start, end = byteLength) => {
      const bytes = new Uint8Array(Math.max(0, end - start))
      await handle.read(bytes, 0, bytes.length, start)
      return bytes.buffer
    },
  }
}

/** What the end of the file says, as far as it makes sense: damage there need not make the library throw. */
async function readMetadata(buffer: AsyncBuffer, file: string): Promise<Outcome<{ metadata: FileMetaData }>> {
  try {
    const metadata = await parquetMetadataAsync(buffer)
    const sound = tableShape.safeParse(metadata).success
    return sound ? { ok: true, metadata } : unreadable(new Error('its description of itself is damaged'), file)
  } catch (error) {
    return unreadable(error, file)
  }
}

/** The library throws for whatever it cannot read; for us that is a fact about the file. */
function unreadable(error: unknown, file: string) {
  const reason = error instanceof Error ? error.message : String(error)
  return refuse(
    'unknown-layout',
    `"${file}" cannot be read as Parquet (${reason}); write it again uncompressed or with snappy, or as CSV`,
    { file },
  )
}

function carriedRecord(metadata: FileMetaData): Instrument | undefined {
  const text = metadata.key_value_metadata?.find((entry) => entry.key === INSTRUMENT_KEY)?.value
  if (text === undefined) return undefined
  try {
    const parsed = instrumentSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : undefined
  } catch {
    // Another program wrote something else under our key: the record is derived, as for any other file.
    return undefined
  }
}

async function readRowGroups(
  buffer: AsyncBuffer,
  metadata: FileMetaData,
  names: readonly string[],
  columns: BarColumns,
  { gate, seen, between }: Reading,
  file: string,
): Promise<Outcome<object>> {
  let rowStart = 0
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows)
    const data = new Map<string, ArrayLike<unknown>>()
    try {
      const wanted = figures.map((name) => names[columns[name]])
      await parquetRead({
        file: buffer,
        metadata,
        compressors,
        columns: wanted,
        rowStart,
        rowEnd,
        onChunk: (chunk) => void data.set(chunk.columnName, chunk.columnData),
      })
    } catch (error) {
      return unreadable(error, file)
    }
    const cells = figures.map((name) => data.get(names[columns[name]]) ?? [])
    if (cells.some((column) => column.length !== rowEnd - rowStart))
      return unreadable(new Error('its columns have different lengths'), file)
    for (let i = 0; i < rowEnd - rowStart && !gate.refused(); i++) pushRow(cells, i, rowStart + i + 1, columns, gate, seen)
    rowStart = rowEnd
    if (gate.refused() || !(await between(rowStart))) break
  }
  return { ok: true }
}

function pushRow(
  cells: readonly ArrayLike<unknown>[],
  row: number,
  line: number,
  columns: BarColumns,
  gate: Reading['gate'],
  seen: SeenGrid,
): void {
  const values: number[] = []
  for (const [i, name] of figures.entries()) {
    const cell = cells[i][row]
    const value = name === 'time' ? timeOfCell(cell) : numberOfCell(cell)
    if (!Number.isFinite(value)) {
      gate.reject(name === 'time' ? 'not-a-time' : 'not-a-number', `${cellText(cell)} is no ${name}`, line, columns[name])
      return
    }
    values.push(name === 'time' ? value : onSeenGrid(seen, name === 'volume' ? 'volume' : 'price', value))
  }
  const [time, open, high, low, close, volume] = values
  gate.push(time, open, high, low, close, volume, line)
}

function timeOfCell(cell: unknown): number {
  if (cell instanceof Date) return cell.getTime()
  if (typeof cell === 'bigint' || typeof cell === 'number') return timeOfNumber(Number(cell))
  return typeof cell === 'string' ? parseTime(cell.trim()) : NaN
}

function numberOfCell(cell: unknown): number {
  if (typeof cell === 'number') return cell
  if (typeof cell === 'bigint') return Number(cell)
  return typeof cell === 'string' ? parseNumber(cell.trim()) : NaN
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return 'an empty cell'
  return typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'boolean'
    ? `"${cell}"`
    : 'a cell that holds neither number nor text'
}

/** The number on the grid of at most eight decimals, the grid made finer where it needs to be. */
function onSeenGrid(seen: SeenGrid, kind: 'price' | 'volume', value: number): number {
  let decimals = seen[kind]
  while (decimals < MOST_DECIMALS && !onGrid(value, decimals)) decimals++
  return noteDecimals(seen, kind, value, onGrid(value, decimals) ? decimals : MOST_DECIMALS + 1)
}
