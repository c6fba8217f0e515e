import type { GraphNode } from '../../nodes/strategy/1-resolve.ts'
import type { Checked } from '../../nodes/strategy/2-check.ts'
import { reaching } from '../../nodes/strategy/check-money.ts'
import type { Unit } from '../../nodes/strategy/order.ts'
import { streamOf } from '../../nodes/strategy/wire-types.ts'
import { keyOf, paramsText } from './keys.ts'

/** What is left of a strategy when what leads nowhere is taken out, and a key for every node: equal keys compute equal things. */
export type Simplified = {
  readonly units: readonly Unit[]
  readonly keys: ReadonlyMap<string, string>
  readonly hash: string
}

/**
 * Drops dead nodes (but those in `keep`, whose values somebody wants to see) and keys the rest by meaning: type,
 * version, parameters and the keys of the inputs, down to slots. Names, looks and grouping are no part of a key.
 */
export function simplify(checked: Checked, keep: readonly string[]): Simplified {
  const { graph } = checked
  const alive = reaching(graph)
  const kept = reaching(
    graph,
    graph.nodes.filter((node) => keep.includes(node.path)),
  )
  const used = checked.units.map((unit) => ({
    ...unit,
    nodes: unit.nodes.filter((node) => !node.muted && (alive.has(node.path) || kept.has(node.path))),
  }))
  const units = used.filter((unit) => unit.nodes.length > 0)
  const keys = new Map<string, string>()
  for (const unit of units) {
    if (unit.circular) keyCircle(unit, checked, keys)
    else for (const node of unit.nodes) keys.set(node.path, nodeKey(node, checked, keys))
  }
  return { units, keys, hash: planHash(checked, alive, keys) }
}

function own(node: GraphNode, checked: Checked): string[] {
  const stream = streamOf(node, checked.graph)
  if (stream) return ['candles', stream.slot, stream.timeframe]
  return [node.definition.type, String(node.definition.version), paramsText(node.params)]
}

function nodeKey(node: GraphNode, checked: Checked, keys: ReadonlyMap<string, string>): string {
  const inputs = Object.keys(node.definition.inputs).map((port) =>
    (node.inputs[port] ?? []).map((source) => `${keys.get(source.node)}.${source.port}`).join(),
  )
  return keyOf([...own(node, checked), ...inputs])
}

/** Nodes of a circle cannot be keyed one after the other: each is keyed by the whole circle and its place in it. */
function keyCircle(unit: Unit, checked: Checked, keys: Map<string, string>): void {
  const place = new Map(unit.nodes.map((node, i) => [node.path, `#${i}`]))
  const text = unit.nodes.map((node) => {
    const inputs = Object.keys(node.definition.inputs).map((port) =>
      (node.inputs[port] ?? []).map((source) => `${place.get(source.node) ?? keys.get(source.node)}.${source.port}`).join(),
    )
    return [...own(node, checked), ...inputs]
  })
  for (const [i, node] of unit.nodes.entries()) keys.set(node.path, keyOf([JSON.stringify(text), String(i)]))
}

/** Meaning of the graph: its slots, and in node order what signals it gives and where they end. */
function planHash({ graph }: Checked, alive: ReadonlySet<string>, keys: ReadonlyMap<string, string>): string {
  const slots = Object.entries(graph.slots).sort(([a], [b]) => (a < b ? -1 : 1))
  const money = graph.nodes.filter(
    ({ path, definition: { role } }) => alive.has(path) && (role === 'signal' || role === 'order' || role === 'cancel'),
  )
  return keyOf([
    'plan',
    JSON.stringify(slots.map(([name, slot]) => [name, slot.instrument, slot.timeframe])),
    ...money.map((node) => keys.get(node.path) ?? ''),
  ])
}
