import { readFileSync } from 'node:fs'
import { compile } from '../../engine/compile/compile.ts'
import type { Plan } from '../../engine/compile/plan.ts'
import { allocateCandles, type Candles } from '../../engine/market/candles.ts'
import type { Binding, RunOutcome } from '../../engine/protocol/run.ts'
import { runBacktest, type StreamData } from '../../engine/run/backtest.ts'
import { loadStreams, openSources } from '../../engine/run/load.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { parseDocument } from '../../nodes/strategy/parse.ts'
import { profilesOf, readCase } from '../golden/golden-case.ts'

/** An example ready to run: its plan, what it is bound to, its bars. */
export type Example = {
  readonly document: StrategyDocument
  readonly plan: Plan
  readonly binding: Binding
  readonly streams: readonly StreamData[]
}

const DAY = 86_400_000

/** Days of data that give each example enough to do, and the golden run they are taken from. */
export const examples: readonly (readonly [name: string, days: number])[] = [
  ['bollinger-breakout', 400],
  ['dca-ladder', 120],
  ['donchian-turtle', 1500],
  ['grid', 90],
  ['ichimoku', 400],
  ['macd', 400],
  ['multi-timeframe-rsi', 250],
  ['pairs', 400],
  ['rsi-2', 1500],
  ['sma-cross', 120],
  ['sma-cross-gaps', 120],
  ['supertrend', 300],
  ['vwap-reversion', 60],
]

function readDocument(file: string): StrategyDocument {
  const parsed = parseDocument(readFileSync(file, 'utf8'))
  if (!('document' in parsed)) throw new Error(`${file}: ${JSON.stringify(parsed.findings)}`)
  return parsed.document
}

/** Loads an example with its bars. */
export async function openExample(name: string, days: number): Promise<Example> {
  const given = readCase(name)
  const document = readDocument(`examples/strategies/${given.strategy}.weir`)
  const { plan } = compile(document)
  if (!plan) throw new Error(`${name} does not compile`)
  const sources = await openSources(plan, given.data, undefined, {})
  if ('problems' in sources) throw new Error(JSON.stringify(sources.problems))
  const from = Date.parse(given.from)
  const loaded = await loadStreams(plan, sources, from, from + days * DAY, {})
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems))
  const binding: Binding = { slots: sources.bindings, from: null, to: null, capital: given.capital, ...profilesOf(given) }
  return { document, plan, binding, streams: loaded.streams }
}

/** Runs an example, over other bars when some are given. */
export function run({ document, plan, binding, streams }: Example, candles?: readonly Candles[]): RunOutcome {
  const over = candles ? streams.map((stream, i) => ({ ...stream, candles: candles[i] })) : streams
  return runBacktest({ document, plan, binding, streams: over, store: { get: () => undefined, put() {} }, canceled: () => false }).outcome
}

const fields = ['time', 'open', 'high', 'low', 'close', 'volume'] as const

/** A copy of bars with rows changed; what `change` returns stands in place of the row. */
export function rewritten(
  candles: Candles,
  change: (row: number, bar: Record<(typeof fields)[number], number>) => Partial<Record<(typeof fields)[number], number>>,
): Candles {
  const copy = allocateCandles(candles.length)
  for (let row = 0; row < candles.length; row++) {
    const bar = Object.fromEntries(fields.map((field) => [field, candles[field][row]])) as Record<(typeof fields)[number], number>
    const next = { ...bar, ...change(row, bar) }
    for (const field of fields) copy[field][row] = next[field]
  }
  return copy
}
