import type { InputPort } from '../define/ports.ts'
import type { Graph, GraphNode, Source } from './1-resolve.ts'
import { carriesForming, streamOf, hasLiteral, inputUnit, measuredIn, type Types, type WireType } from './wire-types.ts'
import { sameUnit } from '../define/units.ts'
import { barLength } from '../define/timeframe.ts'
import { finding, type Finding } from './findings.ts'

/** Slots and parameters: names that exist, and numbers that are read. */
export function checkParams(graph: Graph): Finding[] {
  const found: Finding[] = []
  const known = Object.keys(graph.slots).join(', ') || 'it has none'
  for (const node of graph.nodes) {
    for (const [name, param] of Object.entries(node.definition.params)) {
      const slot = String(node.params[name])
      if (param.kind === 'slot' && !Object.hasOwn(graph.slots, slot))
        found.push(finding('slot.unknown', { slot, known }, { node: node.path }))
    }
    for (const [port, input] of Object.entries(node.definition.inputs)) {
      if (input.kind !== 'number' || input.literal === undefined || !node.given.has(input.literal) || !node.inputs[port]?.length) continue
      const value = JSON.stringify(node.params[input.literal])
      const place = { node: node.path, port, fix: { kind: 'remove-param', param: input.literal } } as const
      if (node.params[input.literal] !== node.definition.params[input.literal]?.default) {
        found.push(finding('param.unread', { param: input.literal, value, port }, place))
      }
    }
    const stream = streamOf(node, graph)
    const own = stream && Object.hasOwn(graph.slots, stream.slot) ? graph.slots[stream.slot] : undefined
    if (stream && own && barLength(stream.timeframe) < barLength(own.timeframe)) {
      found.push(finding('clock.finer-timeframe', { slot: stream.slot, own: own.timeframe, asked: stream.timeframe }, { node: node.path }))
    }
  }
  return found
}

/** Every input has what it needs, and every wire fits in kind, unit, market and clock. */
export function checkWires(graph: Graph, types: Types, inCycle: ReadonlySet<string>): Finding[] {
  const found: Finding[] = []
  for (const node of graph.nodes) {
    if (inCycle.has(node.path)) continue
    const before = found.length
    for (const [port, input] of Object.entries(node.definition.inputs)) {
      const sources = node.inputs[port] ?? []
      if (sources.length === 0 && needsWire(input) && !node.muted) found.push(finding('wire.missing', { port }, { node: node.path, port }))
      if (sources.length > 1 && !gathers(input))
        found.push(finding('wire.too-many', { port, count: sources.length }, { node: node.path, port }))
      for (const source of sources) found.push(...checkWire(graph, node, port, input, source, types))
    }
    if (!found.slice(before).some(({ code }) => code === 'wire.unit')) found.push(...checkUnits(node, types))
  }
  return found
}

function needsWire(input: InputPort): boolean {
  return !hasLiteral(input) && !('optional' in input && input.optional === true)
}

function gathers(input: InputPort): boolean {
  return input.kind === 'signal' || input.kind === 'gate' || input.kind === 'intent'
}

function checkWire(graph: Graph, node: GraphNode, port: string, input: InputPort, source: Source, types: Types): Finding[] {
  const type = types.of(source)
  if (!type) return []
  const place = { node: node.path, port }
  if (!fits(input, type)) {
    if (input.kind === 'intent' && type.kind === 'signal') return [finding('graph.order-without-gate', {}, place)]
    return [finding('wire.kind', { port, wanted: wantedWords(input), given: typeWords(type) }, place)]
  }
  if (node.definition.role !== 'series' && carriesForming(type)) return [finding('lookahead.forming-bar', { port }, place)]
  if (input.kind !== 'number' || type.kind !== 'number') return []
  const { unit } = input
  const wanted = typeof unit === 'string' ? (unit === 'any' ? undefined : unit) : inputUnit(node, unit.sameAs, types.of)
  if (wanted !== undefined && sameUnit(wanted, type.unit) === undefined) {
    return [finding('wire.unit', { port, wanted: unitWords(wanted), given: unitWords(type.unit) }, { ...place, ...converterTo(wanted) })]
  }
  return [...checkSymbol(graph, node, port, type), ...checkQuote(graph, node, port, type, types)]
}

/** An order takes prices of its own market only. */
function checkSymbol(graph: Graph, node: GraphNode, port: string, type: Extract<WireType, { kind: 'number' }>): Finding[] {
  if ((node.definition.role !== 'order' && node.definition.role !== 'sizing') || !measuredIn(type.unit)) return []
  const found: Finding[] = []
  for (const slot of signalSlots(graph, node)) {
    if (type.slot !== slot)
      found.push(finding('wire.symbol', { port, wanted: slot, given: type.slot ?? 'no one market' }, { node: node.path, port }))
  }
  return found
}

