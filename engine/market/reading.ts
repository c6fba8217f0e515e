import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Timeframe } from '../../nodes/define/timeframe.ts'
import { instrumentSchema, type Instrument } from '../money/instruments.ts'
import { createBarGate, type BarGate } from './bar-gate.ts'
import type { BarSink, ReadReport } from './bar-sink.ts'
import type { SeenGrid } from './csv-fields.ts'
import type { BarColumns } from './csv-layout.ts'
import { calendarFrom, deriveInstrument, symbolFrom } from './derive-instrument.ts'
import { canceled, refuse, type Outcome, type Progress, type Refusal } from './problems.ts'

export type ReadOptions = Progress & {
  /** Which market the bars are of; else the file's symbol column or its name tells. */
  readonly symbol?: string
  /** The record of the market; else one is derived from the figures. */
  readonly instrument?: Instrument
  /** What the bars are; else the most common step between them. */
  readonly timeframe?: Timeframe
  /** Leave broken rows out and count them, instead of refusing the file. */
  readonly skipBad?: boolean
}

/** A file on its way into a sink: what its rows are judged by, and what has to be done between pieces and at the end. */
export type Reading = {
  readonly gate: BarGate
  readonly seen: SeenGrid
  /** To be awaited between pieces, with how far the reading is: hands full blocks on. False says stop. */
  readonly between: (done: number) => Promise<boolean>
  /** To be called once, after the last row. */
  readonly conclude: () => Promise<Outcome<{ report: ReadReport }>>
}

/** A path that holds a regular file, and its size in bytes. */
export async function sizeOf(file: string): Promise<Outcome<{ size: number }>> {
  const info = await stat(file)
  if (info.isDirectory()) return refuse('folder', `"${file}" is a folder; name one candle file in it`, { file })
  if (!info.isFile()) return refuse('unreadable', `"${file}" is no ordinary file`, { file })
  if (info.size === 0) return refuse('empty', `"${file}" is empty: there is not one bar in it`, { file })
  return { ok: true, size: info.size }
}

/** Starts reading `file` into `sink`. `symbolText` is what the file itself calls its market, `total` what `between` counts up to. */
export async function startReading(
  file: string,
  columns: BarColumns,
  symbolText: string | undefined,
  total: number,
  options: ReadOptions,
  sink: BarSink,
): Promise<Outcome<{ reading: Reading }>> {
  if (options.symbol !== undefined && !instrumentSchema.shape.symbol.safeParse(options.symbol).success) {
    return refuse('name', `"${options.symbol}" is no symbol; write BASE/QUOTE in capitals and digits, such as BTC/USDT`)
  }
  if (options.signal?.aborted) return canceled
  const gate = createBarGate({ file, columns, skipBad: options.skipBad === true, timeframe: options.timeframe })
  const seen: SeenGrid = { price: 0, volume: 0, rounded: 0 }
  const symbol = options.symbol ?? options.instrument?.symbol ?? symbolFrom(symbolText ?? basename(file))
  let stopped: Refusal | undefined

  async function drain(): Promise<boolean> {
    const timeframe = gate.timeframe()
    if (timeframe === undefined) return true
    for (const block of gate.takeBlocks()) {
      const taken = await sink.take(block, symbol, timeframe, file)
      if (taken.ok) continue
      stopped = taken
      return false
    }
    return true
  }

  async function between(done: number): Promise<boolean> {
    if (options.signal?.aborted) stopped = canceled
    options.progress?.(done, total)
    return stopped === undefined && (await drain())
  }

  async function conclude(): Promise<Outcome<{ report: ReadReport }>> {
    if (stopped !== undefined) return stopped
    gate.finish()
    const timeframe = gate.timeframe()
    const faulty = gate.refused() || (gate.problems.length > 0 && options.skipBad !== true)
    if (faulty || timeframe === undefined) return { ok: false, problems: gate.problems }
    const given = options.instrument
    if (given !== undefined && seen.price > (given.tick.split('.')[1]?.length ?? 0)) {
      return refuse(
        'instrument',
        `prices have ${seen.price} decimals, but the given record of ${given.symbol} has a tick of ${given.tick}`,
        { file },
      )
    }
    if (!(await drain())) return stopped ?? canceled
    options.progress?.(total, total)
    const { bars, duplicates, bad, reversed, from, to } = gate.counts
    const instrument =
      given === undefined
        ? deriveInstrument(symbol, seen, calendarFrom(gate.counts, timeframe), file)
        : { ...given, symbol, base: symbol.split('/')[0], quote: symbol.split('/')[1] }
    const read = { timeframe, instrument, derived: given === undefined, bars, duplicates, reversed, from, to }
    return { ok: true, report: { ...read, rounded: seen.rounded, skipped: bad, skippedRows: gate.problems } }
  }

  await sink.reset()
  return { ok: true, reading: { gate, seen, between, conclude } }
}
