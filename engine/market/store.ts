import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { barLength, timeframes, type Timeframe } from '../../nodes/define/timeframe.ts'
import type { Instrument } from '../money/instruments.ts'
import { allocateCandles, candlesBetween, type Candles } from './candles.ts'
import { chunkKey, chunksOf, keyOfChunks } from './content-key.ts'
import { gapReport, type GapReport } from './gaps.ts'
import { canceled, refuse, refuseFile, type Outcome, type Progress } from './problems.ts'
import { damaged, HEADER, readChunk, readChunkTimes } from './store-chunk.ts'
import { dataFolder, MANIFEST, readManifest, seriesFolder, type ChunkEntry, type Manifest } from './store-files.ts'
import { lockSeries } from './store-lock.ts'
import { beginWrite, type SeriesWriter, type WriteReport } from './store-write.ts'

/** What the store holds of one instrument and timeframe. */
export type SeriesInfo = {
  readonly symbol: string
  readonly timeframe: Timeframe
  readonly instrument: Instrument
  readonly bars: number
  /** Open of the first bar and end of the last, UTC milliseconds. */
  readonly from: number
  readonly to: number
  /** Bytes on disk. */
  readonly bytes: number
}

/** Candles of a workspace on disk: `data/<BASE-QUOTE>/<timeframe>/`. Every answer is a value; nothing throws for what lies on the disk. */
export type CandleStore = {
  readonly list: () => Promise<Outcome<{ series: readonly SeriesInfo[]; damaged: readonly string[] }>>
  /** One series and its gaps by the instrument's calendar. */
  readonly info: (symbol: string, timeframe: Timeframe) => Promise<Outcome<{ series: SeriesInfo; gaps: GapReport }>>
  /** The bars that open in [from, to), UTC milliseconds, in shared memory, checked, with the key that names them by content. */
  readonly load: (
    symbol: string,
    timeframe: Timeframe,
    range?: { from?: number; to?: number } & Progress,
  ) => Promise<Outcome<{ candles: Candles; instrument: Instrument; dataKey: string }>>
  /** Starts an import; until its `commit` nothing changes. With `replace`, arriving bars win over different stored ones. */
  readonly begin: (symbol: string, timeframe: Timeframe, options?: { replace?: boolean }) => Promise<Outcome<{ writer: SeriesWriter }>>
  /** Merges bars that lie in memory into a series. */
  readonly write: (
    candles: Candles,
    timeframe: Timeframe,
    instrument: Instrument,
    options?: { replace?: boolean } & Progress,
  ) => Promise<Outcome<{ report: WriteReport }>>
  readonly delete: (symbol: string, timeframe: Timeframe) => Promise<Outcome<{ bars: number }>>
}

/** Chunks read between two looks at the rest of the world: about ten milliseconds. */
const CHUNKS_A_TURN = 64