/** Slots of the signals that reach a node. */
function signalSlots(graph: Graph, node: GraphNode, seen: ReadonlySet<string> = new Set()): Set<string> {
  const slots = new Set<string>()
  if (seen.has(node.path)) return slots
  for (const sources of Object.values(node.inputs)) {
    for (const source of sources) {
      const from = graph.byPath.get(source.node)
      if (!from) continue
      const kind = from.definition.outputs[source.port]?.kind
      if (kind !== 'signal' && kind !== 'intent') continue
      if (from.definition.role === 'signal') slots.add(from.definition.signal(from.params).slot)
      else for (const slot of signalSlots(graph, from, new Set([...seen, node.path]))) slots.add(slot)
    }
  }
  return slots
}

/** Amounts that are added or compared are in one currency. */
function checkQuote(graph: Graph, node: GraphNode, port: string, type: Extract<WireType, { kind: 'number' }>, types: Types): Finding[] {
  const input = node.definition.inputs[port]
  if (input?.kind !== 'number' || typeof input.unit === 'string' || (type.unit !== 'price' && type.unit !== 'notional')) return []
  const other = node.inputs[input.unit.sameAs]?.[0]
  const otherType = other && types.of(other)
  if (otherType?.kind !== 'number') return []
  const [given, wanted] = [quoteOf(graph, type.slot), quoteOf(graph, otherType.slot)]
  return given !== undefined && wanted !== undefined && given !== wanted
    ? [finding('wire.quote', { given, wanted }, { node: node.path, port })]
    : []
}

function quoteOf(graph: Graph, slot: string | undefined): string | undefined {
  return slot !== undefined && Object.hasOwn(graph.slots, slot) ? graph.slots[slot]!.instrument.split('/')[1] : undefined
}

/** An output whose unit cannot be worked out from the inputs. */
function checkUnits(node: GraphNode, types: Types): Finding[] {
  const wired = Object.entries(node.definition.inputs).every(([port, input]) => !needsWire(input) || (node.inputs[port]?.length ?? 0) > 0)
  if (!wired || node.definition.role === 'candles') return []
  const known = Object.values(node.inputs).every((sources) => sources.every((source) => types.of(source) !== undefined))
  if (!known) return []
  for (const [port, output] of Object.entries(node.definition.outputs)) {
    if (output.kind !== 'number' || types.of({ node: node.path, port }) !== undefined) continue
    const given = Object.keys(node.inputs)
      .filter((name) => (node.inputs[name]?.length ?? 0) > 0)
      .map((name) => unitWords(inputUnit(node, name, types.of) ?? 'plain'))
    return [finding('node.units', { given: given.join(' and ') }, { node: node.path })]
  }
  return []
}

function fits(input: InputPort, type: WireType): boolean {
  switch (input.kind) {
    case 'number':
    case 'condition':
    case 'candles':
    case 'intent':
      return type.kind === input.kind
    case 'signal':
      return type.kind === 'signal' && type.sized === input.sized
    case 'gate':
      return type.kind === 'intent' || (type.kind === 'signal' && type.sized)
  }
}

function wantedWords(input: InputPort): string {
  switch (input.kind) {
    case 'number':
      return 'a number'
    case 'condition':
      return 'a condition'
    case 'candles':
      return 'candles'
    case 'signal':
      return input.sized ? 'a sized signal' : 'a signal'
    case 'gate':
      return 'a sized signal'
    case 'intent':
      return 'an intent, which only a gate makes'
  }
}

function typeWords(type: WireType): string {
  switch (type.kind) {
    case 'number':
      return unitWords(type.unit)
    case 'condition':
      return 'a condition'
    case 'candles':
      return 'candles'
    case 'signal':
      return type.sized ? 'a sized signal' : 'a signal without a size'
    case 'intent':
      return 'an intent'
  }
}

const words = {
  price: 'a price',
  notional: 'an amount of money',
  quantity: 'a quantity',
  ratio: 'a ratio',
  count: 'a count',
  plain: 'a plain number',
  literal: 'a written number',
} as const

function unitWords(unit: keyof typeof words): string {
  return words[unit]
}

function converterTo(unit: keyof typeof words): { fix?: { kind: 'insert-converter'; type: string } } {
  return unit === 'price' || unit === 'ratio' || unit === 'plain' ? { fix: { kind: 'insert-converter', type: `math.as-${unit}` } } : {}
}
