import { findNode } from '../../nodes/index.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { endOf } from '../edit/scope.ts'

/** Width of a node and height it is drawn with: about those of the canvas, where a node is as tall as its ports. */
const [WIDTH, HEIGHT] = [180, 72]
const MARGIN = 40

/** A graph from afar: boxes where its nodes stand, and the wires between them, in the canvas' coordinates. */
export type GraphPicture = {
  readonly viewBox: string
  readonly boxes: readonly { readonly id: string; readonly x: number; readonly y: number; readonly family: string }[]
  /** Paths, left to right; `money` where a wire carries signals or orders. */
  readonly wires: readonly { readonly id: string; readonly path: string; readonly money: boolean }[]
  readonly width: number
  readonly height: number
}

/** The picture of a strategy's outermost graph. Nodes without a place are left out. */
export function graphPicture({ nodes, wires, view }: StrategyDocument): GraphPicture {
  const boxes = Object.entries(nodes).flatMap(([id, { type }]) => {
    const place = view.positions[id]
    return place ? [{ id, x: place[0], y: place[1], family: familyOf(type) }] : []
  })
  const at = new Map(boxes.map((box) => [box.id, box]))
  const [left, top] = [least(boxes.map(({ x }) => x)), least(boxes.map(({ y }) => y))]
  const width = -least(boxes.map(({ x }) => -x)) + WIDTH - left + 2 * MARGIN
  const height = -least(boxes.map(({ y }) => -y)) + HEIGHT - top + 2 * MARGIN
  return {
    viewBox: [left - MARGIN, top - MARGIN, width, height].join(' '),
    boxes,
    wires: wires.flatMap(({ from, to }) => {
      const [source, target] = [at.get(endOf(from).node), at.get(endOf(to).node)]
      if (!source || !target) return []
      const [x1, y1, x2, y2] = [source.x + WIDTH, source.y + HEIGHT / 2, target.x, target.y + HEIGHT / 2]
      const bend = Math.max(40, Math.abs(x2 - x1) / 2)
      const path = `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
      return [{ id: `${from}>${to}`, path, money: carriesMoney(nodes[source.id]!.type, endOf(from).port) }]
    }),
    width,
    height,
  }
}

/** Size of a box in the picture's own coordinates. */
export const boxSize = { width: WIDTH, height: HEIGHT } as const

const least = (numbers: readonly number[]) => (numbers.length === 0 ? 0 : numbers.reduce((a, b) => Math.min(a, b)))

function familyOf(type: string): string {
  return type.startsWith('subgraph.') ? 'subgraph' : (findNode(type)?.category ?? 'unknown')
}

function carriesMoney(type: string, port: string): boolean {
  const kind = findNode(type)?.outputs[port]?.kind
  return kind === 'signal' || kind === 'intent'
}
