import { basename } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { barLength, type Timeframe } from '../../nodes/define/timeframe.ts'
import type { ReadReport } from './bar-sink.ts'
import { memorySource, refuseTimeframe, type CandleSource, type LoadedCandles } from './candle-source.ts'
import { allocateCandles, rowAtOrAfter, sliceCandles, type Candles } from './candles.ts'
import { contentKey } from './content-key.ts'
import { keepBars } from './kept-bars.ts'
import { readCandleFile } from './import.ts'
import { createPracticeMarket, practiceRange, type Outage, type PracticeMarket, type PracticeOptions } from './practice.ts'
import { canceled, refuse, type Outcome, type Progress } from './problems.ts'
import { openSp500 } from './sp500.ts'
import { openStored } from './stored-source.ts'

export type SourceOptions = Progress & {
  /** "BTC/USDT": which market of a source that has several. A file is one market and takes another name only as SYMBOL@file. */
  readonly symbol?: string
  /** The workspace folder whose candle store `store` means. */
  readonly workspace?: string
  /** For files: leave broken rows out, and what the bars are where the file cannot tell. */
  readonly skipBad?: boolean
  readonly timeframe?: Timeframe
}

/** A source, and for a file what reading it came to: rows left out, duplicates, the derived record. */
export type OpenedSource = { readonly source: CandleSource; readonly report?: ReadReport }

/** "BTC/USDT@practice": a symbol may stand before the source. */
const symbolAt = /^([A-Z0-9.]{1,20}\/[A-Z0-9.]{1,20})@(.+)$/s

/** Where the practice market ends when the person names no range: 100,776 hours after it began. */
const PRACTICE_TODAY = Date.UTC(2026, 6, 1)

/**
 * Opens a source by what a person writes for it: `practice` (also `practice:seed=7,gaps=2,margin`), `sp500`, `store` (what was imported into the
 * workspace) or the path of a CSV or Parquet file, each also as `SYMBOL@source`. What cannot be opened is a refusal, never a throw.
 */
export async function openSource(spec: string, options: SourceOptions = {}): Promise<Outcome<OpenedSource>> {
  const named = symbolAt.exec(spec)
  const source = named?.[2] ?? spec
  const symbol = named?.[1] ?? options.symbol
  if (options.signal?.aborted) return canceled
  if (source === 'practice' || source.startsWith('practice:')) return openPractice(source.slice('practice:'.length), symbol)
  if (source === 'sp500') {
    return symbol === undefined || symbol === 'SPX/USD'
      ? openSp500()
      : refuse('unknown-symbol', `the S&P 500 data is SPX/USD, not ${symbol}`)
  }
  if (source === 'store') return openStored(options.workspace, symbol)
  return openFile(source, named?.[1], options)
}

/** A file is one market: what it is called is written in it, or before the @, and is not the wish of a strategy. */
async function openFile(path: string, name: string | undefined, options: SourceOptions): Promise<Outcome<OpenedSource>> {
  const { symbol: _wish, workspace: _workspace, ...reading } = options
  const read = await readCandleFile(path, name === undefined ? reading : { ...reading, symbol: name })
  if (read.ok) {
    const { instrument, timeframe } = read.report
    return { ok: true, source: memorySource(basename(path), instrument, timeframe, read.candles), report: read.report }
  }
  const [problem] = read.problems
  if (problem.code !== 'missing-file' || /[\\/.]/.test(path)) return read
  return refuse('unknown-source', `"${path}" is no source of candles; write practice, sp500, store or the path of a CSV or Parquet file`)
}

