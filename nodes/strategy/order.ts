import type { Graph, GraphNode } from './1-resolve.ts'

/**
 * Nodes that run together: one node, or a circle closed by a delayed node (`circular`), its members in the order
 * in which a row is computed.
 */
export type Unit = { readonly nodes: readonly GraphNode[]; readonly circular: boolean }

/** Sources before consumers. Circles that no delayed node closes are listed apart and left out of `units`. */
export function order(graph: Graph): { readonly units: readonly Unit[]; readonly cycles: readonly (readonly GraphNode[])[] } {
  const { nodes } = graph
  const index = new Map(nodes.map((node, i) => [node.path, i]))
  const sources = nodes.map((node) => [
    ...new Set(Object.values(node.inputs).flatMap((wires) => wires.map((wire) => index.get(wire.node)!))),
  ])
  const units: Unit[] = []
  const cycles: GraphNode[][] = []
  for (const group of components(sources)) {
    const circular = group.length > 1 || sources[group[0]!]!.includes(group[0]!)
    if (!circular) {
      units.push({ nodes: [nodes[group[0]!]!], circular })
      continue
    }
    const row = rowOrder(group, sources, nodes)
    if (row) units.push({ nodes: row.map((i) => nodes[i]!), circular })
    else cycles.push(group.map((i) => nodes[i]!))
  }
  return { units, cycles }
}

/** True where a wire into this node carries only rows already done. */
function isDelayed(node: GraphNode): boolean {
  return node.definition.role === 'series' && node.definition.delayed === true
}

/** Order within a circle once wires into delayed nodes are cut; undefined when it still is one. */
function rowOrder(group: readonly number[], sources: readonly (readonly number[])[], nodes: readonly GraphNode[]): number[] | undefined {
  const inside = new Set(group)
  const done = new Set<number>()
  const row: number[] = []
  const pending = [...group].sort((a, b) => a - b)
  while (row.length < group.length) {
    const next = pending.find((i) => !done.has(i) && (isDelayed(nodes[i]!) || sources[i]!.every((s) => !inside.has(s) || done.has(s))))
    if (next === undefined) return undefined
    done.add(next)
    row.push(next)
  }
  return row
}

/**
 * Strongly connected components, each after the ones it reads from (Tarjan 1972, without recursion: a strategy may be
 * a chain of thousands of nodes).
 */
function components(sources: readonly (readonly number[])[]): number[][] {
  const found: number[][] = []
  const number = new Int32Array(sources.length).fill(-1)
  const low = new Int32Array(sources.length)
  const onStack = new Uint8Array(sources.length)
  const stack: number[] = []
  let count = 0
  for (let root = 0; root < sources.length; root++) {
    if (number[root] !== -1) continue
    const calls: { node: number; next: number }[] = [{ node: root, next: 0 }]
    while (calls.length > 0) {
      const call = calls.at(-1)!
      const { node } = call
      if (call.next === 0 && number[node] === -1) {
        number[node] = low[node] = count++
        stack.push(node)
        onStack[node] = 1
      }
      const source = sources[node]![call.next++]
      if (source !== undefined) {
        if (number[source] === -1) calls.push({ node: source, next: 0 })
        else if (onStack[source] === 1) low[node] = Math.min(low[node]!, number[source]!)
        continue
      }
      if (low[node] === number[node]) {
        const group = stack.splice(stack.indexOf(node))
        for (const member of group) onStack[member] = 0
        found.push(group)
      }
      calls.pop()
      const caller = calls.at(-1)
      if (caller) low[caller.node] = Math.min(low[caller.node]!, low[node]!)
    }
  }
  return found
}
