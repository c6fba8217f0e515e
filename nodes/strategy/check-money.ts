import type { Graph, GraphNode } from './1-resolve.ts'
import { finding, type Finding } from './findings.ts'

/** The road from signal to order: entries that arrive, exits that exist, gates that bind, nodes that lead somewhere. */
export function checkMoney(graph: Graph): Finding[] {
  const alive = reaching(graph)
  return [...checkEntries(graph, alive), ...checkGates(graph, alive), ...checkDead(graph, alive)]
}

/** Paths of all nodes from which some order or cancel node can be reached. */
export function reaching(graph: Graph, targets: readonly GraphNode[] = graph.nodes.filter(isTarget)): Set<string> {
  const alive = new Set<string>()
  const open = [...targets]
  for (let node = open.pop(); node; node = open.pop()) {
    if (alive.has(node.path)) continue
    alive.add(node.path)
    for (const sources of Object.values(node.inputs)) {
      for (const source of sources) {
        const from = graph.byPath.get(source.node)
        if (from && !alive.has(from.path)) open.push(from)
      }
    }
  }
  return alive
}

function isTarget(node: GraphNode): boolean {
  return !node.muted && (node.definition.role === 'order' || node.definition.role === 'cancel')
}

function checkEntries(graph: Graph, alive: ReadonlySet<string>): Finding[] {
  const signals = graph.nodes.flatMap((node) => {
    if (node.definition.role !== 'signal' || !alive.has(node.path)) return []
    return [{ node, signal: node.definition.signal(node.params) }]
  })
  const entries = signals.filter(({ signal }) => signal.action === 'enter')
  if (entries.length === 0) return [finding('graph.no-entry', {})]
  const found: Finding[] = []
  for (const { node, signal } of entries) {
    const left = signals.some(
      ({ signal: exit }) => exit.slot === signal.slot && exit.action === 'exit' && (exit.side === 'any' || exit.side === signal.side),
    )
    const reversed = entries.some(({ signal: other }) => other.slot === signal.slot && other.side !== signal.side)
    if (!left && !reversed && !ordersOf(graph, node).every((order) => protects(order))) {
      found.push(finding('graph.no-exit', { slot: signal.slot, side: signal.side }, { node: node.path }))
    }
  }
  return found
}

/** Order nodes a signal ends in. */
function ordersOf(graph: Graph, signal: GraphNode): GraphNode[] {
  return graph.nodes.filter((node) => node.definition.role === 'order' && reaching(graph, [node]).has(signal.path))
}

/** An order node that places a stop, target or trail with its entry. */
function protects(node: GraphNode): boolean {
  return node.definition.role === 'order' && node.definition.protects?.(node.params) === true
}

function checkGates(graph: Graph, alive: ReadonlySet<string>): Finding[] {
  return graph.nodes.flatMap((node) => {
    if (node.definition.role !== 'gate' || !alive.has(node.path)) return []
    return node.definition.binds?.(node.params) === false ? [finding('gate.cannot-bind', {}, { node: node.path })] : []
  })
}

function checkDead(graph: Graph, alive: ReadonlySet<string>): Finding[] {
  return graph.nodes
    .filter((node) => !alive.has(node.path) && !node.muted)
    .map((node) => finding('node.dead', {}, { node: node.path, fix: { kind: 'remove-node' } }))
}
