import { readdir, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Timeframe } from '../../nodes/define/timeframe.ts'
import type { Instrument } from '../money/instruments.ts'
import { allocateCandles, type Candles } from './candles.ts'
import { chunkOf } from './content-key.ts'
import { refuse, type Outcome } from './problems.ts'
import { damaged, readChunk, writeChunk } from './store-chunk.ts'
import { MANIFEST, readManifest, syncFolder, writeManifest, type ChunkEntry } from './store-files.ts'
import { lockSeries } from './store-lock.ts'
import { mergeCandles } from './store-merge.ts'

/** What an import did to a series. */
export type WriteReport = {
  /** Bars now stored that were not before. */
  readonly added: number
  /** Bars that were there already, equal to the last digit. */
  readonly duplicates: number
  /** Stored bars that gave way to newer ones. */
  readonly replaced: number
  /** All bars of the series now. */
  readonly bars: number
}

/** An import under way. Until `commit` the series is what it was; a process killed in the middle changes nothing. */
export type SeriesWriter = {
  /** The record stored with the series before this import. */
  readonly instrument: Instrument | undefined
  /** Bars of one chunk, rising in time. Chunks may come in any order, each once. `place(row)` says where a row came from, for messages. */
  readonly put: (rows: Candles, place?: (row: number) => { file: string; line: number }) => Promise<Outcome<object>>
  readonly commit: (instrument: Instrument) => Promise<WriteReport>
  /** Ends the import and removes what it wrote. */
  readonly abort: () => Promise<void>
}

/** Starts an import into the series in `folder`, which need not exist yet; `replace` lets arriving bars win over stored ones. */
export async function beginWrite(folder: string, timeframe: Timeframe, replace: boolean): Promise<Outcome<{ writer: SeriesWriter }>> {
  const locked = await lockSeries(folder)
  if (!locked.ok) return locked
  const read = await readManifest(folder)
  if (!read.ok) {
    await locked.release()
    return read
  }
  const before = read.manifest
  const entries = new Map((before?.chunks ?? []).map((entry) => [entry.chunk, entry]))
  const barsBefore = countBars([...entries.values()])
  let duplicates = 0
  let replaced = 0

  const put: SeriesWriter['put'] = async (rows, place) => {
    const chunk = chunkOf(timeframe, rows.time[0])
    const known = entries.get(chunk)
    if (known === undefined) {
      entries.set(chunk, await writeChunk(folder, chunk, rows))
      return { ok: true }
    }
    const stored = allocateCandles(known.rows)
    const wrong = readChunk(folder, known, stored, 0)
    if (wrong !== undefined) return refuse('corrupt', damaged(folder, known, wrong))
    const merged = mergeCandles(stored, rows, replace)
    if ('time' in merged) {
      const when = new Date(merged.time).toISOString()
      const message = `the bar of ${when} is stored as ${merged.stored} but arrives as ${merged.arriving}; import with replacement if the newer one is right`
      return refuse('conflict', message, place?.(merged.row))
    }
    duplicates += merged.duplicates
    replaced += merged.replaced
    if (merged.replaced > 0 || merged.candles.length > known.rows) entries.set(chunk, await writeChunk(folder, chunk, merged.candles))
    return { ok: true }
  }

  const commit: SeriesWriter['commit'] = async (instrument) => {
    const chunks = [...entries.values()].sort((a, b) => a.chunk - b.chunk)
    await syncFolder(folder)
    await writeManifest(folder, { format: 'weir-candles', formatVersion: 1, timeframe, instrument, chunks })
    await sweep(folder, chunks)
    await locked.release()
    const bars = countBars(chunks)
    return { added: bars - barsBefore, duplicates, replaced, bars }
  }

  const abort: SeriesWriter['abort'] = async () => {
    await sweep(folder, before?.chunks ?? [])
    await locked.release()
    // A series that never came to be leaves no empty folder; one that another import has begun to fill stays.
    if (before === undefined) await rmdir(folder).catch(() => undefined)
  }

  return { ok: true, writer: { instrument: before?.instrument, put, commit, abort } }
}

const countBars = (entries: readonly ChunkEntry[]): number => entries.reduce((sum, entry) => sum + entry.rows, 0)

/** Removes what no manifest names: replaced chunks and what killed imports left behind. */
async function sweep(folder: string, kept: readonly ChunkEntry[]): Promise<void> {
  const names = new Set([MANIFEST, 'import.lock', ...kept.map((entry) => entry.file)])
  for (const name of await readdir(folder)) {
    if (!names.has(name) && /\.(bars|tmp)$/.test(name)) await rm(join(folder, name), { force: true })
  }
}
