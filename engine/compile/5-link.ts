import type { GraphNode } from '../../nodes/strategy/1-resolve.ts'
import type { Checked } from '../../nodes/strategy/2-check.ts'
import { leads, type Lead } from '../../nodes/strategy/check-facts.ts'
import type { Simplified } from './3-simplify.ts'
import type { Schedule } from './4-schedule.ts'
import type { CancelSource, ColumnNumber, GateRoute, OrderRoute, Plan, SignalSource, SizingRoute } from './plan.ts'

/** Joins schedule and money road into a plan: from each signal node through sizing and gates to its orders. */
export function link(checked: Checked, simplified: Simplified, schedule: Schedule): Plan {
  const { graph, types } = checked
  const alive = new Set(simplified.keys.keys())
  const slotNames = Object.keys(graph.slots).sort()

  /** Nodes that take something of this node on the money road, in node order. */
  function consumers(node: GraphNode): GraphNode[] {
    return graph.nodes.filter(
      (other) =>
        alive.has(other.path) &&
        Object.entries(other.inputs).some(([port, sources]) => isMoney(other, port) && sources.some((source) => source.node === node.path)),
    )
  }

  function routes(node: GraphNode): (SizingRoute | GateRoute | OrderRoute)[] {
    return consumers(node).flatMap((consumer): (SizingRoute | GateRoute | OrderRoute)[] => {
      const { definition, params, path } = consumer
      const inputs = schedule.rowInputs(consumer)
      if (definition.role === 'sizing') {
        return [{ kind: 'sizing', node: path, inputs, size: definition.size(params) as never, next: gates(routes(consumer)) }]
      }
      if (definition.role === 'gate') {
        const next = routes(consumer).filter((route) => route.kind !== 'sizing')
        return [{ kind: 'gate', node: path, inputs, outputs: schedule.rowOutputs(consumer), gate: definition.gate(params) as never, next }]
      }
      return definition.role === 'order' ? [{ kind: 'order', node: path, inputs, orders: definition.orders(params) as never }] : []
    })
  }

  const signals: SignalSource[] = []
  const cancels: CancelSource[] = []
  for (const node of graph.nodes) {
    if (!alive.has(node.path)) continue
    const { definition, params, path } = node
    const stage = types.clock(path) === 'base' ? 'account' : 'series'
    if (definition.role === 'signal') {
      const signal = { ...definition.signal(params), node: path }
      const next = routes(node).filter((route) => route.kind === 'sizing')
      if (next.length > 0)
        signals.push({ signal, slot: slotNames.indexOf(signal.slot), fires: schedule.column({ node: path, port: 'fires' })!, stage, next })
    } else if (definition.role === 'cancel') {
      cancels.push({ request: { ...definition.cancel(params), node: path }, fires: schedule.column({ node: path, port: 'fires' })!, stage })
    }
  }

  return {
    hash: simplified.hash,
    slots: slotNames.map((name) => ({ name, ...graph.slots[name]! })),
    streams: schedule.streams,
    baseStreams: schedule.baseStreams,
    baseClock: schedule.baseClock,
    wires: wires(graph.nodes, alive, schedule),
    signals: [...signals.filter(({ signal }) => signal.action === 'exit'), ...signals.filter(({ signal }) => signal.action === 'enter')],
    cancels,
    // Read last: asking for columns above may have added steps that carry them to the base clock.
    columns: schedule.columns,
    series: schedule.series,
    account: schedule.account,
    leads: streamLeads(checked, alive, schedule),
    repaints: graph.nodes.some(
      ({ path, definition }) => alive.has(path) && definition.role === 'series' && definition.acceptsForming === true,
    ),
  }
}

function isMoney(node: GraphNode, port: string): boolean {
  const kind = node.definition.inputs[port]?.kind
  return kind === 'signal' || kind === 'gate' || kind === 'intent'
}

function gates(routes: readonly (SizingRoute | GateRoute | OrderRoute)[]): GateRoute[] {
  return routes.filter((route) => route.kind === 'gate')
}

/** Column of every number and condition the strategy's nodes give. */
function wires(nodes: readonly GraphNode[], alive: ReadonlySet<string>, schedule: Schedule): ReadonlyMap<string, ColumnNumber> {
  const found = new Map<string, ColumnNumber>()
  for (const node of nodes) {
    if (!alive.has(node.path)) continue
    for (const port of Object.keys(node.definition.outputs)) {
      const column = schedule.column({ node: node.path, port })
      if (column !== undefined) found.set(`${node.path}.${port}`, column)
    }
  }
  return found
}

/** The longest lead-in among the nodes of each stream. */
function streamLeads(checked: Checked, alive: ReadonlySet<string>, schedule: Schedule): Lead[] {
  const needs = leads(checked.units, checked.types)
  const longest: Lead[] = schedule.streams.map(() => ({ warmup: 0, settle: 0 }))
  const slotNames = Object.keys(checked.graph.slots).sort()
  for (const path of alive) {
    const clock = checked.types.clock(path)
    const lead = needs.get(path)
    if (!lead || clock === undefined || clock === 'base') continue
    const stream = schedule.streams.findIndex(({ slot, timeframe }) => slotNames[slot] === clock.slot && timeframe === clock.timeframe)
    const known = longest[stream]
    if (known) longest[stream] = { warmup: Math.max(known.warmup, lead.warmup), settle: Math.max(known.settle, lead.settle) }
  }
  return longest
}
