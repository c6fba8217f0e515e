import { rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer'
import type { Instrument } from '../money/instruments.ts'
import { sliceCandles, type Candles } from './candles.ts'
import { plainText } from './decimals.ts'
import { INSTRUMENT_KEY } from './parquet.ts'
import { canceled, refuseFile, type Outcome, type Progress } from './problems.ts'
import { syncFolder, writeWhole } from './store-files.ts'

/** Rows written between two looks at the rest of the world. */
const ROWS = 50_000
/** A file somebody wants to have elsewhere is as readable as any other they write. */
const MODE = 0o666

/**
 * Writes bars as CSV: time (ISO, UTC), open, high, low, close, volume, numbers in full. Reading the file back gives the same bars.
 * The file appears whole or not at all; one of that name is replaced.
 */
export async function exportCsv(candles: Candles, path: string, { progress, signal }: Progress = {}): Promise<Outcome<{ bars: number }>> {
  const { time, open, high, low, close, volume, length } = candles
  return writing(path, signal, () =>
    writeWhole(
      path,
      async (file) => {
        await file.write('time,open,high,low,close,volume\n')
        for (let from = 0; from < length; from += ROWS) {
          signal?.throwIfAborted()
          const to = Math.min(length, from + ROWS)
          let text = ''
          for (let i = from; i < to; i++) {
            const stamp = new Date(time[i]).toISOString().replace('.000Z', 'Z')
            text += `${stamp},${plainText(open[i])},${plainText(high[i])},${plainText(low[i])},${plainText(close[i])},${plainText(volume[i])}\n`
          }
          await file.write(text)
          progress?.(to, length)
        }
      },
      MODE,
    ),
  ).then((written) => (written.ok ? { ok: true, bars: length } : written))
}

/**
 * Writes bars as Parquet: time as a timestamp in milliseconds, the rest as doubles, snappy, with the instrument record in the file's own notes.
 * Reading the file back gives the same bars and the same record. The file appears whole or not at all.
 */
export async function exportParquet(
  candles: Candles,
  instrument: Instrument,
  path: string,
  { progress, signal }: Progress = {},
): Promise<Outcome<{ bars: number }>> {
  const beside = `${path}.tmp`
  return writing(path, signal, async () => {
    try {
      const writer = fileWriter(beside)
      const table = new ParquetWriter({
        writer,
        schema: schemaFromColumnData({ columnData: columnsOf(candles, 0, 0) }),
        kvMetadata: [{ key: INSTRUMENT_KEY, value: JSON.stringify(instrument) }],
        createdBy: 'Weir',
      })
      for (let from = 0; from < candles.length; from += ROWS) {
        signal?.throwIfAborted()
        const to = Math.min(candles.length, from + ROWS)
        await table.write({ columnData: columnsOf(candles, from, to), rowGroupSize: ROWS })
        progress?.(to, candles.length)
      }
      await table.finish()
      await rename(beside, path)
      await syncFolder(dirname(path))
    } finally {
      await rm(beside, { force: true })
    }
  }).then((written) => (written.ok ? { ok: true, bars: candles.length } : written))
}

function columnsOf(candles: Candles, from: number, to: number) {
  const rows = sliceCandles(candles, from, to)
  const double = (name: 'open' | 'high' | 'low' | 'close' | 'volume') => ({
    name,
    data: rows[name],
    type: 'DOUBLE' as const,
    nullable: false,
  })
  const time = { name: 'time', data: Array.from(rows.time, (time) => new Date(time)), type: 'TIMESTAMP' as const, nullable: false }
  return [time, double('open'), double('high'), double('low'), double('close'), double('volume')]
}

/** Runs what writes a file and says in words what the disk, or the person, had against it. */
async function writing(path: string, signal: AbortSignal | undefined, write: () => Promise<void>): Promise<Outcome<object>> {
  try {
    await write()
    return { ok: true }
  } catch (error) {
    return signal?.aborted ? canceled : refuseFile(error, path)
  }
}
