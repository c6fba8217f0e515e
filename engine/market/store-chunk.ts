import { closeSync, fstatSync, openSync, readvSync, readSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { crc32 } from 'node:zlib'
import { allocateCandles, sliceCandles, type Candles } from './candles.ts'
import { bytesOf, chunkKey } from './content-key.ts'
import { writeWhole, type ChunkEntry } from './store-files.ts'

/**
 * A chunk file: 24 bytes of header, then the columns time, open, high, low, close, volume one after the other, as little-endian doubles.
 * Header: "WEIRBARS", format version, rows, CRC-32 of the columns, CRC-32 of the header so far.
 * Columns lie in one piece each, so the file is read straight into the rows of the target columns.
 */
export const HEADER = 24
const MAGIC = 'WEIRBARS'
const VERSION = 1

const columnsOf = (rows: Candles): Uint8Array[] => [rows.time, rows.open, rows.high, rows.low, rows.close, rows.volume].map(bytesOf)

function checksum(columns: readonly Uint8Array[]): number {
  let value = 0
  for (const column of columns) value = crc32(column, value)
  return value
}

function headerOf(rows: number, columns: readonly Uint8Array[]): Buffer {
  const header = Buffer.alloc(HEADER)
  header.write(MAGIC, 0, 'latin1')
  header.writeUInt32LE(VERSION, 8)
  header.writeUInt32LE(rows, 12)
  header.writeUInt32LE(checksum(columns), 16)
  header.writeUInt32LE(crc32(header.subarray(0, 20)), 20)
  return header
}

/** Writes the rows of one chunk and answers its entry. A file that an interrupted import left behind whole is taken as it is. */
export async function writeChunk(folder: string, chunk: number, rows: Candles): Promise<ChunkEntry> {
  const key = chunkKey(rows)
  const entry: ChunkEntry = {
    chunk,
    rows: rows.length,
    first: rows.time[0],
    last: rows.time[rows.length - 1],
    file: `${chunk}-${key.slice(0, 16)}.bars`,
    key,
  }
  const path = join(folder, entry.file)
  if (await exists(path)) {
    const left = allocateCandles(entry.rows)
    if (readChunk(folder, entry, left, 0) === undefined && chunkKey(left) === key) return entry
  }
  const columns = columnsOf(rows)
  await writeWhole(path, (file) => file.writev([headerOf(rows.length, columns), ...columns]))
  return entry
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/**
 * Reads a chunk into rows `at` … of `target` and checks it. Answers undefined where all is well, else what is wrong with the file in a few words.
 * Synchronous: a chunk takes about a tenth of a millisecond, less than handing it to a thread and back. Throws where there is no such file.
 */
export function readChunk(folder: string, entry: ChunkEntry, target: Candles, at: number): string | undefined {
  const file = openSync(join(folder, entry.file), 'r')
  try {
    const header = Buffer.alloc(HEADER)
    const columns = columnsOf(sliceCandles(target, at, at + entry.rows))
    const size = HEADER + entry.rows * 48
    if (fstatSync(file).size !== size) return 'it has another length than was written'
    if (readvSync(file, [header, ...columns], 0) !== size) return 'it could not be read to its end'
    return judge(header, entry, columns)
  } finally {
    closeSync(file)
  }
}

function judge(header: Buffer, entry: ChunkEntry, columns: readonly Uint8Array[]): string | undefined {
  if (header.toString('latin1', 0, 8) !== MAGIC || header.readUInt32LE(20) !== crc32(header.subarray(0, 20)))
    return 'its header is not one of a chunk of bars'
  if (header.readUInt32LE(8) !== VERSION) return `it was written by another version (format ${header.readUInt32LE(8)})`
  if (header.readUInt32LE(12) !== entry.rows) return 'it holds another number of bars than was written'
  if (header.readUInt32LE(16) !== checksum(columns)) return 'its checksum does not match'
  return undefined
}

/** Reads the open times alone, into `target` from `at`; unchecked, for reports about what is there. */
export function readChunkTimes(folder: string, entry: ChunkEntry, target: Float64Array, at: number): void {
  const file = openSync(join(folder, entry.file), 'r')
  try {
    readSync(file, bytesOf(target.subarray(at, at + entry.rows)), 0, entry.rows * 8, HEADER)
  } finally {
    closeSync(file)
  }
}

/** The words for a damaged chunk. */
export function damaged(folder: string, entry: ChunkEntry, wrong: string): string {
  const day = (time: number) => new Date(time).toISOString().slice(0, 10)
  return `the stored bars of ${day(entry.first)} to ${day(entry.last)} are damaged (${basename(folder)}/${entry.file}: ${wrong}); delete the series and import it again`
}
