import { barLength } from '../../nodes/define/timeframe.ts'
import { buildLevels, chooseBuckets, foldBuckets, type Buckets, type Fold, type Levels } from '../columns/pyramid.ts'
import type { PyramidStore } from '../columns/pyramid-store.ts'
import type { BarBuckets, ChartInfo, ChartReplies } from '../protocol/chart-requests.ts'
import type { NotHad } from '../protocol/report-requests.ts'
import { finestStream, mainSlot } from './slots.ts'
import { findMarks, marksBetween, type SlotMarks } from './chart-marks.ts'
import { candleRows, drawdownRows, equityRows, spanOf, wireRows, type ChartRows } from './chart-rows.ts'
import { lowerBound, type RunColumns } from './run-columns.ts'

type Replier<Name extends keyof ChartReplies, Input> = (input: Input & { readonly run: string }) => Promise<ChartReplies[Name]>
type Range = { readonly from: number; readonly to: number; readonly points: number }
type OnSlot = { readonly slot: string }

/** Answers of every request of the chart, by name: what the engine's table of handlers takes in. */
export type ChartAnswers = {
  readonly 'chart.info': Replier<'chart.info', object>
  readonly 'chart.candles': Replier<'chart.candles', OnSlot & Range>
  readonly 'chart.wire': Replier<'chart.wire', { readonly wire: string } & Range>
  readonly 'chart.equity': Replier<'chart.equity', Range>
  readonly 'chart.marks': Replier<'chart.marks', OnSlot & Range>
  readonly 'chart.bar': Replier<
    'chart.bar',
    OnSlot & { readonly wires: readonly string[]; readonly at: { readonly bar: number } | { readonly time: number } }
  >
}

const lineFolds = ['min', 'max', 'last'] as const
const foldOf = { open: 'first', high: 'max', low: 'min', close: 'last', volume: 'sum' } as const satisfies Record<string, Fold>

/** `columnsOf` finds a run made since the engine started. */
export function answerCharts(columnsOf: (run: string) => RunColumns | undefined, pyramids: PyramidStore): ChartAnswers {
  /** Marks of runs, worked out at the first question and gone with the run. */
  const marks = new WeakMap<RunColumns, Map<number, SlotMarks>>()

  function levelsOf(rows: ChartRows, folds: readonly Fold[]): () => Levels {
    return () => pyramids.of(`${rows.key} ${folds.join(' ')}`, () => buildLevels(folds, rows))
  }

  function line(rows: ChartRows, buckets: Buckets) {
    const levels = levelsOf(rows, lineFolds)
    const [min, max, last] = lineFolds.map((fold) => foldBuckets(fold, once(rows), levels, buckets))
    return { min: min!, max: max!, last: last! }
  }

  function found<Answer>(run: string, slot: string | undefined, answer: (columns: RunColumns, slot: number) => Answer): Answer | NotHad {
    const columns = columnsOf(run)
    if (!columns) return { ok: false, message: 'the candles and values of this run are no longer at hand; run it again' }
    const number = slot === undefined ? mainSlot(columns.plan) : columns.plan.slots.findIndex(({ name }) => name === slot)
    if (number === -1) return { ok: false, message: `the strategy has no slot "${slot}"` }
    return answer(columns, number)
  }

  return {
    'chart.info': async ({ run }) => found(run, undefined, (columns) => ({ ok: true, info: infoOf(columns) })),

    'chart.candles': async ({ run, slot, ...range }) =>
      found(run, slot, (columns, number) => {
        const [buckets, head] = bucketsOf(columns, range)
        const fields = Object.entries(foldOf).map(([field, fold]) => {
          const rows = candleRows(columns, number, field as keyof typeof foldOf)
          return [field, foldBuckets(fold, rows, levelsOf(rows, [fold]), buckets)] as const
        })
        return { ok: true, candles: { ...head, ...(Object.fromEntries(fields) as Record<keyof typeof foldOf, Float64Array>) } }
      }),

    'chart.wire': async ({ run, wire, ...range }) =>
      found(run, undefined, (columns) => {
        const column = columns.plan.wires.get(wire)
        if (column === undefined) return { ok: false, message: `the run has no values of "${wire}"` }
        const [buckets, head] = bucketsOf(columns, range)
        return { ok: true, line: { ...head, ...line(wireRows(columns, column), buckets) } }
      }),

    'chart.equity': async ({ run, ...range }) =>
      found(run, undefined, (columns) => {
        const [buckets, head] = bucketsOf(columns, range)
        const equity = equityRows(columns)
        const drawdown = drawdownRows(equity, levelsOf(equity, lineFolds))
        const deepest = foldBuckets('max', drawdown, levelsOf(drawdown, ['max']), buckets)
        return { ok: true, equity: { ...head, ...line(equity, buckets), drawdown: deepest } }
      }),

    'chart.marks': async ({ run, slot, from, to, points }) =>
      found(run, slot, (columns, number) => {
        const ofRun = marks.get(columns) ?? new Map<number, SlotMarks>()
        marks.set(columns, ofRun)
        const all = ofRun.get(number) ?? findMarks(columns, number)
        ofRun.set(number, all)
        return { ok: true, marks: marksBetween(all, from, to, points) }
      }),

    'chart.bar': async ({ run, slot, wires, at }) =>
      found(run, slot, (columns, number) => {
        const { plan, timeline } = columns
        const closes = timeline.closes(plan.baseClock)
        if (closes.length === 0) return { ok: false, message: 'the run has no bars' }
        const asked = 'bar' in at ? at.bar : lowerBound(closes, at.time + 1) - 1
        const bar = Math.min(closes.length - 1, Math.max(0, asked))
        const one = (rows: ChartRows) => rows.read(bar, bar + 1)[0]!
        const field = (name: keyof typeof foldOf) => one(candleRows(columns, number, name))
        const equity = equityRows(columns)
        const values = wires.flatMap((wire) => {
          const column = plan.wires.get(wire)
          return column === undefined ? [] : [[wire, one(wireRows(columns, column))] as const]
        })
        return {
          ok: true,
          at: {
            bar,
            time: closes[bar]!,
            open: field('open'),
            high: field('high'),
            low: field('low'),
            close: field('close'),
            volume: field('volume'),
            equity: one(equity),
            drawdown: one(drawdownRows(equity, levelsOf(equity, lineFolds))),
            wires: Object.fromEntries(values),
          },
        }
      }),
  }
}

