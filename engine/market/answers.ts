import type { Timeframe } from '../../nodes/define/timeframe.ts'
import type { DataReplies, Preview } from '../protocol/data-requests.ts'
import type { NotHad } from '../protocol/report-requests.ts'
import type { RequestOptions } from '../protocol/requests.ts'
import type { ReadReport } from './bar-sink.ts'
import type { Candles } from './candles.ts'
import { exportCsv, exportParquet } from './export.ts'
import { importCandleFile, readCandleFile } from './import.ts'
import { describeProblem, type Progress, type Refusal } from './problems.ts'
import { openSource } from './sources.ts'
import { openCandleStore } from './store.ts'
import type { Uploads } from './uploads.ts'

type Replier<Name extends keyof DataReplies, Input> = (input: Input, options: RequestOptions) => Promise<DataReplies[Name]>
type Series = { readonly symbol: string; readonly timeframe: Timeframe }

/** Answers of every request about candles, by name: what the engine's table of handlers takes in. */
export type DataAnswers = {
  readonly 'data.import': Replier<
    'data.import',
    { file: string; symbol?: string | undefined; timeframe?: Timeframe | undefined; skipBad: boolean; replace: boolean }
  >
  readonly 'data.upload': Replier<'data.upload', { upload: string | null; name: string; bytes: Uint8Array }>
  readonly 'data.preview': Replier<'data.preview', { file: string; symbol?: string | undefined; timeframe?: Timeframe | undefined }>
  readonly 'data.discard': Replier<'data.discard', { upload: string }>
  readonly 'data.remove': Replier<'data.remove', Series>
  readonly 'data.list': Replier<'data.list', object>
  readonly 'data.info': Replier<'data.info', Series>
  readonly 'data.export': Replier<'data.export', Series & { source: string; from: number | null; to: number | null; file: string }>
}

/** Problems of one file that are said; the rest is counted. */
const MOST_PROBLEMS = 20
/** Broken lines a preview names: enough to see what kind of file it is. */
const MOST_BROKEN = 200
const FIRST_BARS = 5
const ALL_TIME = 8.64e15

/** `workspace` is the folder whose candles are meant; absent: nothing is stored. */
export function answerData(workspace: string | undefined, uploads: Uploads): DataAnswers {
  const store = workspace === undefined ? undefined : openCandleStore(workspace)
  const nowhere: NotHad = { ok: false, message: 'there is no workspace, so no candles are kept' }
  return {
    async 'data.import'({ file, symbol, timeframe, skipBad, replace }, options) {
      if (!store) return nowhere
      const at = uploads.pathOf(file)
      if (!at.ok) return said(at)
      const wanted = { skipBad, replace, ...(symbol === undefined ? {} : { symbol }), ...(timeframe === undefined ? {} : { timeframe }) }
      const result = await importCandleFile(at.path, store, { ...wanted, ...told(options, 'importing', 'MB', 1e6) })
      if (!result.ok) return said(result)
      const { report, written } = result
      const imported = {
        symbol: report.instrument.symbol,
        timeframe: report.timeframe,
        instrument: report.instrument,
        derived: report.derived,
        bars: report.bars,
        from: report.from,
        to: report.to,
        added: written.added,
        alreadyThere: written.duplicates,
        replaced: written.replaced,
        duplicates: report.duplicates,
        skipped: report.skipped,
        skippedRows: report.skippedRows.slice(0, MOST_PROBLEMS).map(describeProblem),
        rounded: report.rounded,
        reversed: report.reversed,
      }
      return { ok: true, imported }
    },

    async 'data.upload'({ upload, name, bytes }) {
      const added = await uploads.add(upload, name, bytes)
      return added.ok ? added : said(added)
    },

    async 'data.preview'({ file, symbol, timeframe }, options) {
      const at = uploads.pathOf(file)
      if (!at.ok) return said(at)
      const wanted = { skipBad: true, ...(symbol === undefined ? {} : { symbol }), ...(timeframe === undefined ? {} : { timeframe }) }
      const read = await readCandleFile(at.path, { ...wanted, ...told(options, 'reading', 'MB', 1e6) })
      return read.ok ? { ok: true, preview: previewOf(read) } : said(read)
    },

    async 'data.discard'({ upload }) {
      await uploads.drop(upload)
      return {}
    },

    async 'data.remove'({ symbol, timeframe }) {
      if (!store) return nowhere
      const removed = await store.delete(symbol, timeframe)
      return removed.ok ? removed : said(removed)
    },

    async 'data.list'() {
      if (!store) return nowhere
      const result = await store.list()
      return result.ok ? result : said(result)
    },

    async 'data.info'({ symbol, timeframe }) {
      if (!store) return nowhere
      const result = await store.info(symbol, timeframe)
      return result.ok ? result : said(result)
    },

    async 'data.export'({ source: spec, symbol, timeframe, from, to, file }, options) {
      const opened = await openSource(spec, { symbol, ...(workspace === undefined ? {} : { workspace }) })
      if (!opened.ok) return said(opened)
      const { source } = opened
      const range = [from ?? source.range.from, to ?? Math.min(source.range.to, ALL_TIME)] as const
      const loaded = await source.candles(timeframe, ...range, told(options, 'reading candles'))
      if (!loaded.ok) return said(loaded)
      if (loaded.candles.length === 0) return { ok: false, message: `${source.name} has no ${timeframe} bars in this range` }
      const writing = told(options, 'writing', 'bars')
      const written = /\.(parquet|pq)$/i.test(file)
        ? await exportParquet(loaded.candles, source.instrument, file, writing)
        : await exportCsv(loaded.candles, file, writing)
      return written.ok ? written : said(written)
    },
  }
}

function previewOf({ candles, report }: { candles: Candles; report: ReadReport }): Preview {
  const { instrument, timeframe, derived, bars, from, to, duplicates, rounded, reversed, skipped, skippedRows } = report
  return {
    symbol: instrument.symbol,
    timeframe,
    instrument,
    derived,
    bars,
    from,
    to,
    duplicates,
    rounded,
    reversed,
    broken: skipped,
    brokenRows: skippedRows.slice(0, MOST_BROKEN).map(({ file: _file, ...problem }) => describeProblem(problem)),
    first: Array.from(
      { length: Math.min(FIRST_BARS, candles.length) },
      (_, i) => [candles.time[i]!, candles.open[i]!, candles.high[i]!, candles.low[i]!, candles.close[i]!, candles.volume[i]!] as const,
    ),
  }
}

function said({ problems }: Refusal): NotHad {
  const lines = problems.slice(0, MOST_PROBLEMS).map(describeProblem)
  if (problems.length > MOST_PROBLEMS) lines.push(`and ${problems.length - MOST_PROBLEMS} more`)
  return { ok: false, message: lines.join('\n') }
}

/** What one asks of a request as what files and stores take. `scale` is how many of what they count make one `unit`. */
function told({ onProgress, signal }: RequestOptions, doing: string, unit?: string, scale = 1): Progress {
  const amount = (done: number) => (unit === undefined ? undefined : { done: done / scale, unit })
  return {
    ...(onProgress ? { progress: (done: number, total: number) => onProgress(done / total, doing, amount(done)) } : {}),
    ...(signal ? { signal } : {}),
  }
}
