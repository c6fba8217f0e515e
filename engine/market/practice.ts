import { barLength, barOpen, type Timeframe } from '../../nodes/define/timeframe.ts'
import type { Instrument } from '../money/instruments.ts'
import { nextOpen } from './calendar.ts'
import { allocateCandles, sliceCandles, type Candles } from './candles.ts'
import { scales } from './decimals.ts'
import { allocateTickBars, FIRST_DAY, practiceDays, type TickBars } from './practice-days.ts'
import { createSplitter, levels } from './practice-split.ts'
import { practiceInstrument, practiceSymbols, type PracticeSymbol } from './practice-symbols.ts'
import { createRandom } from './random.ts'
import { resample } from './resample.ts'

const MINUTE = 60_000
const DAY = 1440 * MINUTE

/** The practice market exists from 2015-01-01 to 2040-01-01, UTC milliseconds. */
export const practiceRange = { from: FIRST_DAY * DAY, to: Date.UTC(2040, 0, 1) }

export type PracticeOptions = {
  /** Any integer; another seed is another world. */
  readonly seed?: number
  /** Outages of the whole market per thirty days, 0 (none) to 30: spans of 5 minutes to 8 hours without bars. */
  readonly gaps?: number
  /** Whether positions may go below zero. */
  readonly margin?: boolean
}

/** Simulated markets, always to be shown as "practice market (simulated)". */
export type PracticeMarket = {
  readonly symbols: readonly string[]
  /** The record of one market, or undefined for a symbol that does not trade here. */
  readonly instrument: (symbol: string) => Instrument | undefined
  /** The bars of `symbol` that open in [from, to), UTC milliseconds, within 2015 to 2040. Throws on an unknown symbol. */
  readonly candles: (symbol: string, timeframe: Timeframe, from: number, to: number) => Candles
  /** Spans [from, to) without bars on any symbol that begin on a day of [from, to), UTC milliseconds, rising. */
  readonly outages: (from: number, to: number) => readonly Outage[]
}

/** A span in which the market is down. */
export type Outage = { readonly from: number; readonly to: number }

/** Which level of the ladder a timeframe is made of: 0 the day itself, 1 hours, 2 five minutes, 3 minutes. */
function levelOf(timeframe: Timeframe): number {
  const length = barLength(timeframe)
  if (length >= DAY) return 0
  if (length >= 60 * MINUTE) return 1
  return length >= 5 * MINUTE ? 2 : 3
}

const levelTimeframes: readonly Timeframe[] = ['1d', '1h', '5m', '1m']

/**
 * A deterministic market of several correlated symbols. A seed names a world; each world gives the same bars on every machine, in every timeframe the
 * longer bars are exactly the sum of the shorter ones, and any range is made without what lies before it (only days are walked from the start).
 */
