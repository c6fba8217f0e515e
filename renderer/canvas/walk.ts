import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { endOf, graphOf, viewKey, type Scope } from '../edit/scope.ts'

export type Direction = 'left' | 'right' | 'up' | 'down'

/**
 * Where an arrow key leads: right to what a node feeds, left to what feeds it, up and down to the nearest node that shares a
 * source or a consumer, else to the nearest above or below. Without a node: the first of the strategy.
 */
export function walk(document: StrategyDocument, scope: Scope, id: string | undefined, direction: Direction): string | undefined {
  const graph = graphOf(document, scope)
  const place = (one: string) => document.view.positions[viewKey(scope, one)] ?? [0, 0]
  const ids = Object.keys(graph.nodes)
  if (id === undefined || !Object.hasOwn(graph.nodes, id))
    return ids.sort((a, b) => place(a)[0] - place(b)[0] || place(a)[1] - place(b)[1])[0]
  const [x, y] = place(id)
  const far = (one: string) => Math.abs(place(one)[0] - x) + Math.abs(place(one)[1] - y)
  const nearest = (some: Iterable<string>) =>
    [...new Set(some)].filter((one) => one !== id && Object.hasOwn(graph.nodes, one)).sort((a, b) => far(a) - far(b) || (a < b ? -1 : 1))[0]
  const sources = (one: string) => graph.wires.filter(({ to }) => endOf(to).node === one).map(({ from }) => endOf(from).node)
  const consumers = (one: string) => graph.wires.filter(({ from }) => endOf(from).node === one).map(({ to }) => endOf(to).node)
  if (direction === 'right') return nearest(consumers(id))
  if (direction === 'left') return nearest(sources(id))
  const ahead = (one: string) => (direction === 'down' ? place(one)[1] > y : place(one)[1] < y)
  const siblings = [...sources(id).flatMap(consumers), ...consumers(id).flatMap(sources)].filter(ahead)
  return nearest(siblings) ?? nearest(ids.filter(ahead))
}
