import type { Computation } from '../define/node.ts'
import type { Inputs, Outputs } from '../define/ports.ts'
import type { Params } from '../define/params.ts'
import { barLength, type Timeframe } from '../define/timeframe.ts'
import type { Graph, GraphNode } from './1-resolve.ts'
import { reaching } from './check-money.ts'
import { finding, type Finding } from './findings.ts'
import type { Unit } from './order.ts'
import type { Clock, Types } from './wire-types.ts'

/** What the engine knows and the language does not: markets and data at hand. Absent keys are "not yet known". */
export type Facts = {
  /** By slot. */
  readonly instruments: Readonly<Record<string, { readonly symbol: string; readonly shortable: boolean }>>
  /** Bars at hand, by "slot timeframe". */
  readonly streams: Readonly<Record<string, { readonly bars: number }>>
}

/** Name of a stream in facts and messages: "main 1h". */
export function streamName(stream: { readonly slot: string; readonly timeframe: string }): string {
  return `${stream.slot} ${stream.timeframe}`
}

/** Short entries on markets that cannot be sold short. */
export function checkMarkets(graph: Graph, facts: Facts): Finding[] {
  return graph.nodes.flatMap((node) => {
    if (node.definition.role !== 'signal' || node.muted) return []
    const { slot, action, side } = node.definition.signal(node.params)
    const instrument = facts.instruments[slot]
    if (action !== 'enter' || side !== 'short' || !instrument || instrument.shortable) return []
    return [finding('market.short-on-spot', { slot, instrument: instrument.symbol }, { node: node.path })]
  })
}

/** Rows of its own clock before a node speaks and before its seed is forgotten, its sources' included. */
export type Lead = { readonly warmup: number; readonly settle: number }

/**
 * Adds up warm-up along the wires. A source on a coarser clock counts its bars in bars of the consumer's clock.
 * A value that skips missing rows costs none: the sum is exact for data without gaps.
 */
export function leads(units: readonly Unit[], types: Types): ReadonlyMap<string, Lead> {
  const found = new Map<string, Lead>()
  for (const unit of units) {
    for (const node of unit.nodes) {
      const own = types.clock(node.path)
      let before = { warmup: 0, settle: 0 }
      for (const sources of Object.values(node.inputs)) {
        for (const source of sources) {
          const lead = found.get(source.node)
          if (!lead) continue
          const scale = barsPer(types.clock(source.node), own)
          before = { warmup: Math.max(before.warmup, lead.warmup * scale), settle: Math.max(before.settle, lead.settle * scale) }
        }
      }
      found.set(node.path, add(before, ownLead(node)))
    }
  }
  return found
}

function add(before: Lead, own: Lead): Lead {
  return { warmup: before.warmup + own.warmup, settle: before.settle + own.settle }
}

/** A warm-up of one row costs nothing beyond the sources'. */
function ownLead({ definition, params }: GraphNode): Lead {
  const computing: Partial<Computation<Params, Inputs, Outputs>> = 'kernel' in definition && definition.kernel ? definition : {}
  const warmup = (computing.warmup?.(params) ?? 1) - 1
  return { warmup, settle: Math.max(warmup, computing.settle?.(params) ?? 0) }
}

function barsPer(from: Clock, to: Clock): number {
  if (from === undefined || to === undefined || from === 'base' || to === 'base') return 1
  return Math.max(1, barLength(from.timeframe) / barLength(to.timeframe))
}

/** History at hand against history needed, for every stream whose number of bars is known. */
export function checkData(graph: Graph, units: readonly Unit[], types: Types, facts: Facts): Finding[] {
  const needs = leads(units, types)
  const worst = new Map<string, { stream: { slot: string; timeframe: Timeframe }; node: string; warmup: number; settle: number }>()
  const alive = reaching(graph)
  for (const node of graph.nodes) {
    const clock = types.clock(node.path)
    const lead = alive.has(node.path) ? needs.get(node.path) : undefined
    if (!lead || clock === undefined || clock === 'base') continue
    const name = streamName(clock)
    const known = worst.get(name)
    const warmest = known && known.warmup >= lead.warmup ? known : { stream: clock, node: node.path, warmup: lead.warmup, settle: 0 }
    worst.set(name, { ...warmest, settle: Math.max(known?.settle ?? 0, lead.settle) })
  }
  return [...worst].flatMap(([stream, { node, warmup, settle }]) => {
    const bars = facts.streams[stream]?.bars
    if (bars === undefined) return []
    if (warmup + 1 > bars) return [finding('data.warm-up', { needed: warmup + 1, stream, bars }, { node })]
    return settle > bars ? [finding('data.unsettled', { stream, bars, needed: settle })] : []
  })
}
