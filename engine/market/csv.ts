import { open } from 'node:fs/promises'
import type { BarGate } from './bar-gate.ts'
import type { BarSink, ReadReport } from './bar-sink.ts'
import { createCarefulScanner } from './csv-careful.ts'
import type { SeenGrid } from './csv-fields.ts'
import { sniffCsv, type CsvLayout } from './csv-layout.ts'
import { createScanner, type Scan } from './csv-scan.ts'
import { refuseFile, type Outcome } from './problems.ts'
import { sizeOf, startReading, type Reading, type ReadOptions } from './reading.ts'

/** Bytes read at a time: large enough that reading costs nothing, small enough to forget. */
const PIECE = 4 << 20
const HEAD = 64 << 10

/**
 * Reads a candle file of any size in pieces and hands its bars, judged and in blocks, to `sink`. Understands header or none, comma, semicolon, tab and |,
 * quotes, byte order marks, ISO times and seconds to nanoseconds, and the column orders of Binance, Kraken, CryptoDataDownload and TradingView.
 * Anything wrong is answered as problems with line and column; then the sink must forget what it got.
 */
export async function readCsv(file: string, options: ReadOptions, sink: BarSink): Promise<Outcome<{ report: ReadReport }>> {
  try {
    const sized = await sizeOf(file)
    if (!sized.ok) return sized
    const head = await readHead(file)
    const sniffed = sniffCsv(head, head.length < HEAD, file)
    if (!sniffed.ok) return sniffed
    const { layout } = sniffed
    const quick = layout.odd ? undefined : await pass(file, layout, options, sink, sized.size, createScanner)
    if (quick !== undefined) return quick
    // Quotes, perhaps only far down in a plain file: once more from the start, with the reader that understands them.
    const careful = await pass(file, layout, options, sink, sized.size, createCarefulScanner)
    if (careful === undefined) throw new Error('the careful reader gave up on quotes')
    return careful
  } catch (error) {
    return refuseFile(error, file)
  }
}

type CreateScan = (layout: CsvLayout, gate: BarGate, seen: SeenGrid) => Scan

async function readHead(file: string): Promise<Buffer> {
  const handle = await open(file, 'r')
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** One reading of the file from its first bar to its end; undefined where a quote stopped it. */
async function pass(
  file: string,
  layout: CsvLayout,
  options: ReadOptions,
  sink: BarSink,
  size: number,
  createScan: CreateScan,
): Promise<Outcome<{ report: ReadReport }> | undefined> {
  const started = await startReading(file, layout.columns, layout.symbolText, size, options, sink)
  if (!started.ok) return started
  const { reading } = started
  const scan = createScan(layout, reading.gate, reading.seen)
  return (await readPieces(file, layout, reading, scan)) ? reading.conclude() : undefined
}

/** Feeds the file to a scanner piece by piece, until it ends, is refused or is stopped. False where a quote needs another scanner. */
async function readPieces(file: string, layout: CsvLayout, { gate, between }: Reading, scan: Scan): Promise<boolean> {
  const handle = await open(file, 'r')
  try {
    const buffer = Buffer.alloc(PIECE + 1)
    let position = layout.firstByte
    let kept = 0
    for (;;) {
      const { bytesRead } = await handle.read(buffer, kept, PIECE - kept, position)
      position += bytesRead
      const length = kept + bytesRead
      const last = bytesRead === 0
      const { eaten, quoted } = scan(buffer, length, last)
      if (quoted) return false
      if (last || gate.refused()) return true
      if (eaten === 0 && length === PIECE) {
        gate.reject('fields', 'a line without end: this is no candle file', layout.firstLine)
        return true
      }
      buffer.copyWithin(0, eaten, length)
      kept = length - eaten
      if (!(await between(position))) return true
    }
  } finally {
    await handle.close()
  }
}