function openPractice(settings: string, asked: string | undefined): Outcome<{ source: CandleSource }> {
  const read = readPracticeOptions(settings)
  if (!read.ok) return read
  const market = createPracticeMarket(read.options)
  const symbol = asked ?? market.symbols[0]
  const instrument = market.instrument(symbol)
  if (instrument === undefined)
    return refuse('unknown-symbol', `"${symbol}" does not trade on the practice market; there are ${market.symbols.join(', ')}`)
  const { seed = 1, gaps = 0 } = read.options
  const name = `practice market (simulated), seed ${seed}${gaps > 0 ? `, ${gaps} outages a month` : ''}`
  const source: CandleSource = {
    name,
    instrument,
    timeframe: '1m',
    range: { from: practiceRange.from, to: PRACTICE_TODAY },
    endless: true,
    candles: async (timeframe, from, to, progress) => {
      const refusal = refuseTimeframe(name, '1m', timeframe)
      if (refusal !== undefined) return refusal
      if (progress?.signal?.aborted) return canceled
      if (from >= practiceRange.to || to <= practiceRange.from) return refuse('range', 'the practice market has bars from 2015 to 2039')
      const [first, end] = [Math.max(from, practiceRange.from), Math.min(to, practiceRange.to)]
      // What is made of a seed is the same for ever.
      const made = await practiceBars.of(`${seed} ${gaps} ${symbol} ${timeframe}`, first, end, async (near) => {
        const candles = near ?? (await inPieces(market, symbol, timeframe, first, end, progress))
        if (candles === undefined) return undefined
        return {
          candles,
          timeframe,
          dataKey: contentKey(candles, timeframe),
          incomplete: interrupted(candles, timeframe, market.outages(from, to + barLength(timeframe))),
        }
      })
      return made ? { ok: true, ...made } : canceled
    },
  }
  return { ok: true, source }
}

/** Practice bars made last: two runs over a million minutes. */
const practiceBars = keepBars<LoadedCandles>(96 * 1024 * 1024)

/** Bars made between two looks at the rest of the world: well under a tenth of a second. */
const BARS_A_TURN = 20_000
const WEEK = 7 * 86_400_000

/** The same bars as in one go, made piece by piece so that a person can stop it; undefined when they did. */
async function inPieces(
  market: PracticeMarket,
  symbol: string,
  timeframe: Timeframe,
  from: number,
  to: number,
  progress: Progress | undefined,
): Promise<Candles | undefined> {
  // Whole weeks, counted from the start asked for: no piece cuts a bar that another begins.
  const span = Math.ceil((BARS_A_TURN * barLength(timeframe)) / WEEK) * WEEK
  if (to - from <= span) return market.candles(symbol, timeframe, from, to)
  const all = allocateCandles(Math.ceil((to - from) / barLength(timeframe)) + 1)
  let rows = 0
  for (let start = from; start < to; start += span) {
    const piece = market.candles(symbol, timeframe, start, Math.min(start + span, to))
    for (const name of ['time', 'open', 'high', 'low', 'close', 'volume'] as const) all[name].set(piece[name], rows)
    rows += piece.length
    progress?.progress?.(Math.min(start + span, to) - from, to - from)
    await nextTurn()
    if (progress?.signal?.aborted) return undefined
  }
  return sliceCandles(all, 0, rows)
}

/** Rows of bars that an outage cut into. */
function interrupted({ time }: Candles, timeframe: Timeframe, outages: readonly Outage[]): number[] {
  const length = barLength(timeframe)
  const rows = new Set<number>()
  for (const outage of outages) {
    const end = rowAtOrAfter(time, outage.to)
    for (let row = rowAtOrAfter(time, outage.from - length + 1); row < end; row++) rows.add(row)
  }
  return [...rows]
}

/** "seed=7,gaps=2,margin" */
function readPracticeOptions(settings: string): Outcome<{ options: PracticeOptions }> {
  let options: PracticeOptions = {}
  for (const part of settings.split(',').filter((text) => text !== '')) {
    const [key, value] = part.split('=', 2)
    const number = Number(value)
    if (key === 'seed' && value && Number.isInteger(number) && Math.abs(number) <= 2 ** 31 - 1) options = { ...options, seed: number }
    else if (key === 'gaps' && value && number >= 0 && number <= 30) options = { ...options, gaps: number }
    else if (part === 'margin') options = { ...options, margin: true }
    else
      return refuse(
        'unknown-option',
        `"${part}" is no setting of the practice market; write seed=7 (an integer), gaps=2 (outages in thirty days, up to 30) or margin`,
      )
  }
  return { ok: true, options }
}
