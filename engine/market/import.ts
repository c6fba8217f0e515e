import { memorySink, storeSink, type BarSink, type ReadReport } from './bar-sink.ts'
import type { Candles } from './candles.ts'
import { refuseFile, type Outcome } from './problems.ts'
import type { ReadOptions } from './reading.ts'
import type { CandleStore } from './store.ts'
import type { WriteReport } from './store-write.ts'

/** Reads a candle file (CSV or Parquet) into shared memory. */
export async function readCandleFile(file: string, options: ReadOptions = {}): Promise<Outcome<{ candles: Candles; report: ReadReport }>> {
  const sink = memorySink()
  const read = await reading(file, options, sink)
  return read.ok ? { ok: true, candles: sink.candles(), report: read.report } : read
}

/**
 * Imports a candle file (CSV or Parquet) of any size into the store, in bounded memory. A broken row, a bar that differs from a stored one, or a stop
 * leaves the store exactly as it was; an import killed half-way can be repeated and goes on where it ended.
 */
export async function importCandleFile(
  file: string,
  store: CandleStore,
  options: ReadOptions & { readonly replace?: boolean } = {},
): Promise<Outcome<{ report: ReadReport; written: WriteReport }>> {
  const sink = storeSink(store, options.replace === true)
  try {
    const read = await reading(file, options, sink)
    if (!read.ok) {
      await sink.abort()
      return read
    }
    const { report } = read
    return { ok: true, report, written: await sink.commit(report.instrument, report.derived) }
  } catch (error) {
    await sink.abort()
    return refuseFile(error, file)
  }
}

/** Parquet by its name, everything else as text. Each reader is loaded when it is needed: most runs need neither. */
const reading = async (file: string, options: ReadOptions, sink: BarSink): Promise<Outcome<{ report: ReadReport }>> =>
  /\.(parquet|pq)$/i.test(file)
    ? (await import('./parquet.ts')).readParquet(file, options, sink)
    : (await import('./csv.ts')).readCsv(file, options, sink)
