import { categories } from '../../nodes/define/node.ts'
import type { StrategyDocument, Wire } from '../../nodes/strategy/document.ts'
import type { Finding } from '../../nodes/strategy/findings.ts'
import { faceOf } from '../canvas/face.ts'
import { portsOfNode, subgraphOf, type Port } from '../canvas/ports.ts'
import { graphOf, type Scope } from '../edit/scope.ts'

/** One line of the outline: a node, or one of its ports with the wire it has there. */
export type OutlineRow = NodeRow | PortRow
export type NodeRow = {
  readonly kind: 'node'
  readonly key: string
  readonly id: string
  readonly title: string
  readonly family: string
  readonly muted: boolean
  readonly bypassed: boolean
  /** Of an instance: the definition it can be entered by. */
  readonly subgraph: string | undefined
  readonly worst: Finding['severity'] | undefined
  readonly open: boolean
}
export type PortRow = {
  readonly kind: 'port'
  readonly key: string
  readonly id: string
  readonly side: 'in' | 'out'
  readonly port: Port
  readonly wire: Wire | undefined
}

export type OutlineQuery = {
  readonly words: string
  readonly open: ReadonlySet<string>
  /** Worst finding by node id of this scope. */
  readonly worst: ReadonlyMap<string, Finding['severity']>
}

/** The nodes of a scope in the order in which money comes about, the ports and wires of those that are open below them. */
export function outlineRows(document: StrategyDocument, scope: Scope, { words, open, worst }: OutlineQuery): OutlineRow[] {
  const graph = graphOf(document, scope)
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  const wiresTo = groupWires(graph.wires, 'to')
  const wiresFrom = groupWires(graph.wires, 'from')
  const nodes = Object.entries(graph.nodes).map(([id, node]) => {
    const { title, family } = faceOf(document, node)
    return { id, node, title, family, lane: laneOf(family) }
  })
  nodes.sort((a, b) => a.lane - b.lane || (a.id < b.id ? -1 : 1))
  return nodes.flatMap(({ id, node, title, family }): OutlineRow[] => {
    const text = `${id} ${title} ${node.type}`.toLowerCase()
    if (!wanted.every((word) => text.includes(word))) return []
    const isOpen = open.has(id)
    const head: NodeRow = {
      kind: 'node',
      key: id,
      id,
      title,
      family,
      muted: node.muted === true,
      bypassed: node.bypassed !== undefined,
      subgraph: subgraphOf(node.type),
      worst: worst.get(id),
      open: isOpen,
    }
    if (!isOpen) return [head]
    const { inputs, outputs } = portsOfNode(document, scope, id)
    return [
      head,
      ...inputs.flatMap((port) => portRows(id, 'in', port, wiresTo.get(`${id}.${port.name}`))),
      ...outputs.flatMap((port) => portRows(id, 'out', port, wiresFrom.get(`${id}.${port.name}`))),
    ]
  })
}

function portRows(id: string, side: PortRow['side'], port: Port, wires: readonly Wire[] = []): PortRow[] {
  const row = (wire: Wire | undefined, n: number): PortRow => ({
    kind: 'port',
    key: `${id} ${side} ${port.name} ${n}`,
    id,
    side,
    port,
    wire,
  })
  return wires.length === 0 ? [row(undefined, 0)] : wires.map(row)
}

function groupWires(wires: readonly Wire[], end: 'from' | 'to'): ReadonlyMap<string, readonly Wire[]> {
  const groups = new Map<string, Wire[]>()
  for (const wire of wires) {
    const group = groups.get(wire[end])
    if (group) group.push(wire)
    else groups.set(wire[end], [wire])
  }
  return groups
}

function laneOf(family: string): number {
  const lane = (categories as readonly string[]).indexOf(family)
  return lane < 0 ? categories.length : lane
}

/** The worst finding of each node of the scope a path leads to; those inside an instance count for it. */
export function worstByNode(findings: readonly Finding[], prefix: string): ReadonlyMap<string, Finding['severity']> {
  const worst = new Map<string, Finding['severity']>()
  for (const { node, severity } of findings) {
    if (node === undefined || !node.startsWith(prefix)) continue
    const id = node.slice(prefix.length).split('/')[0]!
    const known = worst.get(id)
    if (known === undefined || rank[severity] < rank[known]) worst.set(id, severity)
  }
  return worst
}

const rank = { error: 0, warning: 1, note: 2 } as const
