import { barLength } from '../../nodes/define/timeframe.ts'
import { largestBefore, type Levels, type Rows } from '../columns/pyramid.ts'
import type { Field } from '../compile/plan.ts'
import { finestStream } from './slots.ts'
import { lowerBound, type RunColumns } from './run-columns.ts'

/** A column in bar numbers of the base clock, and the key its levels are kept under. */
export type ChartRows = Rows & { readonly key: string }

/** Base-clock bars that one bar of a slot's own stream is wide. */
export function spanOf({ plan }: RunColumns, slot: number): number {
  const base = barLength(plan.streams[plan.baseStreams[0]!]!.timeframe)
  return Math.max(1, Math.round(barLength(plan.streams[finestStream(plan, slot)]!.timeframe) / base))
}

/** One field of a slot's own bars, each standing where it closes; NaN on base bars at which none closes. */
export function candleRows({ plan, streams, timeline }: RunColumns, slot: number, field: Exclude<Field, 'time'>): ChartRows {
  const stream = finestStream(plan, slot)
  const { candles, dataKey } = streams[stream]!
  const data = candles[field]
  if (stream === plan.baseClock) return { key: `${dataKey} ${field}`, length: data.length, read: (from, to) => data.subarray(from, to) }
  const [own, base] = [timeline.closes(stream), timeline.closes(plan.baseClock)]
  return {
    key: `${dataKey} ${field} @ ${baseKey(plan, streams)}`,
    length: base.length,
    read(from, to) {
      const rows = new Float64Array(to - from).fill(NaN)
      if (to <= from) return rows
      let row = lowerBound(own, base[from]!)
      for (let i = from; i < to && row < own.length; i++) {
        while (row < own.length && own[row]! < base[i]!) row++
        if (own[row] === base[i]) rows[i - from] = data[row]!
      }
      return rows
    },
  }
}

/** A wire as the base clock sees it: on every bar the value of the last row known, as decisions take it. */
export function wireRows({ plan, streams, timeline, read, keyOf }: RunColumns, column: number): ChartRows {
  const { clock, kind } = plan.columns[column]!
  const { length } = timeline.closes(plan.baseClock)
  const numbers = (data: Float64Array | Uint8Array) =>
    data instanceof Float64Array ? data : Float64Array.from(data, (value) => (value === 2 ? NaN : value))
  if (clock === plan.baseClock) return { key: `${keyOf(column)} ${kind}`, length, read: (from, to) => numbers(read(column, from, to)) }
  const map = timeline.rows(clock, plan.baseClock)
  return {
    key: `${keyOf(column)} ${kind} @ ${baseKey(plan, streams)}`,
    length,
    read(from, to) {
      const rows = new Float64Array(to - from).fill(NaN)
      const used = map.subarray(from, to)
      const first = used.find((row) => row >= 0)
      if (first === undefined) return rows
      let last = first
      for (const row of used) if (row > last) last = row
      const values = numbers(read(column, first, last + 1))
      for (let i = 0; i < used.length; i++) if (used[i]! >= 0) rows[i] = values[used[i]! - first]!
      return rows
    },
  }
}

/** Equity in whole account currency; NaN before the first decision and where a rate is missing. */
export function equityRows({ plan, timeline, result: { outcome, firstRow } }: RunColumns): ChartRows {
  const { length } = timeline.closes(plan.baseClock)
  return {
    key: `${outcome.runId} equity`,
    length,
    read(from, to) {
      const rows = new Float64Array(to - from).fill(NaN)
      for (let i = Math.max(from, firstRow); i < to; i++) rows[i - from] = outcome.equity[i - firstRow]! / outcome.unit
      return rows
    },
  }
}

/** What is lost from the highest equity so far, as a fraction of it. `levels` are those of the equity and hold "max". */
export function drawdownRows(equity: ChartRows, levels: () => Levels): ChartRows {
  return {
    key: `${equity.key} drawdown`,
    length: equity.length,
    read(from, to) {
      const rows = equity.read(from, to)
      let peak = largestBefore(from, equity, levels())
      for (let i = 0; i < rows.length; i++) {
        if (rows[i]! > peak || peak !== peak) peak = rows[i]!
        rows[i] = peak > 0 ? 1 - rows[i]! / peak : NaN
      }
      return rows
    },
  }
}

function baseKey(plan: RunColumns['plan'], streams: RunColumns['streams']): string {
  return plan.baseStreams.map((stream) => `${streams[stream]!.dataKey} ${plan.streams[stream]!.timeframe}`).join(' ')
}
