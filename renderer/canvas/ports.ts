import type { InputPort, OutputPort } from '../../nodes/define/ports.ts'
import { sameUnit, type Unit } from '../../nodes/define/units.ts'
import { findNode } from '../../nodes/index.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { endOf, graphOf, type Scope } from '../edit/scope.ts'
import { say } from '../text/en.ts'

/** What a port takes or gives, as colour and shape show it. A gate takes sized signals and intents. */
export const portKinds = ['number', 'condition', 'candles', 'signal', 'sized', 'gate', 'intent'] as const
export type PortKind = (typeof portKinds)[number]

/** One port of a node face. `unit` where the definition names one; `literal` the parameter that stands in for a wire. */
export type Port = {
  readonly name: string
  readonly kind: PortKind
  readonly unit?: Unit
  readonly optional?: true
  readonly literal?: string
  /** A port of a subgraph that is wired to nothing inside: it takes and gives what comes. */
  readonly free?: true
  readonly summary?: string
}

export type Ports = { readonly inputs: readonly Port[]; readonly outputs: readonly Port[] }

const SUBGRAPH = 'subgraph.'

/** Name of the subgraph an instance is of; undefined for any other node. */
export function subgraphOf(type: string): string | undefined {
  return type.startsWith(SUBGRAPH) ? type.slice(SUBGRAPH.length) : undefined
}

const known = new Map<string, Ports>()

/** Ports of a type: of its definition, or of a subgraph by what its ports are wired to inside. None for an unknown type. */
export function portsOf(document: StrategyDocument, type: string): Ports {
  const name = subgraphOf(type)
  if (name !== undefined) return subgraphPorts(document, name, new Set())
  const seen = known.get(type)
  if (seen) return seen
  const definition = findNode(type)
  const ports = definition
    ? {
        inputs: Object.entries(definition.inputs).map(([port, input]) => inputPort(port, input)),
        outputs: Object.entries(definition.outputs).map(([port, output]) => outputPort(port, output)),
      }
    : none
  known.set(type, ports)
  return ports
}

const none: Ports = { inputs: [], outputs: [] }

/** Ports of a node of a scope; "in" and "out" inside a subgraph are its own ports, seen from within. */
export function portsOfNode(document: StrategyDocument, scope: Scope, id: string): Ports {
  const node = graphOf(document, scope).nodes[id]
  if (node) return portsOf(document, node.type)
  if (scope.subgraph === undefined || (id !== 'in' && id !== 'out')) return none
  const outside = subgraphPorts(document, scope.subgraph, new Set())
  return id === 'in' ? { inputs: [], outputs: outside.inputs } : { inputs: outside.outputs, outputs: [] }
}

/** The port a wire's end names; `side` says which end it is. */
export function portAt(document: StrategyDocument, scope: Scope, end: string, side: 'from' | 'to'): Port | undefined {
  const { node, port } = endOf(end)
  const { inputs, outputs } = portsOfNode(document, scope, node)
  return (side === 'from' ? outputs : inputs).find(({ name }) => name === port)
}

/** Whether an output may go into an input by what each is: kinds, and units where both are named. What only the whole graph tells is `refusal`'s to say. */
export function portsFit(output: Port, input: Port): boolean {
  if (output.free || input.free) return true
  if (input.kind === 'gate') return output.kind === 'sized' || output.kind === 'intent'
  if (output.kind !== input.kind) return false
  return output.unit === undefined || input.unit === undefined || sameUnit(output.unit, input.unit) !== undefined
}

/** `portsFit` for the two ends of a wire that may not be there yet. */
export function endsFit(document: StrategyDocument, scope: Scope, from: string, to: string): boolean {
  const output = portAt(document, scope, from, 'from')
  const input = portAt(document, scope, to, 'to')
  return output !== undefined && input !== undefined && portsFit(output, input)
}

function inputPort(name: string, input: InputPort): Port {
  const kind = input.kind === 'signal' && input.sized ? 'sized' : input.kind
  const unit = input.kind === 'number' && typeof input.unit === 'string' && input.unit !== 'any' ? input.unit : undefined
  return {
    name,
    kind,
    ...(unit && { unit }),
    ...('optional' in input && input.optional && { optional: true }),
    ...(input.kind === 'number' && input.literal !== undefined && { literal: input.literal }),
    ...('summary' in input && input.summary !== undefined && { summary: input.summary }),
  }
}

function outputPort(name: string, output: OutputPort): Port {
  const kind = output.kind === 'signal' && output.sized ? 'sized' : output.kind
  return {
    name,
    kind,
    ...(output.kind === 'number' && typeof output.unit === 'string' && { unit: output.unit }),
    ...(output.summary !== undefined && { summary: output.summary }),
  }
}

function subgraphPorts(document: StrategyDocument, name: string, open: ReadonlySet<string>): Ports {
  const definition = Object.hasOwn(document.subgraphs, name) ? document.subgraphs[name] : undefined
  if (!definition || open.has(name)) return none
  const inner = (end: string, side: 'inputs' | 'outputs'): Port | undefined => {
    const { node, port } = endOf(end)
    const type = definition.nodes[node]?.type
    if (type === undefined) return undefined
    const nested = subgraphOf(type)
    const ports = nested === undefined ? portsOf(document, type) : subgraphPorts(document, nested, new Set([...open, name]))
    return ports[side].find((one) => one.name === port)
  }
  const like = (port: string, found: Port | undefined): Port => ({
    name: port,
    kind: found?.kind ?? 'number',
    ...(found?.unit && { unit: found.unit }),
    ...((found === undefined || found.free) && { free: true }),
  })
  return {
    inputs: definition.inputs.map((port) =>
      like(
        port,
        first(definition.wires, ({ from, to }) => (from === `in.${port}` ? inner(to, 'inputs') : undefined)),
      ),
    ),
    outputs: definition.outputs.map((port) =>
      like(
        port,
        first(definition.wires, ({ from, to }) => (to === `out.${port}` ? inner(from, 'outputs') : undefined)),
      ),
    ),
  }
}

function first<Item, Found>(items: readonly Item[], find: (item: Item) => Found | undefined): Found | undefined {
  for (const item of items) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}

/** Words of a port's kind and unit, for names and lists. */
export function portWords({ kind, unit, free }: Port): string {
  if (free) return say('canvas.free-port')
  return kind === 'number' ? (unit ?? 'number') : kind === 'sized' ? 'sized signal' : kind === 'gate' ? 'sized signal or intent' : kind
}
