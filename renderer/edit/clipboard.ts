import { z } from 'zod'
import { nodeSchema, wireSchema, type StrategyDocument } from '../../nodes/strategy/document.ts'
import type { Point } from './nodes.ts'
import { endOf, freeId, graphOf, viewKey, type Draft, type Scope } from './scope.ts'

/** What copy puts on the clipboard: JSON text, so that it goes between windows, files and chats. */
export const fragmentSchema = z.strictObject({
  format: z.literal('weir-fragment'),
  nodes: z.record(z.string(), nodeSchema),
  wires: z.array(wireSchema),
  /** Wires that came in from outside, for pasting with Shift+V. */
  incoming: z.array(wireSchema),
  positions: z.record(z.string(), z.tuple([z.number(), z.number()])),
})
export type Fragment = z.output<typeof fragmentSchema>

/** The chosen nodes with the wires between them. */
export function copyNodes(document: StrategyDocument, scope: Scope, ids: ReadonlySet<string>): Fragment {
  const graph = graphOf(document, scope)
  const chosen = [...ids].filter((id) => Object.hasOwn(graph.nodes, id))
  const inside = (end: string) => ids.has(endOf(end).node)
  return {
    format: 'weir-fragment',
    nodes: Object.fromEntries(chosen.map((id) => [id, graph.nodes[id]!])),
    wires: graph.wires.filter(({ from, to }) => inside(from) && inside(to)),
    incoming: graph.wires.filter(({ from, to }) => !inside(from) && inside(to)),
    positions: Object.fromEntries(chosen.map((id) => [id, document.view.positions[viewKey(scope, id)] ?? [0, 0]])),
  }
}

/** Text of the clipboard as a fragment; undefined when it is something else. */
export function readFragment(text: string): Fragment | undefined {
  try {
    const parsed = fragmentSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

/** Puts a fragment in, moved by `offset`, under free ids; answers with those. Incoming wires are kept where their source is there. */
export function pasteFragment(draft: Draft, scope: Scope, fragment: Fragment, offset: Point, keepIncoming: boolean): string[] {
  const graph = graphOf(draft, scope)
  const ids = new Map<string, string>()
  for (const [id, node] of Object.entries(fragment.nodes)) {
    const fresh = freeId(graph, Object.hasOwn(graph.nodes, id) ? node.type : `x.${id}`)
    ids.set(id, fresh)
    graph.nodes[fresh] = { ...node, params: { ...node.params } }
    const [x, y] = fragment.positions[id] ?? [0, 0]
    draft.view.positions[viewKey(scope, fresh)] = [Math.round(x + offset[0]), Math.round(y + offset[1])]
  }
  const renamed = (end: string) => {
    const { node, port } = endOf(end)
    return `${ids.get(node) ?? node}.${port}`
  }
  for (const { from, to } of fragment.wires) graph.wires.push({ from: renamed(from), to: renamed(to) })
  if (keepIncoming)
    for (const { from, to } of fragment.incoming)
      if (Object.hasOwn(graph.nodes, endOf(from).node)) graph.wires.push({ from, to: renamed(to) })
  return [...ids.values()]
}
