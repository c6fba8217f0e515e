import { barLength, timeframes, type Timeframe } from '../../nodes/define/timeframe.ts'
import type { Instrument } from '../money/instruments.ts'
import { nextOpen } from './calendar.ts'
import { candlesBetween, type Candles } from './candles.ts'
import { contentKey } from './content-key.ts'
import { refuse, type Outcome, type Progress, type Refusal } from './problems.ts'
import { canResample, resample } from './resample.ts'

/** Bars as asked for, and what a run has to say about them. */
export type LoadedCandles = {
  readonly candles: Candles
  readonly timeframe: Timeframe
  /** Names the bars by content: equal bars, equal key. Part of a run's id. */
  readonly dataKey: string
  /** The finer timeframe these bars were built from, where they were. */
  readonly builtFrom?: Timeframe
  /** Rows built although one of their parts is missing, rising. */
  readonly incomplete: readonly number[]
}

/** Where bars of one instrument come from: the practice market, a file, the store. */
export type CandleSource = {
  /** For people, on every report: "practice market (simulated), seed 7". */
  readonly name: string
  readonly instrument: Instrument
  /** The finest timeframe there is. Longer ones are built from it, or read where they exist. */
  readonly timeframe: Timeframe
  /** What there is when the person names no range: first open to the end of the last bar, UTC milliseconds. */
  readonly range: { readonly from: number; readonly to: number }
  /** Its market goes on past the end of `range`, so that it can be played as if it were now. */
  readonly endless?: true
  /** The bars that open in [from, to), UTC milliseconds. A bar cut off by either end of the data is left out. */
  readonly candles: (timeframe: Timeframe, from: number, to: number, progress?: Progress) => Promise<Outcome<LoadedCandles>>
}

/** Why bars of `asked` cannot be had from bars of `finest`, or undefined if they can. */
export function refuseTimeframe(name: string, finest: Timeframe, asked: Timeframe): Refusal | undefined {
  if (barLength(asked) < barLength(finest)) {
    return refuse(
      'too-fine',
      `${name} has bars of ${finest}; bars of ${asked} cannot be made from longer ones. Import ${asked} data or choose ${finest} or longer`,
    )
  }
  if (!canResample(finest, asked)) {
    const possible = timeframes.filter((timeframe) => canResample(finest, timeframe)).join(', ')
    return refuse(
      'not-divisible',
      `bars of ${asked} are not made of whole bars of ${finest}, which is what ${name} has; possible are ${possible}`,
    )
  }
  return undefined
}

/** Whole bars of `asked` that open in [from, to), from finer bars that lie in memory. */
export function buildBars(
  finer: Candles,
  finest: Timeframe,
  asked: Timeframe,
  instrument: Instrument,
  from: number,
  to: number,
): LoadedCandles {
  if (finest === asked) {
    const candles = candlesBetween(finer, from, to)
    return { candles, timeframe: asked, dataKey: contentKey(candles, asked), incomplete: [] }
  }
  const parts = candlesBetween(finer, nextOpen(asked, from), nextOpen(asked, to))
  const { candles, incomplete } = resample(parts, finest, asked, { calendar: instrument.calendar })
  return { candles, timeframe: asked, dataKey: contentKey(candles, asked), builtFrom: finest, incomplete }
}

/** A source over bars that already lie in memory. */
export function memorySource(name: string, instrument: Instrument, timeframe: Timeframe, candles: Candles): CandleSource {
  const last = candles.length > 0 ? candles.time[candles.length - 1] + barLength(timeframe) : 0
  return {
    name,
    instrument,
    timeframe,
    range: { from: candles.length > 0 ? candles.time[0] : 0, to: last },
    candles: async (asked, from, to) => {
      const refusal = refuseTimeframe(name, timeframe, asked)
      return refusal ?? { ok: true, ...buildBars(candles, timeframe, asked, instrument, from, to) }
    },
  }
}
