import type { DocumentNode, StrategyDocument } from '../../nodes/strategy/document.ts'
import type { Point } from '../edit/nodes.ts'
import { backsOf, endOf, graphOf, type Scope } from '../edit/scope.ts'
import { boxOf } from './edits.ts'
import { faceOf, portTop } from './face.ts'
import { frameId } from './names.ts'
import type { Elk, ElkPlaced } from './tidy-worker.ts'

/**
 * Places for every node of a scope: data flows left to right, wires cross little, and the lanes are kept — market first,
 * orders last. Laid out in a worker, so that the window never waits.
 */
export async function tidyPlaces(document: StrategyDocument, scope: Scope): Promise<ReadonlyMap<string, Point>> {
  const graph = elkGraph(document, scope)
  const placed = await layOut(graph)
  const grid = (value: number) => Math.round(value / 8) * 8
  return new Map((placed.children ?? []).map(({ id, x = 0, y = 0 }) => [id, [grid(x), grid(y)]]))
}

function layOut(graph: Elk): Promise<ElkPlaced> {
  const worker = new Worker(new URL('./tidy-worker.ts', import.meta.url), { type: 'module' })
  return new Promise<ElkPlaced>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<{ placed: ElkPlaced } | { failed: string }>) =>
      'placed' in data ? resolve(data.placed) : reject(new Error(data.failed))
    worker.onerror = (event) => reject(new Error(event.message))
    worker.postMessage(graph)
  }).finally(() => worker.terminate())
}

/** The graph as ELK takes it: fixed ports in their order, wires that keep it layered, and a partition per family so lanes stay lanes. */
export function elkGraph(document: StrategyDocument, scope: Scope): Elk {
  const graph = graphOf(document, scope)
  // Lanes drawn as frames are kept; what stands in none goes by its family.
  const inFrame = framed(document, scope)
  const order = backsOf(document, scope)
    .frames.map(({ area }, i) => ({ i, x: area[0] }))
    .sort((a, b) => a.x - b.x)
  const rank = new Map(order.map(({ i }, at) => [i, at]))
  const lanesDrawn = Object.keys(graph.nodes).every((id) => inFrame.has(id))
  const children = Object.entries(graph.nodes).map(([id, node]) => {
    const { ports, width, height, family } = faceOf(document, node)
    const lane = lanesDrawn ? rank.get(inFrame.get(id) ?? -1) : lanes[family]
    const port = (name: string, row: number, side: 'WEST' | 'EAST') => ({
      id: `${id}.${side === 'WEST' ? 'in' : 'out'}.${name}`,
      x: side === 'WEST' ? 0 : width,
      y: portTop(row),
      layoutOptions: { 'elk.port.side': side },
    })
    return {
      id,
      width,
      height,
      ports: [
        ...ports.inputs.map(({ name }, row) => port(name, row, 'WEST')),
        ...ports.outputs.map(({ name }, row) => port(name, row, 'EAST')),
      ],
      layoutOptions: {
        'elk.portConstraints': 'FIXED_POS',
        ...(lane !== undefined && { 'elk.partitioning.partition': String(lane) }),
      },
    }
  })
  const present = new Set(children.flatMap(({ ports }) => ports.map(({ id }) => id)))
  const edges = graph.wires.flatMap(({ from, to }, i) => {
    const [source, target] = [endOf(from), endOf(to)]
    const ends = [`${source.node}.out.${source.port}`, `${target.node}.in.${target.port}`] as const
    return ends.every((end) => present.has(end)) ? [{ id: `w${i}`, sources: [ends[0]], targets: [ends[1]] }] : []
  })
  return {
    id: 'strategy',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.partitioning.activate': 'true',
      'elk.spacing.nodeNode': '24',
      'elk.layered.spacing.nodeNodeBetweenLayers': '72',
      'elk.layered.considerModelOrder.strategy': 'PREFER_NODES',
    },
    children,
    edges,
  }
}

type Area = readonly [number, number, number, number]

/** The frame each node stands in, by the node's middle; as the frames of its scope are numbered. */
function framed(document: StrategyDocument, scope: Scope): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  const { frames } = backsOf(document, scope)
  for (const id of Object.keys(graphOf(document, scope).nodes)) {
    const box = boxOf(document, scope, id)
    if (!box) continue
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
    const frame = frames.findIndex(
      ({ area: [left, top, width, height] }) => x >= left && y >= top && x <= left + width && y <= top + height,
    )
    if (frame >= 0) found.set(id, frame)
  }
  return found
}

const MARGIN = 20
const HEAD = 60

/** Frames drawn anew around what stood in them, all of one height: lanes stay lanes. Frames with nothing in them stay. */
export function tidyFrames(document: StrategyDocument, scope: Scope, places: ReadonlyMap<string, Point>): ReadonlyMap<string, Area> {
  const members = framed(document, scope)
  const { frames } = backsOf(document, scope)
  const { nodes } = graphOf(document, scope)
  const boxes = frames.map((_frame, i) =>
    [...members].flatMap(([id, frame]) => {
      const node = nodes[id]
      const place = places.get(id)
      return frame === i && node && place ? [{ x: place[0], y: place[1], ...sizeOf(document, node) }] : []
    }),
  )
  const all = boxes.flat()
  const top = Math.min(...all.map(({ y }) => y)) - HEAD
  const bottom = Math.max(...all.map(({ y, height }) => y + height)) + MARGIN
  return new Map(
    frames.flatMap(({ id }, i): [string, Area][] => {
      const own = boxes[i]!
      if (own.length === 0) return []
      const left = Math.min(...own.map(({ x }) => x)) - MARGIN
      return [[frameId(id), [left, top, Math.max(...own.map(({ x, width }) => x + width)) + MARGIN - left, bottom - top]]]
    }),
  )
}

function sizeOf(document: StrategyDocument, node: DocumentNode): { readonly width: number; readonly height: number } {
  const { width, height } = faceOf(document, node)
  return { width, height }
}

/** Indicators, maths and conditions feed each other both ways and share a lane of layers; the others stand in their own. */
const lanes: Readonly<Record<string, number>> = { market: 0, indicators: 1, math: 1, logic: 1, signals: 2, sizing: 3, risk: 4, orders: 5 }