export function createPracticeMarket(options: PracticeOptions = {}): PracticeMarket {
  const seed = options.seed ?? 1
  const gaps = options.gaps ?? 0
  const walked = new Map<string, TickBars>()

  /** At least the first `count` days, kept. */
  function daysOf(market: PracticeSymbol, count: number): TickBars {
    const known = walked.get(market.symbol)
    if (known !== undefined && known.open.length >= count) return known
    const days = practiceDays(market, seed, Math.max(count, 5000))
    walked.set(market.symbol, days)
    return days
  }

  function candles(symbol: string, timeframe: Timeframe, from: number, to: number): Candles {
    const market = practiceSymbols.find((candidate) => candidate.symbol === symbol)
    if (market === undefined) throw new RangeError(`"${symbol}" does not trade on the practice market`)
    const level = levelOf(timeframe)
    const base = levelTimeframes[level]
    const first = Math.max(nextOpen(timeframe, from), nextOpen(timeframe, practiceRange.from))
    const end = Math.min(nextOpen(timeframe, to), barOpen(timeframe, practiceRange.to))
    if (end <= first) return allocateCandles(0)
    const firstDay = Math.floor(first / DAY)
    const dayCount = Math.ceil(end / DAY) - firstDay
    const days = daysOf(market, firstDay + dayCount - FIRST_DAY)
    const bars = layBars(market, days, level, firstDay, dayCount, first, end)
    return base === timeframe ? bars : resample(bars, base, timeframe, { partial: 'keep' }).candles
  }

  /** Bars of one level with open times in [first, end). */
  function layBars(
    market: PracticeSymbol,
    days: TickBars,
    level: number,
    firstDay: number,
    dayCount: number,
    first: number,
    end: number,
  ): Candles {
    const length = barLength(levelTimeframes[level])
    const out = allocateCandles((end - first) / length)
    const perDay = DAY / length
    const split = createSplitter(seed, market.stream, sharedPart(market))
    const ladder = [allocateTickBars(24), allocateTickBars(288), allocateTickBars(1440)]
    let rows = 0
    for (let day = firstDay; day < firstDay + dayCount; day++) {
      const row = day - FIRST_DAY
      const outage = outageOf(day)
      if (outage !== undefined) {
        descend(split, ladder, days, row, day, 3)
        rows = layAround(market, ladder[2], day, outage, level, first, end, out, rows)
        continue
      }
      if (level > 0) descend(split, ladder, days, row, day, level)
      const from = level === 0 ? row : 0
      rows = lay(market, level === 0 ? days : ladder[level - 1], from, from + perDay, day * DAY, length, first, end, out, rows)
    }
    return sliceCandles(out, 0, rows)
  }

  /** The minutes of a day that an outage interrupts, and what longer bars are left of them. */
  function layAround(
    market: PracticeSymbol,
    minutes: TickBars,
    day: number,
    outage: Outage,
    level: number,
    first: number,
    end: number,
    out: Candles,
    at: number,
  ): number {
    const whole = allocateCandles(1440)
    const before = lay(market, minutes, 0, outage.from, day * DAY, MINUTE, -Infinity, Infinity, whole, 0)
    const rows = lay(market, minutes, outage.to, 1440, day * DAY + outage.to * MINUTE, MINUTE, -Infinity, Infinity, whole, before)
    const left = sliceCandles(whole, 0, rows)
    const bars = level === 3 ? left : resample(left, '1m', levelTimeframes[level], { partial: 'keep' }).candles
    for (let i = 0; i < bars.length; i++) {
      if (bars.time[i] < first || bars.time[i] >= end) continue
      out.time[at] = bars.time[i]
      out.open[at] = bars.open[i]
      out.high[at] = bars.high[i]
      out.low[at] = bars.low[i]
      out.close[at] = bars.close[i]
      out.volume[at] = bars.volume[i]
      at++
    }
    return at
  }

  function outageOf(day: number): Outage | undefined {
    return gaps > 0 ? outageOn(day, seed, gaps) : undefined
  }

  function outages(from: number, to: number): Outage[] {
    const found: Outage[] = []
    for (let day = Math.floor(from / DAY); gaps > 0 && day * DAY < to; day++) {
      const outage = outageOf(day)
      if (outage !== undefined) found.push({ from: day * DAY + outage.from * MINUTE, to: day * DAY + outage.to * MINUTE })
    }
    return found
  }

  return {
    symbols: practiceSymbols.map(({ symbol }) => symbol),
    instrument: (symbol) => {
      const market = practiceSymbols.find((candidate) => candidate.symbol === symbol)
      return market && practiceInstrument(market, options.margin === true)
    },
    candles,
    outages,
  }
}

/** How much of a symbol's movement inside the day is the whole market's: its daily correlation in calm times. */
function sharedPart(market: PracticeSymbol): number {
  const common = market.beta * 0.024
  return common / Math.sqrt(common * common + market.own * market.own)
}

/** Splits one day down to `level`, filling the ladder. */
function descend(
  split: ReturnType<typeof createSplitter>,
  ladder: readonly TickBars[],
  days: TickBars,
  row: number,
  day: number,
  level: number,
): void {
  split(0, days, row, day, ladder[0], 0)
  if (level === 1) return
  for (let hour = 0; hour < 24; hour++) split(1, ladder[0], hour, day * 24 + hour, ladder[1], hour * levels[1].parts)
  if (level === 2) return
  for (let five = 0; five < 288; five++) split(2, ladder[1], five, day * 288 + five, ladder[2], five * levels[2].parts)
}

/** Writes rows [from, to) of integer bars, the first opening at `open`, as prices and volumes; answers the next free row. */
function lay(
  market: PracticeSymbol,
  bars: TickBars,
  from: number,
  to: number,
  open: number,
  length: number,
  first: number,
  end: number,
  out: Candles,
  at: number,
): number {
  const tickScale = scales[market.tickDecimals]
  const lotScale = scales[market.lotDecimals]
  for (let i = from, time = open; i < to; i++, time += length) {
    if (time < first || time >= end) continue
    out.time[at] = time
    out.open[at] = bars.open[i] / tickScale
    out.high[at] = bars.high[i] / tickScale
    out.low[at] = bars.low[i] / tickScale
    out.close[at] = bars.close[i] / tickScale
    out.volume[at] = bars.volume[i] / lotScale
    at++
  }
  return at
}

const OUTAGES = 1

/** The outage of a day in its minutes, if it has one: the same for every symbol, since it is the venue that is down. */
function outageOn(day: number, seed: number, perMonth: number): Outage | undefined {
  const random = createRandom()
  random.seek(seed, OUTAGES, 0, day)
  if (random.unit() >= perMonth / 30) return undefined
  const from = Math.floor(random.unit() * 1440)
  // Most outages are short: the square leans the length towards five minutes.
  const length = 5 + Math.floor(475 * random.unit() * random.unit())
  return { from, to: Math.min(1440, from + length) }
}
