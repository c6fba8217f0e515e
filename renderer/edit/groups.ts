import { endOf, freeId, graphOf, viewKey, type Draft, type Scope } from './scope.ts'
import { promote } from './subgraph-ports.ts'

/**
 * Makes a subgraph of the chosen nodes and puts an instance in their place. Wires across the border become its ports,
 * named after the inner ends. The plan stays what it was. Answers with the instance's id.
 */
export function groupNodes(draft: Draft, scope: Scope, ids: ReadonlySet<string>, title: string): string {
  const graph = graphOf(draft, scope)
  const chosen = [...ids].filter((id) => Object.hasOwn(graph.nodes, id))
  const name = freeName(draft, title)
  const instance = freeId(graph, `subgraph.${name}`)
  const inside = (end: string) => ids.has(endOf(end).node)
  const inputs = new Map<string, string>()
  const outputs = new Map<string, string>()
  // A wire names a port without its side: no two of a group may be called alike.
  const named = () => new Set([...inputs.values(), ...outputs.values()])
  const inner = graph.wires.filter(({ from, to }) => inside(from) && inside(to)).map((wire) => ({ ...wire }))
  const outer = graph.wires.filter(({ from, to }) => !inside(from) && !inside(to))
  for (const { from, to } of graph.wires) {
    if (!inside(from) && inside(to)) {
      // One outer source is one input, however many inner ends it feeds.
      const port = inputs.get(from) ?? freePort(named(), endOf(to).port)
      if (!inputs.has(from)) outer.push({ from, to: `${instance}.${port}` })
      inputs.set(from, port)
      inner.push({ from: `in.${port}`, to })
    } else if (inside(from) && !inside(to)) {
      const port = outputs.get(from) ?? freePort(named(), endOf(from).node)
      if (!outputs.has(from)) inner.push({ from, to: `out.${port}` })
      outputs.set(from, port)
      outer.push({ from: `${instance}.${port}`, to })
    }
  }
  const places = chosen.map((id) => draft.view.positions[viewKey(scope, id)] ?? [0, 0])
  draft.subgraphs[name] = {
    title,
    inputs: [...inputs.values()],
    outputs: [...outputs.values()],
    promoted: {},
    nodes: Object.fromEntries(chosen.map((id) => [id, graph.nodes[id]!])),
    wires: inner,
  }
  for (const [i, id] of chosen.entries()) {
    delete graph.nodes[id]
    delete draft.view.positions[viewKey(scope, id)]
    draft.view.positions[`${name}/${id}`] = places[i]!
  }
  graph.nodes[instance] = { type: `subgraph.${name}`, version: 1, params: {} }
  // What was promoted out of the definition in view is now promoted through the new one.
  const around = scope.subgraph === undefined ? {} : draft.subgraphs[scope.subgraph]!.promoted
  for (const [outer, target] of Object.entries(around)) {
    const { node, port } = endOf(target)
    if (ids.has(node)) around[outer] = `${instance}.${promote(draft, name, node, port)!}`
  }
  draft.view.positions[viewKey(scope, instance)] = middle(places)
  graph.wires = outer
  return instance
}

