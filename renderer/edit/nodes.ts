import { findNode } from '../../nodes/index.ts'
import type { Wire } from '../../nodes/strategy/document.ts'
import { endOf, freeId, graphOf, viewKey, type Draft, type Scope } from './scope.ts'
import { demote } from './subgraph-ports.ts'

export type Point = readonly [x: number, y: number]

/** Puts in a node of a known type with its default parameters; answers with its id. */
export function addNode(
  draft: Draft,
  scope: Scope,
  type: string,
  at: Point,
  params: Readonly<Record<string, number | string | boolean>> = {},
): string {
  const definition = findNode(type)
  const graph = graphOf(draft, scope)
  const id = freeId(graph, type)
  graph.nodes[id] = { type, version: definition?.version ?? 1, params: { ...params } }
  draft.view.positions[viewKey(scope, id)] = [Math.round(at[0]), Math.round(at[1])]
  return id
}

/** Takes nodes out, with their wires and their place on the canvas. */
export function removeNodes(draft: Draft, scope: Scope, ids: ReadonlySet<string>): void {
  const graph = graphOf(draft, scope)
  const promoted = scope.subgraph === undefined ? {} : draft.subgraphs[scope.subgraph]!.promoted
  for (const [name, target] of Object.entries(promoted)) if (ids.has(endOf(target).node)) demote(draft, scope.subgraph!, name)
  for (const id of ids) {
    delete graph.nodes[id]
    delete draft.view.positions[viewKey(scope, id)]
    delete draft.view.colours[viewKey(scope, id)]
  }
  draft.view.collapsed = draft.view.collapsed.filter((key) => ![...ids].some((id) => key === viewKey(scope, id)))
  removeWires(graph, (wire) => ids.has(endOf(wire.from).node) || ids.has(endOf(wire.to).node))
}

/** Takes nodes out and joins what they passed on, where types fit: a wire in and a wire out become one. */
export function removeAndHeal(draft: Draft, scope: Scope, ids: ReadonlySet<string>, fits: (from: string, to: string) => boolean): void {
  const graph = graphOf(draft, scope)
  for (const id of ids) {
    const incoming = graph.wires.filter((wire) => endOf(wire.to).node === id)
    const outgoing = graph.wires.filter((wire) => endOf(wire.from).node === id)
    removeNodes(draft, scope, new Set([id]))
    for (const { to } of outgoing) {
      const source = incoming.find(({ from }) => Object.hasOwn(graph.nodes, endOf(from).node) && fits(from, to))
      if (source && Object.hasOwn(graph.nodes, endOf(to).node)) graph.wires.push({ from: source.from, to })
    }
  }
}

/** Wires an output to an input. Only signals and intents gather: any other wire into the input goes. */
export function connect(draft: Draft, scope: Scope, from: string, to: string): void {
  const graph = graphOf(draft, scope)
  if (graph.wires.some((wire) => wire.from === from && wire.to === to)) return
  if (!gathers(graph.nodes[endOf(to).node]?.type, endOf(to).port)) removeWires(graph, (wire) => wire.to === to)
  graph.wires.push({ from, to })
}

export function disconnect(draft: Draft, scope: Scope, from: string, to: string): void {
  removeWires(graphOf(draft, scope), (wire) => wire.from === from && wire.to === to)
}

/** Sets a parameter; `undefined` goes back to the default. */
export function setParam(draft: Draft, scope: Scope, id: string, name: string, value: number | string | boolean | undefined): void {
  const node = graphOf(draft, scope).nodes[id]
  if (!node) return
  if (value === undefined) delete node.params[name]
  else node.params[name] = value
}

export function moveNodes(draft: Draft, scope: Scope, places: ReadonlyMap<string, Point>): void {
  for (const [id, [x, y]] of places) draft.view.positions[viewKey(scope, id)] = [Math.round(x), Math.round(y)]
}

export function setMuted(draft: Draft, scope: Scope, ids: ReadonlySet<string>, muted: boolean): void {
  const graph = graphOf(draft, scope)
  for (const id of ids) {
    const node = graph.nodes[id]
    if (!node) continue
    if (muted) node.muted = true
    else delete node.muted
  }
}

/** Leads wires past a node, outputs to inputs by name; undefined takes it back. */
export function setBypassed(draft: Draft, scope: Scope, id: string, past: Readonly<Record<string, string>> | undefined): void {
  const node = graphOf(draft, scope).nodes[id]
  if (!node) return
  if (past) node.bypassed = { ...past }
  else delete node.bypassed
}

/** Puts a node into a wire: the wire goes to its first input that fits, its first output that fits goes on. Answers with its id, undefined when it does not fit. */
export function splice(
  draft: Draft,
  scope: Scope,
  wire: Wire,
  type: string,
  at: Point,
  fits: (from: string, to: string) => boolean,
): string | undefined {
  const definition = findNode(type)
  if (!definition) return undefined
  const id = addNode(draft, scope, type, at)
  const input = Object.keys(definition.inputs).find((port) => fits(wire.from, `${id}.${port}`))
  const output = Object.keys(definition.outputs).find((port) => fits(`${id}.${port}`, wire.to))
  if (input === undefined || output === undefined) {
    removeNodes(draft, scope, new Set([id]))
    return undefined
  }
  disconnect(draft, scope, wire.from, wire.to)
  connect(draft, scope, wire.from, `${id}.${input}`)
  connect(draft, scope, `${id}.${output}`, wire.to)
  return id
}

function gathers(type: string | undefined, port: string): boolean {
  const kind = type === undefined ? undefined : findNode(type)?.inputs[port]?.kind
  return kind === 'signal' || kind === 'gate' || kind === 'intent'
}

function removeWires(graph: { wires: Wire[] }, gone: (wire: Wire) => boolean): void {
  if (graph.wires.some(gone)) graph.wires = graph.wires.filter((wire) => !gone(wire))
}
