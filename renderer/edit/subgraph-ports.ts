import type { DocumentNode, StrategyDocument, Wire } from '../../nodes/strategy/document.ts'
import { endOf, type Draft } from './scope.ts'

/** Edits of a subgraph's own ports and parameters. Every instance follows: wires, bypasses and what they set keep their meaning. */

export type Side = 'inputs' | 'outputs'

/** Text as a port or parameter may be called: "Stop price" → "stop-price". Empty where nothing is left of it. */
export function portName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 40)
}

/** Adds a port under the wanted name or the next free one; answers with it. */
export function addPort(draft: Draft, subgraph: string, side: Side, wanted: string): string | undefined {
  const definition = draft.subgraphs[subgraph]
  if (!definition) return undefined
  const name = freeOf([...definition.inputs, ...definition.outputs], portName(wanted) || (side === 'inputs' ? 'input' : 'output'))
  definition[side].push(name)
  return name
}

/** Takes a port away, with its wires inside and at every instance. */
export function removePort(draft: Draft, subgraph: string, side: Side, port: string): void {
  const definition = draft.subgraphs[subgraph]
  if (!definition) return
  const inner = side === 'inputs' ? `in.${port}` : `out.${port}`
  definition[side] = definition[side].filter((one) => one !== port)
  definition.wires = definition.wires.filter(({ from, to }) => from !== inner && to !== inner)
  eachInstance(draft, subgraph, (graph, id, node) => {
    const outer = `${id}.${port}`
    graph.wires = graph.wires.filter((wire) => (side === 'inputs' ? wire.to : wire.from) !== outer)
    if (!node.bypassed) return
    const past = Object.entries(node.bypassed).filter(([output, input]) => (side === 'inputs' ? input : output) !== port)
    if (past.length > 0) node.bypassed = Object.fromEntries(past)
    else delete node.bypassed
  })
}

/** Gives a port another name everywhere. Undefined, and nothing done, where the name is none or taken. */
export function renamePort(draft: Draft, subgraph: string, side: Side, port: string, wanted: string): string | undefined {
  const definition = draft.subgraphs[subgraph]
  const name = portName(wanted)
  if (!definition || name === '' || [...definition.inputs, ...definition.outputs].includes(name)) return undefined
  definition[side] = definition[side].map((one) => (one === port ? name : one))
  const [old, fresh] = side === 'inputs' ? [`in.${port}`, `in.${name}`] : [`out.${port}`, `out.${name}`]
  definition.wires = renamed(definition.wires, side === 'inputs' ? 'from' : 'to', old, fresh)
  eachInstance(draft, subgraph, (graph, id, node) => {
    graph.wires = renamed(graph.wires, side === 'inputs' ? 'to' : 'from', `${id}.${port}`, `${id}.${name}`)
    if (!node.bypassed) return
    const swap = (one: string, is: Side) => (side === is && one === port ? name : one)
    node.bypassed = Object.fromEntries(Object.entries(node.bypassed).map(([out, put]) => [swap(out, 'outputs'), swap(put, 'inputs')]))
  })
  return name
}

/** Lets instances set a parameter of a node inside, under its own name or the next free one; answers with that. */
export function promote(draft: Draft, subgraph: string, id: string, param: string): string | undefined {
  const definition = draft.subgraphs[subgraph]
  if (!definition) return undefined
  const target = `${id}.${param}`
  const known = Object.entries(definition.promoted).find(([, one]) => one === target)?.[0]
  if (known !== undefined) return known
  const stem = portName(param.replace(/[A-Z]/g, (letter) => `-${letter}`)) || 'value'
  const name = freeOf(Object.keys(definition.promoted), stem)
  definition.promoted[name] = target
  return name
}

/** Takes a parameter back inside. What the only instance had set goes in with it; of several, the definition's own value counts. */
export function demote(draft: Draft, subgraph: string, name: string): void {
  const definition = draft.subgraphs[subgraph]
  const target = definition?.promoted[name]
  if (!definition || target === undefined) return
  const given: (number | string | boolean | undefined)[] = []
  eachInstance(draft, subgraph, (_graph, _id, node) => {
    given.push(node.params[name])
    delete node.params[name]
  })
  const { node, port } = endOf(target)
  const inner = definition.nodes[node]
  if (inner && given.length === 1 && given[0] !== undefined) inner.params[port] = given[0]
  delete definition.promoted[name]
  for (const [outer, one] of Object.entries(draft.subgraphs)) {
    // An instance inside another definition may have handed it on further: those ends are gone as well.
    for (const [further, end] of Object.entries(one.promoted)) {
      const owner = one.nodes[endOf(end).node]
      if (owner?.type === `subgraph.${subgraph}` && endOf(end).port === name) demote(draft, outer, further)
    }
  }
}

/** Gives a promoted parameter another name, at every instance. Undefined, and nothing done, where the name is none or taken. */
export function renamePromoted(draft: Draft, subgraph: string, name: string, wanted: string): string | undefined {
  const definition = draft.subgraphs[subgraph]
  const next = portName(wanted)
  const target = definition?.promoted[name]
  if (!definition || target === undefined || next === '' || Object.hasOwn(definition.promoted, next)) return undefined
  delete definition.promoted[name]
  definition.promoted[next] = target
  eachInstance(draft, subgraph, (_graph, _id, node) => {
    if (node.params[name] === undefined) return
    node.params[next] = node.params[name]
    delete node.params[name]
  })
  for (const one of Object.values(draft.subgraphs)) {
    for (const [further, end] of Object.entries(one.promoted)) {
      const { node, port } = endOf(end)
      if (one.nodes[node]?.type === `subgraph.${subgraph}` && port === name) one.promoted[further] = `${node}.${next}`
    }
  }
  return next
}

/** How many instances there are of a definition, in the strategy and in other definitions. */
export function instancesOf(document: StrategyDocument, subgraph: string): number {
  const type = `subgraph.${subgraph}`
  return [document, ...Object.values(document.subgraphs)].flatMap(({ nodes }) => Object.values(nodes).filter((node) => node.type === type))
    .length
}

type Graph = { nodes: Record<string, DocumentNode>; wires: Wire[] }

function eachInstance(draft: Draft, subgraph: string, change: (graph: Graph, id: string, node: DocumentNode) => void): void {
  for (const graph of [draft, ...Object.values(draft.subgraphs)]) {
    for (const [id, node] of Object.entries(graph.nodes)) if (node.type === `subgraph.${subgraph}`) change(graph, id, node)
  }
}

function renamed(wires: readonly Wire[], end: 'from' | 'to', old: string, fresh: string): Wire[] {
  return wires.map((wire) => (wire[end] === old ? { ...wire, [end]: fresh } : wire))
}

function freeOf(taken: readonly string[], stem: string): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? stem : `${stem}-${n}`
    if (!taken.includes(name)) return name
  }
}
