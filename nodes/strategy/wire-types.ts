import type { InputPort, OutputPort } from '../define/ports.ts'
import { barLength, type Timeframe } from '../define/timeframe.ts'
import type { Unit } from '../define/units.ts'
import type { Graph, GraphNode, Source } from './1-resolve.ts'
import type { Unit as RunUnit } from './order.ts'

/**
 * The clock of a node: bars of a slot at a timeframe ("main 1h"), the base clock (what reads the account), or none
 * (constants, which fit every clock).
 */
export type Clock = { readonly slot: string; readonly timeframe: Timeframe } | 'base' | undefined

/** What a wire carries. `slot` is the market a measure belongs to, undefined for none; `forming` that it may still change. */
export type WireType =
  | { readonly kind: 'number'; readonly unit: Unit; readonly slot: string | undefined; readonly forming: boolean }
  | { readonly kind: 'condition'; readonly forming: boolean }
  | { readonly kind: 'candles'; readonly slot: string }
  | { readonly kind: 'signal'; readonly sized: boolean }
  | { readonly kind: 'intent' }

export type Types = {
  /** Type of an output; undefined where it cannot be told (an input is missing). */
  readonly of: (source: Source) => WireType | undefined
  readonly clock: (path: string) => Clock
}

/** Works out what every wire carries, sources first. */
export function inferTypes(graph: Graph, units: readonly RunUnit[]): Types {
  /** By node and port. */
  const types = new Map<string, Map<string, WireType>>()
  const clocks = new Map<string, Clock>()
  const of = ({ node, port }: Source) => types.get(node)?.get(port)
  for (const unit of units) {
    // In a circle a delayed node learns late what it is fed; one pass more than there are nodes settles it.
    for (let pass = 0; pass <= (unit.circular ? unit.nodes.length : 0); pass++) {
      for (const node of unit.nodes) {
        clocks.set(node.path, nodeClock(node, graph, clocks, of))
        let own = types.get(node.path)
        if (!own) types.set(node.path, (own = new Map()))
        for (const [port, output] of Object.entries(node.definition.outputs)) {
          const type = outputType(node, output, graph, of)
          if (type) own.set(port, type)
        }
      }
    }
  }
  return { of, clock: (path) => clocks.get(path) }
}

/** The stream a candles node gives: its slot, and the slot's own timeframe unless it names one. */
export function streamOf(node: GraphNode, graph: Graph): { slot: string; timeframe: Timeframe } | undefined {
  if (node.definition.role !== 'candles') return undefined
  const asked = node.definition.stream(node.params)
  const slot = Object.hasOwn(graph.slots, asked.slot) ? graph.slots[asked.slot] : undefined
  return slot && { slot: asked.slot, timeframe: (asked.timeframe as Timeframe | undefined) ?? slot.timeframe }
}

/**
 * Candles decide; else the finest clock of the inputs, among equals the first in the order of the ports. What reads
 * the account lives on the base clock and takes along what hangs on it.
 */
function nodeClock(node: GraphNode, graph: Graph, clocks: ReadonlyMap<string, Clock>, of: Types['of']): Clock {
  if (node.definition.role === 'candles') return streamOf(node, graph)
  if (node.definition.role === 'account') return 'base'
  let finest: Clock
  for (const [port, input] of Object.entries(node.definition.inputs)) {
    if (input.kind === 'signal' || input.kind === 'gate' || input.kind === 'intent') continue
    for (const source of node.inputs[port] ?? []) {
      const clock = clocks.get(source.node)
      if (clock === 'base') return 'base'
      if (clock === undefined) continue
      if (of(source)?.kind === 'candles') return clock
      if (finest === undefined || barLength(clock.timeframe) < barLength((finest as { timeframe: Timeframe }).timeframe)) finest = clock
    }
  }
  return finest
}

function outputType(node: GraphNode, output: OutputPort, graph: Graph, of: Types['of']): WireType | undefined {
  switch (output.kind) {
    case 'candles': {
      const stream = streamOf(node, graph)
      return stream && { kind: 'candles', slot: stream.slot }
    }
    case 'number': {
      const unit = outputUnit(node, output.unit, of)
      return (
        unit && {
          kind: 'number',
          unit,
          slot: measuredIn(unit) ? outputSlot(node, graph, of) : undefined,
          forming: isForming(node, output, of),
        }
      )
    }
    case 'condition':
      return { kind: 'condition', forming: isForming(node, output, of) }
    case 'signal':
      return { kind: 'signal', sized: output.sized }
    case 'intent':
      return { kind: 'intent' }
  }
}

/** A value is forming when its node says so or anything it was computed from is, until somebody accepts it. */
function isForming(node: GraphNode, output: { readonly forming?: true }, of: Types['of']): boolean {
  if (output.forming === true) return true
  if (node.definition.role === 'series' && node.definition.acceptsForming === true) return false
  return Object.values(node.inputs).some((sources) => sources.some((source) => carriesForming(of(source))))
}

export function carriesForming(type: WireType | undefined): boolean {
  return (type?.kind === 'number' || type?.kind === 'condition') && type.forming
}

/** Ratios, counts and plain numbers belong to no market. */
export function measuredIn(unit: Unit): boolean {
  return unit === 'price' || unit === 'notional' || unit === 'quantity'
}

/** Unit of what is wired into an input; a literal where a written number stands in. */
export function inputUnit(node: GraphNode, port: string, of: Types['of']): Unit | undefined {
  const source = node.inputs[port]?.[0]
  if (!source) return node.definition.inputs[port]?.kind === 'number' ? 'literal' : undefined
  const type = of(source)
  return type?.kind === 'number' ? type.unit : undefined
}

function outputUnit(node: GraphNode, unit: Extract<OutputPort, { kind: 'number' }>['unit'], of: Types['of']): Unit | undefined {
  if (typeof unit === 'string') return unit
  if ('sameAs' in unit) return inputUnit(node, unit.sameAs, of) ?? 'literal'
  const given: Record<string, Unit> = {}
  for (const port of numberPorts(node)) {
    if ((node.inputs[port]?.length ?? 0) > 0 || hasLiteral(node.definition.inputs[port]!))
      given[port] = inputUnit(node, port, of) ?? 'literal'
  }
  return unit.from(given)
}

function numberPorts(node: GraphNode): string[] {
  return Object.keys(node.definition.inputs).filter((port) => node.definition.inputs[port]!.kind === 'number')
}

export function hasLiteral(port: InputPort): boolean {
  return port.kind === 'number' && port.literal !== undefined
}

/** The one market all inputs belong to; none when they belong to several. A node with a slot of its own speaks for that slot. */
function outputSlot(node: GraphNode, graph: Graph, of: Types['of']): string | undefined {
  const stream = streamOf(node, graph)
  if (stream) return stream.slot
  if (node.definition.role === 'account') return node.definition.slot(node.params)
  const own = node.params['slot']
  if (typeof own === 'string' && node.definition.params['slot']?.kind === 'slot') return own
  const slots = new Set<string>()
  for (const sources of Object.values(node.inputs)) {
    for (const source of sources) {
      const type = of(source)
      if (type && (type.kind === 'candles' || type.kind === 'number') && type.slot !== undefined) slots.add(type.slot)
    }
  }
  return slots.size === 1 ? [...slots][0] : undefined
}
