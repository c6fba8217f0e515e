import { barLength } from '../../nodes/define/timeframe.ts'
import type { Column } from '../columns/column.ts'
import type { Plan } from '../compile/plan.ts'
import { expectedBarsBetween } from '../market/calendar.ts'
import type { Candles } from '../market/candles.ts'
import type { FillCounts, StreamFacts } from '../protocol/run.ts'
import type { VenueStats } from '../venue/stats.ts'
import type { StreamData } from './backtest.ts'
import { findFirings } from './firings.ts'
import type { TimedStream, Timeline } from './timeline.ts'

/** Row of the first bar that opens at or after `start`. */
export function firstBar({ candles }: TimedStream, start: number): number {
  const row = candles.time.findIndex((open) => open >= start)
  return row === -1 ? candles.length : row
}

/** What a report says of one stream's data. `start`: open of the first bar that may decide. */
export function streamFacts(
  plan: Plan,
  stream: number,
  { instrument, source, dataKey, candles }: StreamData,
  { timeframe, calendar }: TimedStream,
  start: number,
): StreamFacts {
  const slot = plan.slots[plan.streams[stream]!.slot]!.name
  const length = barLength(timeframe)
  const bars = candles.length
  const from = candles.time[0] ?? 0
  const to = bars === 0 ? 0 : candles.time[bars - 1]! + length
  const warm = plan.leads[stream]!.warmup
  const first = Math.max(warm, firstBar({ candles, timeframe, calendar }, start))
  return {
    slot,
    timeframe,
    instrument,
    source,
    dataKey,
    bars,
    from,
    to,
    missing: bars === 0 ? 0 : expectedBarsBetween(calendar, timeframe, from, to) - bars,
    empty: countEmpty(candles),
    historyStart: bars === 0 ? null : from,
    firstDecision: first < bars ? candles.time[first]! + length : null,
  }
}

function countEmpty({ volume, high, low, length }: Candles): number {
  let empty = 0
  for (let i = 0; i < length; i++) if (volume[i] === 0 && high[i] === low[i]) empty++
  return empty
}

/** Close of the main slot at each step, the last one known where it has no bar of its own. */
export function mainPrice(plan: Plan, streams: readonly StreamData[], timeline: Timeline, stream: number, firstRow: number): Float64Array {
  const { close } = streams[stream]!.candles
  if (plan.baseClock === stream) return close.slice(firstRow)
  const rows = timeline.rows(stream, plan.baseClock)
  return Float64Array.from(rows.subarray(firstRow), (row) => (row < 0 ? NaN : close[row]!))
}

/** Signals given while the seed of some recursive value still weighed in. */
export function unsettled(plan: Plan, columns: readonly Column[], timeline: Timeline, firstRow: number): number {
  let count = 0
  for (const source of plan.signals) {
    if (source.stage === 'account') continue
    const { clock } = plan.columns[source.fires]!
    const settle = plan.leads[clock]?.settle ?? 0
    const closes = timeline.closes(clock)
    const settledAt = closes[Math.min(settle, closes.length - 1)] ?? 0
    const base = timeline.closes(plan.baseClock)
    for (const row of findFirings(plan, columns, timeline, source.fires).rows) if (row >= firstRow && base[row]! < settledAt) count++
  }
  return count
}

/** What the venue had to assume, counted. */
export function fillCounts(stats: Readonly<VenueStats>, sameStepIntents: number): FillCounts {
  return {
    ambiguousBars: stats.ambiguousBars,
    gapBars: stats.missingBars,
    partialFills: stats.partialFills,
    restsToNextOpen: stats.restsForNextOpen,
    cuts: stats.cuts,
    sameStepIntents,
  }
}