/** Buckets of a range of bars, cut to the bars there are, and what an answer says of them. */
function bucketsOf({ plan, timeline }: RunColumns, { from, to, points }: Range): readonly [Buckets, BarBuckets] {
  const closes = timeline.closes(plan.baseClock)
  const end = Math.min(to, closes.length)
  const buckets = chooseBuckets(Math.min(from, end), end, points)
  const times = Float64Array.from({ length: buckets.count }, (_, i) => closes[buckets.from + i * buckets.size]!)
  return [buckets, { from: buckets.from, size: buckets.size, times }]
}

/** Three folds of one range read it once: what was let go is computed again at a price. */
function once(rows: ChartRows): ChartRows {
  let last: { readonly from: number; readonly to: number; readonly data: Float64Array } | undefined
  return {
    ...rows,
    read(from, to) {
      if (last?.from !== from || last.to !== to) last = { from, to, data: rows.read(from, to) }
      return last.data
    },
  }
}

function infoOf(columns: RunColumns): ChartInfo {
  const { plan, streams, timeline, result } = columns
  const closes = timeline.closes(plan.baseClock)
  const { timeframe } = plan.streams[plan.baseStreams[0]!]!
  const main = mainSlot(plan)
  const slots = plan.slots.map(({ name }, slot) => {
    const stream = finestStream(plan, slot)
    const { symbol, base, quote, tick } = streams[stream]!.instrument
    return { name, symbol, base, quote, tick, timeframe: plan.streams[stream]!.timeframe, span: spanOf(columns, slot) }
  })
  return {
    run: result.outcome.runId,
    bars: closes.length,
    firstBar: result.firstRow,
    timeframe,
    barLength: barLength(timeframe),
    start: closes[0] ?? 0,
    end: closes.at(-1) ?? 0,
    slots: [slots[main]!, ...slots.filter((_, slot) => slot !== main)],
    currency: result.outcome.currency,
    trades: result.outcome.trades.length,
  }
}
