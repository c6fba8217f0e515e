import type { Graph } from './1-resolve.ts'
import { resolve } from './1-resolve.ts'
import { checkData, checkMarkets, type Facts } from './check-facts.ts'
import { checkMoney } from './check-money.ts'
import { checkParams, checkWires } from './check-wires.ts'
import type { StrategyDocument } from './document.ts'
import { finding, type Finding } from './findings.ts'
import { order, type Unit } from './order.ts'
import { inferTypes, type Types } from './wire-types.ts'

export type Checked = {
  readonly graph: Graph
  readonly units: readonly Unit[]
  readonly types: Types
  /** Everything there is to say, errors first, then in node order. */
  readonly findings: readonly Finding[]
}

/** Nothing known about data or markets: what depends on them is not said. */
export const noFacts: Facts = { instruments: {}, streams: {} }

/**
 * Checks a whole strategy: the window on every edit, the engine before every run, with the same code. Never stops at
 * the first finding; what the facts do not tell is "not yet known" and not reported.
 */
export function check(document: StrategyDocument, facts: Facts = noFacts): Checked {
  const { graph, findings } = resolve(document)
  const { units, cycles } = order(graph)
  const types = inferTypes(graph, units)
  const inCycle = new Set(cycles.flatMap((cycle) => cycle.map((node) => node.path)))
  const all = [
    ...findings,
    ...cycles.map((cycle) => finding('graph.cycle', { nodes: cycle.map((node) => node.path).join(' → ') }, { node: cycle[0]?.path })),
    ...checkParams(graph),
    ...checkWires(graph, types, inCycle),
    ...checkMoney(graph),
    ...checkMarkets(graph, facts),
    ...checkData(graph, units, types, facts),
  ]
  return { graph, units, types, findings: sortFindings(all, graph) }
}

const rank = { error: 0, warning: 1, note: 2 } as const

function sortFindings(findings: readonly Finding[], graph: Graph): Finding[] {
  const position = new Map(graph.nodes.map((node, i) => [node.path, i]))
  const place = (one: Finding) => (one.node === undefined ? -1 : (position.get(one.node) ?? graph.nodes.length))
  return [...findings].sort((a, b) => rank[a.severity] - rank[b.severity] || place(a) - place(b))
}
