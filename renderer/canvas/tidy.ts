import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import type { Point } from '../edit/nodes.ts'
import { endOf, graphOf, type Scope } from '../edit/scope.ts'
import { faceOf, portTop } from './face.ts'
import { families } from './offers.ts'
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
  const children = Object.entries(graph.nodes).map(([id, node]) => {
    const { ports, width, height, family } = faceOf(document, node)
    const lane = families.indexOf(family)
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
        ...(lane >= 0 && { 'elk.partitioning.partition': String(lanes[family] ?? lane) }),
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
      'elk.layered.spacing.nodeNodeBetweenLayers': '64',
      'elk.layered.considerModelOrder.strategy': 'PREFER_NODES',
    },
    children,
    edges,
  }
}

/** Indicators, maths and conditions feed each other both ways and share a lane of layers; the others stand in their own. */
const lanes: Readonly<Record<string, number>> = { market: 0, indicators: 1, math: 1, logic: 1, signals: 2, sizing: 3, risk: 4, orders: 5 }
