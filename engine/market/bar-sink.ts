import type { Timeframe } from '../../nodes/define/timeframe.ts'
import type { Instrument } from '../money/instruments.ts'
import type { Block } from './bar-blocks.ts'
import { allocateCandles, type Candles } from './candles.ts'
import type { Outcome, Problem } from './problems.ts'
import type { CandleStore } from './store.ts'
import type { SeriesWriter, WriteReport } from './store-write.ts'

/** What reading a file came to. */
export type ReadReport = {
  readonly timeframe: Timeframe
  readonly instrument: Instrument
  /** The record was made from the figures, not given. */
  readonly derived: boolean
  readonly bars: number
  /** Rows that repeated the one before them and were left out. */
  readonly duplicates: number
  /** The file ran from newest to oldest and was turned round. */
  readonly reversed: boolean
  /** Open of the first bar and end of the last, UTC milliseconds. */
  readonly from: number
  readonly to: number
  /** Numbers with more than eight decimals, rounded to eight. */
  readonly rounded: number
  /** Broken rows left out because the person said so, and the first thousand of them. */
  readonly skipped: number
  readonly skippedRows: readonly Problem[]
}

/** Where the bars of a file go, block by block, each of one chunk; blocks rise or fall in time. */
export type BarSink = {
  readonly take: (block: Block, symbol: string, timeframe: Timeframe, file: string) => Promise<Outcome<object>>
  /** Forgets everything taken: the reading starts over. */
  readonly reset: () => Promise<void>
}

/** Keeps all bars in memory. */
export function memorySink(): BarSink & { candles: () => Candles } {
  let blocks: Candles[] = []
  return {
    take: async ({ candles }) => {
      blocks.push(candles)
      return { ok: true }
    },
    reset: async () => void (blocks = []),
    candles: () => {
      blocks.sort((a, b) => a.time[0] - b.time[0])
      const all = allocateCandles(blocks.reduce((sum, block) => sum + block.length, 0))
      let row = 0
      for (const block of blocks) {
        for (const name of ['time', 'open', 'high', 'low', 'close', 'volume'] as const) all[name].set(block[name], row)
        row += block.length
      }
      return all
    },
  }
}

/** Puts bars into a store as they come. Nothing counts before `commit`; `abort` leaves the store as it was. */
export function storeSink(
  store: CandleStore,
  replace: boolean,
): BarSink & { commit: (instrument: Instrument, derived: boolean) => Promise<WriteReport>; abort: () => Promise<void> } {
  let writer: SeriesWriter | undefined
  const abort = async () => {
    await writer?.abort()
    writer = undefined
  }
  return {
    take: async ({ candles, lines }, symbol, timeframe, file) => {
      if (writer === undefined) {
        const begun = await store.begin(symbol, timeframe, { replace })
        if (!begun.ok) return begun
        writer = begun.writer
      }
      return writer.put(candles, (row) => ({ file, line: lines[row] }))
    },
    reset: abort,
    commit: async (instrument, derived) => {
      if (writer === undefined) throw new Error('nothing was put into the store')
      return writer.commit(derived && writer.instrument !== undefined ? finer(writer.instrument, instrument) : instrument)
    },
    abort,
  }
}

/** The stored record, with the finer tick where arriving prices need one. */
function finer(stored: Instrument, arriving: Instrument): Instrument {
  return { ...stored, tick: Number(arriving.tick) < Number(stored.tick) ? arriving.tick : stored.tick }
}
