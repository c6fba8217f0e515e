import { Position, type Edge, type Node, type NodeHandle } from '@xyflow/react'
import type { DocumentNode, StrategyDocument } from '../../nodes/strategy/document.ts'
import type { Finding } from '../../nodes/strategy/findings.ts'
import { promotedValues, type Entered } from '../edit/entered.ts'
import { backsOf, endOf, graphOf, viewKey, type Scope } from '../edit/scope.ts'
import { borderFace, faceOf, measures, portTop, type Face } from './face.ts'
import { issuesOf } from './issues.ts'
import { frameId, noteId } from './names.ts'
import { portAt, portsOfNode, type PortKind } from './ports.ts'

export type FaceData = {
  readonly face: Face
  readonly node: DocumentNode | undefined
  /** Parameters set by the instance entered through. */
  readonly through: Readonly<Record<string, number | string | boolean>>
  /** Path as plans, findings and values name it. */
  readonly path: string
  readonly findings: readonly Finding[]
  /** Inputs that have a wire. */
  readonly wired: ReadonlySet<string>
  readonly colour: string | undefined
}
export type FaceNode = Node<FaceData, 'face'>
export type FrameNode = Node<{ readonly label: string; readonly colour: string }, 'frame'>
export type NoteNode = Node<{ readonly text: string }, 'note'>
export type CanvasNode = FaceNode | FrameNode | NoteNode

export type WireData = { readonly kind: PortKind; readonly wrong: boolean }
export type WireEdge = Edge<WireData, 'wire'>

/** What the canvas is derived from. Positions of a drag in progress stand in for the document's. */
export type Seen = {
  readonly document: StrategyDocument
  readonly scope: Scope
  readonly entered: Entered
  readonly selection: ReadonlySet<string>
  readonly wire: string | undefined
  readonly dragged: ReadonlyMap<string, readonly [number, number]>
  readonly resized: ReadonlyMap<string, readonly [number, number, number, number]>
}

/**
 * React Flow's nodes and wires of the document's scope in view. What did not change is the very same object as before,
 * so that one edit draws one node anew.
 */
export function createDeriver(): (seen: Seen) => { readonly nodes: readonly CanvasNode[]; readonly edges: readonly WireEdge[] } {
  const nodeCache = new Map<string, { readonly key: readonly unknown[]; readonly node: CanvasNode }>()
  const edgeCache = new Map<string, { readonly key: string; readonly edge: WireEdge }>()

  function kept<Kind extends CanvasNode>(id: string, key: readonly unknown[], make: () => Kind): Kind {
    const seen = nodeCache.get(id)
    if (seen && seen.key.length === key.length && seen.key.every((part, i) => Object.is(part, key[i]))) return seen.node as Kind
    const node = make()
    nodeCache.set(id, { key, node })
    return node
  }

  return (seen) => {
    const { document, scope, entered, selection, dragged } = seen
    const graph = graphOf(document, scope)
    const prefix = entered.map(({ instance }) => `${instance}/`).join('')
    const issues = issuesOf(document)
    const wired = wiredInputs(graph.wires)
    const given = promotedValues(document, entered)
    const place = (id: string) => dragged.get(id) ?? document.view.positions[viewKey(scope, id)] ?? [0, 0]

    const faces = Object.entries(graph.nodes).map(([id, node]) => {
      const face = faceOf(document, node)
      const [x, y] = place(id)
      const findings = issues.get(prefix + id) ?? []
      const inputs = wired.get(id)
      const colour = document.view.colours[viewKey(scope, id)]
      const through = given.get(id) ?? nothingGiven
      const key = [
        prefix,
        node,
        face,
        x,
        y,
        selection.has(id),
        findingsKey(findings),
        [...(inputs ?? [])].join(),
        colour,
        JSON.stringify(through),
      ]
      return kept(id, key, () =>
        faceNode(id, prefix + id, face, node, [x, y], selection.has(id), findings, inputs ?? noWires, colour, through),
      )
    })
    const borders = scope.subgraph === undefined ? [] : (['in', 'out'] as const).map((id) => border(seen, id, faces, kept))
    const backs = [...frames(seen, kept), ...notes(seen, kept)]
    const nodes = [...backs, ...borders, ...faces]
    const present = new Set(nodes.map(({ id }) => id))
    for (const id of nodeCache.keys()) if (!present.has(id)) nodeCache.delete(id)

    const edges = graph.wires.flatMap(({ from, to }): WireEdge[] => {
      const id = `${from}>${to}`
      const [source, target] = [endOf(from), endOf(to)]
      const output = portAt(document, scope, from, 'from')
      if (!present.has(source.node) || !present.has(target.node) || !output || !portAt(document, scope, to, 'to')) return []
      const wrong = (issues.get(prefix + target.node) ?? []).some((one) => one.port === target.port && one.severity === 'error')
      const key = `${output.kind} ${String(wrong)} ${String(seen.wire === id)}`
      const known = edgeCache.get(id)
      if (known?.key === key) return [known.edge]
      const edge: WireEdge = {
        id,
        type: 'wire',
        source: source.node,
        sourceHandle: source.port,
        target: target.node,
        targetHandle: target.port,
        selected: seen.wire === id,
        data: { kind: output.kind, wrong },
      }
      edgeCache.set(id, { key, edge })
      return [edge]
    })
    if (edgeCache.size > 2 * edges.length + 100) edgeCache.clear()
    return { nodes, edges }
  }
}