/** The candles of a workspace folder, which need not exist yet. */
export function openCandleStore(workspace: string): CandleStore {
  async function found(symbol: string, timeframe: Timeframe): Promise<Outcome<{ folder: string; manifest: Manifest }>> {
    const place = seriesFolder(workspace, symbol, timeframe)
    if (!place.ok) return place
    const read = await readManifest(place.folder)
    if (!read.ok) return read
    if (read.manifest === undefined || read.manifest.chunks.length === 0) {
      return refuse('no-data', `no ${timeframe} bars of ${symbol} are stored; import some or see what there is with "weir data list"`)
    }
    return { ok: true, folder: place.folder, manifest: read.manifest }
  }

  const list: CandleStore['list'] = async () => {
    const series: SeriesInfo[] = []
    const broken: string[] = []
    const folders = await foldersIn(dataFolder(workspace))
    if (!folders.ok) return folders
    for (const name of folders.names) {
      for (const timeframe of timeframes) {
        const read = await readManifest(join(dataFolder(workspace), name, timeframe))
        if (!read.ok) broken.push(read.problems[0].message)
        else if (read.manifest !== undefined && read.manifest.chunks.length > 0) series.push(infoOf(read.manifest))
      }
    }
    return { ok: true, series, damaged: broken }
  }

  const info: CandleStore['info'] = async (symbol, timeframe) => {
    const at = await found(symbol, timeframe)
    if (!at.ok) return at
    const { folder, manifest } = at
    const series = infoOf(manifest)
    const times = new Float64Array(series.bars)
    let row = 0
    try {
      for (const entry of manifest.chunks) {
        readChunkTimes(folder, entry, times, row)
        row += entry.rows
      }
    } catch (error) {
      return refuseFile(error, folder)
    }
    return { ok: true, series, gaps: gapReport(times, timeframe, manifest.instrument.calendar) }
  }

  const load: CandleStore['load'] = async (symbol, timeframe, { from = -Infinity, to = Infinity, ...watch } = {}) => {
    for (let attempt = 0; ; attempt++) {
      const at = await found(symbol, timeframe)
      if (!at.ok) return at
      const { folder, manifest } = at
      const wanted = manifest.chunks.filter((entry) => entry.last >= from && entry.first < to)
      const read = await readChunks(folder, wanted, watch)
      // An import may have replaced a chunk after we read the manifest: look once more.
      if (!read.ok && read.problems[0].code === 'missing-file' && attempt === 0) continue
      if (!read.ok) return read
      const candles = candlesBetween(read.candles, from, to)
      const whole = new Map(wanted.map((entry) => [`${entry.first} ${entry.last}`, entry.key]))
      // A chunk that lies in the range as a whole has its key written down; only those cut by an end are hashed.
      const keys = Array.from(
        chunksOf(candles, timeframe),
        (rows) => whole.get(`${rows.time[0]} ${rows.time[rows.length - 1]}`) ?? chunkKey(rows),
      )
      return { ok: true, candles, instrument: manifest.instrument, dataKey: keyOfChunks(timeframe, keys) }
    }
  }

  const begin: CandleStore['begin'] = async (symbol, timeframe, options = {}) => {
    const place = seriesFolder(workspace, symbol, timeframe)
    if (!place.ok) return place
    try {
      return await beginWrite(place.folder, timeframe, options.replace === true)
    } catch (error) {
      return refuseFile(error, place.folder)
    }
  }

  const write: CandleStore['write'] = async (candles, timeframe, instrument, options = {}) => {
    const begun = await begin(instrument.symbol, timeframe, options)
    if (!begun.ok) return begun
    const { writer } = begun
    try {
      let done = 0
      for (const rows of chunksOf(candles, timeframe)) {
        const put = options.signal?.aborted ? canceled : await writer.put(rows)
        if (!put.ok) {
          await writer.abort()
          return put
        }
        done += rows.length
        options.progress?.(done, candles.length)
      }
      return { ok: true, report: await writer.commit(instrument) }
    } catch (error) {
      await writer.abort()
      return refuseFile(error, join(dataFolder(workspace), instrument.symbol))
    }
  }

  const remove: CandleStore['delete'] = async (symbol, timeframe) => {
    const place = seriesFolder(workspace, symbol, timeframe)
    if (!place.ok) return place
    const read = await readManifest(place.folder)
    // A damaged list of bars is deleted like any other: that is the way out of it.
    const bars = read.ok && read.manifest !== undefined ? infoOf(read.manifest).bars : 0
    if (read.ok && read.manifest === undefined) return refuse('no-data', `no ${timeframe} bars of ${symbol} are stored`)
    try {
      const locked = await lockSeries(place.folder)
      if (!locked.ok) return locked
      // Without its manifest the series is gone at once; the rest is only space.
      await rename(join(place.folder, MANIFEST), join(place.folder, `${MANIFEST}.tmp`))
      await rm(place.folder, { recursive: true, force: true })
    } catch (error) {
      return refuseFile(error, place.folder)
    }
    return { ok: true, bars }
  }

  return { list, info, load, begin, write, delete: remove }
}

/** Reads and checks chunks into shared memory, letting others have a turn now and then. */
async function readChunks(
  folder: string,
  entries: readonly ChunkEntry[],
  { signal, progress }: Progress,
): Promise<Outcome<{ candles: Candles }>> {
  const candles = allocateCandles(entries.reduce((sum, entry) => sum + entry.rows, 0))
  let row = 0
  for (const [i, entry] of entries.entries()) {
    if (signal?.aborted) return canceled
    const file = join(folder, entry.file)
    try {
      const wrong = readChunk(folder, entry, candles, row)
      if (wrong !== undefined) return refuse('corrupt', damaged(folder, entry, wrong), { file })
    } catch (error) {
      const refusal = refuseFile(error, file)
      return refusal.problems[0].code === 'missing-file' ? refuse('missing-file', damaged(folder, entry, 'it is gone'), { file }) : refusal
    }
    row += entry.rows
    if (i % CHUNKS_A_TURN !== CHUNKS_A_TURN - 1) continue
    progress?.(row, candles.length)
    await nextTurn()
  }
  progress?.(row, candles.length)
  return { ok: true, candles }
}

function infoOf({ timeframe, instrument, chunks }: Manifest): SeriesInfo {
  const bars = chunks.reduce((sum, entry) => sum + entry.rows, 0)
  const last = chunks.at(-1)
  return {
    symbol: instrument.symbol,
    timeframe,
    instrument,
    bars,
    from: chunks[0]?.first ?? 0,
    to: last === undefined ? 0 : last.last + barLength(timeframe),
    bytes: bars * 48 + chunks.length * HEADER,
  }
}

async function foldersIn(folder: string): Promise<Outcome<{ names: string[] }>> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
    return { ok: true, names: folders.sort() }
  } catch (error) {
    const refusal = refuseFile(error, folder)
    return refusal.problems[0].code === 'missing-file' ? { ok: true, names: [] } : refusal
  }
}
