import type { DocumentNode, StrategyDocument, Wire } from '../../nodes/strategy/document.ts'

/** Where an edit happens: the strategy itself, or the definition of one of its subgraphs. */
export type Scope = { readonly subgraph: string | undefined }
export const top: Scope = { subgraph: undefined }

/** A document that may be changed: what immer hands to a recipe. */
export type Draft = {
  -readonly [K in keyof StrategyDocument]: StrategyDocument[K]
}

type Graph = { nodes: Record<string, DocumentNode>; wires: Wire[] }

/** Nodes and wires of a scope. Throws for a subgraph that is not there: the window never offers one. */
export function graphOf(document: StrategyDocument, { subgraph }: Scope): Graph {
  if (subgraph === undefined) return document
  const definition = document.subgraphs[subgraph]
  if (!definition) throw new Error(`there is no subgraph "${subgraph}"`)
  return definition
}

/** Key under which the look of a node is kept: its id, inside a subgraph "name/id". */
export function viewKey({ subgraph }: Scope, id: string): string {
  return subgraph === undefined ? id : `${subgraph}/${id}`
}

/** "node.port" taken apart. */
export function endOf(end: string): { readonly node: string; readonly port: string } {
  const dot = end.lastIndexOf('.')
  return { node: end.slice(0, dot), port: end.slice(dot + 1) }
}

/** A free id of the scope, made of the last part of a node's type: "sma", "sma-2", … */
export function freeId(graph: Graph, type: string, taken: ReadonlySet<string> = new Set()): string {
  const stem = type.slice(type.lastIndexOf('.') + 1).slice(0, 40)
  for (let n = 1; ; n++) {
    const id = n === 1 ? stem : `${stem}-${n}`
    if (!Object.hasOwn(graph.nodes, id) && !taken.has(id)) return id
  }
}

/** Frames and notes of a scope, in their order. */
export function backsOf({ view }: StrategyDocument, { subgraph }: Scope): Pick<StrategyDocument['view'], 'frames' | 'notes'> {
  return { frames: view.frames.filter(({ within }) => within === subgraph), notes: view.notes.filter(({ within }) => within === subgraph) }
}