type Keep = <Kind extends CanvasNode>(id: string, key: readonly unknown[], make: () => Kind) => Kind
const noWires: ReadonlySet<string> = new Set()
const nothingGiven: FaceData['through'] = {}

function wiredInputs(wires: readonly { readonly to: string }[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const { to } of wires) {
    const { node, port } = endOf(to)
    const ports = found.get(node)
    if (ports) ports.add(port)
    else found.set(node, new Set([port]))
  }
  return found
}

function findingsKey(findings: readonly Finding[]): string {
  return findings.map(({ code, port, message }) => `${code} ${port ?? ''} ${message}`).join('\n')
}

function faceNode(
  id: string,
  path: string,
  face: Face,
  node: DocumentNode | undefined,
  [x, y]: readonly [number, number],
  selected: boolean,
  findings: readonly Finding[],
  wired: ReadonlySet<string>,
  colour: string | undefined,
  through: FaceData['through'],
): FaceNode {
  const { width, height } = face
  return {
    id,
    type: 'face',
    position: { x, y },
    width,
    height,
    initialWidth: width,
    initialHeight: height,
    measured: { width, height },
    handles: handlesOf(face),
    selected,
    data: { face, node, through, path, findings, wired, colour },
  }
}

function handlesOf({ ports, width }: Face): NodeHandle[] {
  const half = measures.port / 2
  const at = (id: string, type: 'source' | 'target', x: number, row: number): NodeHandle => ({
    id,
    type,
    position: type === 'source' ? Position.Right : Position.Left,
    x: x - half,
    y: portTop(row) - half,
    width: measures.port,
    height: measures.port,
  })
  return [
    ...ports.inputs.map(({ name }, row) => at(name, 'target', 0, row)),
    ...ports.outputs.map(({ name }, row) => at(name, 'source', width, row)),
  ]
}

/** A subgraph's own ports, seen from within: left of everything, and right of everything, unless moved. */
function border({ document, scope, selection, dragged }: Seen, id: 'in' | 'out', faces: readonly FaceNode[], kept: Keep): FaceNode {
  const face = borderFace(id === 'in' ? 'Inputs' : 'Outputs', portsOfNode(document, scope, id))
  const edge =
    id === 'in'
      ? Math.min(...faces.map(({ position }) => position.x), 200) - 240
      : Math.max(...faces.map(({ position }) => position.x), 0) + 300
  const top = faces.length === 0 ? 0 : Math.min(...faces.map(({ position }) => position.y))
  const [x, y] = dragged.get(id) ?? document.view.positions[viewKey(scope, id)] ?? [edge, top]
  const key = [document.subgraphs, scope.subgraph, x, y, selection.has(id)]
  return kept(id, key, () => faceNode(id, '', face, undefined, [x, y], selection.has(id), [], noWires, undefined, nothingGiven))
}

function frames({ document, scope, selection, dragged, resized }: Seen, kept: Keep): FrameNode[] {
  return backsOf(document, scope).frames.map((frame) => {
    const id = frameId(frame.id)
    const area = areaOf(id, frame.area, dragged, resized)
    const selected = selection.has(id)
    return kept(id, [frame, ...area, selected], () => ({
      ...backed(id, area, selected, -2),
      type: 'frame',
      data: { label: frame.label, colour: frame.colour },
    }))
  })
}

function notes({ document, scope, selection, dragged, resized }: Seen, kept: Keep): NoteNode[] {
  return backsOf(document, scope).notes.map((note) => {
    const id = noteId(note.id)
    const area = areaOf(id, note.area, dragged, resized)
    const selected = selection.has(id)
    return kept(id, [note, ...area, selected], () => ({ ...backed(id, area, selected, -1), type: 'note', data: { text: note.text } }))
  })
}

type Area = readonly [number, number, number, number]

function areaOf(id: string, area: Area, dragged: Seen['dragged'], resized: Seen['resized']): Area {
  const [x, y, width, height] = resized.get(id) ?? area
  const moved = dragged.get(id)
  return moved ? [moved[0], moved[1], width, height] : [x, y, width, height]
}

function backed(id: string, [x, y, width, height]: Area, selected: boolean, zIndex: number) {
  return {
    id,
    position: { x, y },
    width,
    height,
    initialWidth: width,
    initialHeight: height,
    measured: { width, height },
    handles: [],
    selected,
    zIndex,
  }
}
