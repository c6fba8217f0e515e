import { barLength, barOpen, timeframes, type Timeframe } from '../../nodes/define/timeframe.ts'
import { streamName, type Facts } from '../../nodes/strategy/check-facts.ts'
import type { Plan } from '../compile/plan.ts'
import type { CandleSource } from '../market/candle-source.ts'
import { describeProblem, type Progress } from '../market/problems.ts'
import { openSource, type SourceOptions } from '../market/sources.ts'
import type { Binding } from '../protocol/run.ts'
import type { DataProblem } from '../protocol/requests.ts'
import type { DetailData, StreamData } from './backtest.ts'
import { finestStream } from './slots.ts'

export type Sources = {
  /** One open source per slot of the plan. */
  readonly bySlot: readonly CandleSource[]
  /** What the binding says of each slot. */
  readonly bindings: Binding['slots']
}

export type Problems = { readonly problems: readonly DataProblem[] }

/** Where a slot's candles come from: its own spec, else the run's, else the practice market; the slot's default instrument where the source has it. */
export async function openSources(
  plan: Plan,
  specs: Readonly<Record<string, string>>,
  data: string | undefined,
  options: SourceOptions,
): Promise<Sources | Problems> {
  const problems: DataProblem[] = Object.keys(specs)
    .filter((slot) => !plan.slots.some(({ name }) => name === slot))
    .map((slot) => ({ slot, message: `the strategy has no slot "${slot}"; it has ${plan.slots.map(({ name }) => name).join(', ')}` }))
  const bySlot: CandleSource[] = []
  const bindings: Record<string, { instrument: string; source: string }> = {}
  for (const { name, instrument } of plan.slots) {
    const spec = specs[name] ?? data ?? 'practice'
    const opened = await openFor(spec, instrument, options)
    if ('problems' in opened) problems.push(...opened.problems.map((message) => ({ slot: name, message })))
    else {
      bySlot.push(opened.source)
      bindings[name] = { instrument: opened.source.instrument.symbol, source: spec }
    }
  }
  return problems.length > 0 ? { problems } : { bySlot, bindings }
}

/** A source that has the slot's own instrument gives that; one that does not (a file, the S&P 500) stands for it. */
async function openFor(
  spec: string,
  instrument: string,
  options: SourceOptions,
): Promise<{ source: CandleSource } | { problems: string[] }> {
  const asked = await openSource(spec, { ...options, ...(spec.includes('@') ? {} : { symbol: instrument }) })
  if (asked.ok) return { source: asked.source }
  const other =
    spec.includes('@') || !asked.problems.every(({ code }) => code === 'unknown-symbol') ? asked : await openSource(spec, options)
  return other.ok ? { source: other.source } : { problems: other.problems.map(describeProblem) }
}

/** Facts for the checker before any candle is read: which markets the slots stand for. */
export function marketFacts(plan: Plan, { bySlot }: Sources): Facts {
  const instruments = Object.fromEntries(plan.slots.map(({ name }, i) => [name, bySlot[i]!.instrument]))
  return { instruments, streams: {} }
}

/** Range of a run: what was asked for, else what all slots have in common. */
export function commonRange({ bySlot }: Sources, from: number | null, to: number | null): { from: number; to: number } {
  return {
    from: from ?? Math.max(...bySlot.map(({ range }) => range.from)),
    to: to ?? Math.min(...bySlot.map(({ range }) => range.to)),
  }
}

/** Reads every stream of the plan: the range and, before it, as much history as values need to settle. */
export async function loadStreams(
  plan: Plan,
  sources: Sources,
  from: number,
  to: number,
  progress: Progress,
): Promise<{ streams: StreamData[]; facts: Facts } | Problems> {
  const streams: StreamData[] = []
  const problems: DataProblem[] = []
  const bars: Record<string, { bars: number }> = {}
  for (const [i, { slot, timeframe }] of plan.streams.entries()) {
    const source = sources.bySlot[slot]!
    const { name } = plan.slots[slot]!
    const lead = Math.max(plan.leads[i]!.warmup, plan.leads[i]!.settle)
    const begin = Math.max(source.range.from, barOpen(timeframe, from) - lead * barLength(timeframe))
    const loaded = await source.candles(timeframe, Math.min(begin, from), to, progress)
    if (!loaded.ok) problems.push(...loaded.problems.map((problem) => ({ slot: name, message: describeProblem(problem) })))
    else if (loaded.candles.length === 0) problems.push({ slot: name, message: `${source.name} has no ${timeframe} bars in this range` })
    else {
      streams.push({ instrument: source.instrument, source: source.name, dataKey: loaded.dataKey, candles: loaded.candles })
      bars[streamName({ slot: name, timeframe })] = { bars: loaded.candles.length }
    }
  }
  if (problems.length > 0) return { problems }
  return { streams, facts: { ...marketFacts(plan, sources), streams: bars } }
}

/** Bars inside a bar that are enough to tell the order of its prices: an hour by five minutes. */
const PARTS = 12

/** For fill profile `detail`: shorter bars of each slot over [from, to), or why there are none. */
export async function loadDetails(
  plan: Plan,
  { bySlot }: Sources,
  from: number,
  to: number,
  progress: Progress,
): Promise<{ readonly details: DetailData[] } | Problems> {
  const details: DetailData[] = []
  const problems: DataProblem[] = []
  for (const [slot, { name }] of plan.slots.entries()) {
    const source = bySlot[slot]!
    const { timeframe } = plan.streams[finestStream(plan, slot)]!
    const shorter = detailTimeframe(timeframe, source.timeframe)
    if (!shorter) {
      problems.push({ slot: name, message: `fill profile detail needs bars shorter than ${timeframe}; ${source.name} has none` })
      continue
    }
    const loaded = await source.candles(shorter, from, to, progress)
    if (loaded.ok) details.push({ timeframe: shorter, dataKey: loaded.dataKey, candles: loaded.candles })
    else problems.push(...loaded.problems.map((problem) => ({ slot: name, message: describeProblem(problem) })))
  }
  return problems.length > 0 ? { problems } : { details }
}

/** The longest timeframe that cuts a bar into twelve parts or more, else the shortest there is; undefined when none is shorter. */
function detailTimeframe(bar: Timeframe, finest: Timeframe): Timeframe | undefined {
  const shorter = timeframes.filter(
    (one) => barLength(one) >= barLength(finest) && barLength(one) < barLength(bar) && barLength(bar) % barLength(one) === 0,
  )
  return shorter.findLast((one) => barLength(one) * PARTS <= barLength(bar)) ?? shorter[0]
}