/** Puts the content of an instance in its place. A definition nobody else uses goes. Answers with the ids put in. */
export function ungroup(draft: Draft, scope: Scope, instance: string): string[] {
  const graph = graphOf(draft, scope)
  const node = graph.nodes[instance]
  const name = node?.type.startsWith('subgraph.') ? node.type.slice('subgraph.'.length) : undefined
  const definition = name === undefined ? undefined : draft.subgraphs[name]
  if (!node || name === undefined || !definition) return []
  const ids = new Map<string, string>()
  for (const [id, inner] of Object.entries(definition.nodes)) {
    const fresh = Object.hasOwn(graph.nodes, id) ? freeId(graph, inner.type, new Set(ids.values())) : id
    ids.set(id, fresh)
    graph.nodes[fresh] = { ...inner, params: { ...inner.params } }
    // What was out of the run as a whole is so one by one.
    if (node.muted || node.bypassed) graph.nodes[fresh].muted = true
    draft.view.positions[viewKey(scope, fresh)] = draft.view.positions[`${name}/${id}`] ?? [0, 0]
  }
  for (const [param, value] of Object.entries(node.params)) {
    const target = definition.promoted[param]
    const end = target === undefined ? undefined : endOf(target)
    const owner = end && graph.nodes[ids.get(end.node) ?? '']
    if (end && owner) owner.params[end.port] = value
  }
  const around = scope.subgraph === undefined ? {} : draft.subgraphs[scope.subgraph]!.promoted
  for (const [outer, target] of Object.entries(around)) {
    const inner = endOf(target).node === instance ? definition.promoted[endOf(target).port] : undefined
    if (inner !== undefined) around[outer] = `${ids.get(endOf(inner).node)!}.${endOf(inner).port}`
  }
  const renamed = (end: string) => `${ids.get(endOf(end).node) ?? endOf(end).node}.${endOf(end).port}`
  const outer = graph.wires.filter(({ from, to }) => endOf(from).node !== instance && endOf(to).node !== instance)
  for (const { from, to } of definition.wires) {
    if (node.bypassed && endOf(to).node === 'out') continue
    const [source, target] = [endOf(from), endOf(to)]
    const froms =
      source.node === 'in'
        ? graph.wires.filter((wire) => wire.to === `${instance}.${source.port}`).map((wire) => wire.from)
        : [renamed(from)]
    const tos =
      target.node === 'out'
        ? graph.wires.filter((wire) => wire.from === `${instance}.${target.port}`).map((wire) => wire.to)
        : [renamed(to)]
    for (const start of froms) for (const end of tos) outer.push({ from: start, to: end })
  }
  for (const [output, input] of Object.entries(node.bypassed ?? {})) {
    const heard = graph.wires.filter((wire) => wire.from === `${instance}.${output}`)
    const instead = graph.wires.filter((wire) => wire.to === `${instance}.${input}`)
    for (const { to } of heard) for (const { from } of instead) outer.push({ from, to })
  }
  graph.wires = outer
  delete graph.nodes[instance]
  delete draft.view.positions[viewKey(scope, instance)]
  if (!isUsed(draft, name)) {
    for (const id of [...Object.keys(definition.nodes), 'in', 'out']) delete draft.view.positions[`${name}/${id}`]
    // Frames and notes come out with what they were drawn around.
    for (const back of [...draft.view.frames, ...draft.view.notes]) {
      if (back.within !== name) continue
      if (scope.subgraph === undefined) delete back.within
      else back.within = scope.subgraph
    }
    delete draft.subgraphs[name]
  }
  return [...ids.values()]
}

function isUsed(draft: Draft, name: string): boolean {
  const type = `subgraph.${name}`
  return [draft, ...Object.values(draft.subgraphs)].some(({ nodes }) => Object.values(nodes).some((node) => node.type === type))
}

function freeName(draft: Draft, title: string): string {
  const stem =
    title
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^[^a-z]+|-+$/g, '')
      .slice(0, 40) || 'group'
  for (let n = 1; ; n++) {
    const name = n === 1 ? stem : `${stem}-${n}`
    if (!Object.hasOwn(draft.subgraphs, name)) return name
  }
}

function freePort(taken: ReadonlySet<string>, wanted: string): string {
  const stem = wanted.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  for (let n = 1; ; n++) {
    const port = n === 1 ? stem : `${stem}-${n}`
    if (!taken.has(port)) return port
  }
}

function middle(places: readonly (readonly [number, number])[]): [number, number] {
  const sum = (i: 0 | 1) => places.reduce((total, place) => total + place[i], 0)
  return places.length === 0 ? [0, 0] : [Math.round(sum(0) / places.length), Math.round(sum(1) / places.length)]
}
