import type { DenialRecord } from '../../engine/protocol/orders.ts'
import type { Graph } from '../../nodes/strategy/1-resolve.ts'

/** What of the money wires acted at one bar: the wires a signal went along, and the gates that stopped it. */
export type MoneyPath = {
  /** "path.port>path.port" of the flat graph. */
  readonly wires: ReadonlySet<string>
  readonly from: ReadonlySet<string>
  readonly to: ReadonlySet<string>
  /** Denial code by the path of the node that refused. */
  readonly closed: ReadonlyMap<string, string>
}

export const noMoney: MoneyPath = { wires: new Set(), from: new Set(), to: new Set(), closed: new Map() }

/**
 * Follows every signal that fires at a bar along its wires, to an order or to the node that refused it. `fires` says whether a
 * signal node gave its signal; `denials` are those of the same bar.
 */
export function moneyPath(graph: Graph, fires: (path: string) => boolean, denials: readonly DenialRecord[]): MoneyPath {
  const next = consumers(graph)
  const wires = new Set<string>()
  const from = new Set<string>()
  const to = new Set<string>()
  const closed = new Map<string, string>()
  for (const { path, definition } of graph.nodes) {
    if (definition.role !== 'signal' || !fires(path)) continue
    const refused = new Map(denials.filter((one) => one.enforced && one.signal === path).map(({ by, code }) => [by, code]))
    const seen = new Set([path])
    for (const node of seen) {
      const code = refused.get(node)
      if (code !== undefined) {
        closed.set(node, code)
        continue
      }
      for (const wire of next.get(node) ?? []) {
        wires.add(`${wire.from}>${wire.to}`)
        from.add(wire.from)
        to.add(wire.to)
        seen.add(wire.node)
      }
    }
  }
  return { wires, from, to, closed }
}

/** Whether a wire of the scope in view is one of them. Ends that are ports of a subgraph are judged by the other end. */
export function isLit({ wires, from, to }: MoneyPath, prefix: string, wire: string, known: (end: string) => boolean): boolean {
  const [source = '', target = ''] = wire.split('>')
  const [sourceKnown, targetKnown] = [known(source), known(target)]
  if (sourceKnown && targetKnown) return wires.has(`${prefix}${source}>${prefix}${target}`)
  return (sourceKnown && from.has(prefix + source)) || (targetKnown && to.has(prefix + target))
}

type Onward = { readonly node: string; readonly from: string; readonly to: string }
const known = new WeakMap<Graph, ReadonlyMap<string, readonly Onward[]>>()

/** Where the money wires out of each node lead. */
function consumers(graph: Graph): ReadonlyMap<string, readonly Onward[]> {
  const seen = known.get(graph)
  if (seen) return seen
  const found = new Map<string, Onward[]>()
  for (const { path, definition, inputs } of graph.nodes) {
    for (const [port, { kind }] of Object.entries(definition.inputs)) {
      if (kind !== 'signal' && kind !== 'gate' && kind !== 'intent') continue
      for (const source of inputs[port] ?? []) {
        const onward = { node: path, from: `${source.node}.${source.port}`, to: `${path}.${port}` }
        const list = found.get(source.node)
        if (list) list.push(onward)
        else found.set(source.node, [onward])
      }
    }
  }
  known.set(graph, found)
  return found
}
