import type { StrategyDocument, Wire } from '../../nodes/strategy/document.ts'
import type { Point } from '../edit/nodes.ts'
import { endOf, graphOf, viewKey, type Scope } from '../edit/scope.ts'
import { waysInto } from './edits.ts'
import { faceOf, portTop } from './face.ts'

/** Where a wire begins and ends on the canvas; undefined where an end is not a node in view. */
export function wireEnds(document: StrategyDocument, scope: Scope, { from, to }: Wire): readonly [Point, Point] | undefined {
  const { nodes } = graphOf(document, scope)
  const [source, target] = [endOf(from), endOf(to)]
  const [a, b] = [nodes[source.node], nodes[target.node]]
  if (!a || !b) return undefined
  const [aFace, bFace] = [faceOf(document, a), faceOf(document, b)]
  const out = aFace.ports.outputs.findIndex(({ name }) => name === source.port)
  const into = bFace.ports.inputs.findIndex(({ name }) => name === target.port)
  if (out < 0 || into < 0) return undefined
  const [ax, ay] = document.view.positions[viewKey(scope, source.node)] ?? [0, 0]
  const [bx, by] = document.view.positions[viewKey(scope, target.node)] ?? [0, 0]
  return [
    [ax + aFace.width, ay + portTop(out)],
    [bx, by + portTop(into)],
  ]
}

/** How near the middle of a node must lie to a wire to be dropped on it, canvas pixels. */
const NEAR = 28

/** The wire a node without wires of its own would be put into if let go here; undefined for none. */
export function wireUnder(document: StrategyDocument, scope: Scope, id: string, [x, y]: Point): Wire | undefined {
  const graph = graphOf(document, scope)
  const node = graph.nodes[id]
  if (!node || graph.wires.some(({ from, to }) => endOf(from).node === id || endOf(to).node === id)) return undefined
  const { width, height } = faceOf(document, node)
  const middle: Point = [x + width / 2, y + height / 2]
  let best: { readonly wire: Wire; readonly far: number } | undefined
  for (const wire of graph.wires) {
    const ends = wireEnds(document, scope, wire)
    if (!ends) continue
    const far = distanceToCurve(middle, ends)
    if (far <= NEAR && far < (best?.far ?? Infinity) && waysInto(document, scope, wire, id)) best = { wire, far }
  }
  return best?.wire
}

/** Distance of a point to a wire's curve, from 24 points on it. */
function distanceToCurve([px, py]: Point, [[ax, ay], [bx, by]]: readonly [Point, Point]): number {
  const bend = ax <= bx ? (bx - ax) / 2 : 25 * 0.25 * Math.sqrt(ax - bx)
  let nearest = Infinity
  for (let i = 0; i <= 24; i++) {
    const t = i / 24
    const s = 1 - t
    const x = s * s * s * ax + 3 * s * s * t * (ax + bend) + 3 * s * t * t * (bx - bend) + t * t * t * bx
    const y = (s * s * s + 3 * s * s * t) * ay + (3 * s * t * t + t * t * t) * by
    nearest = Math.min(nearest, Math.hypot(px - x, py - y))
  }
  return nearest
}
