import { barLength } from '../../nodes/define/timeframe.ts'
import { leads } from '../../nodes/strategy/check-facts.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import type { StreamFacts } from '../../engine/protocol/run.ts'
import { checkedOf } from '../stores/check.ts'

export type Warming = { readonly have: number; readonly need: number }

const known = new WeakMap<StrategyDocument, ReturnType<typeof leads>>()

/**
 * Bars a node has had and bars it needs before it speaks, at a time of a run; undefined once it has had enough, or where its clock
 * tells nothing.
 */
export function warmingAt(document: StrategyDocument, streams: readonly StreamFacts[], path: string, time: number): Warming | undefined {
  const { units, types } = checkedOf(document)
  const needs = known.get(document) ?? leads(units, types)
  known.set(document, needs)
  const lead = needs.get(path)
  const clock = types.clock(path)
  if (!lead || clock === undefined || clock === 'base') return undefined
  const stream = streams.find(({ slot, timeframe }) => slot === clock.slot && timeframe === clock.timeframe)
  if (!stream) return undefined
  const need = lead.warmup + 1
  const have = Math.max(0, Math.floor((time - (stream.historyStart ?? stream.from)) / barLength(clock.timeframe)))
  return have < need ? { have, need } : undefined
}
