import type { StrategyDocument, Wire } from '../../nodes/strategy/document.ts'
import { holdsGate } from '../../nodes/strategy/1-resolve.ts'
import { addNode, connect, disconnect, removeNodes, type Point } from '../edit/nodes.ts'
import { backsOf, endOf, freeId, graphOf, viewKey, type Draft, type Scope } from '../edit/scope.ts'
import { faceOf } from './face.ts'
import { frameId, noteId } from './names.ts'
import { endsFit, portsOfNode, subgraphOf } from './ports.ts'

/** Puts in a node of any type the palette offers, a subgraph's instance included; answers with its id. */
export function addAny(draft: Draft, scope: Scope, type: string, at: Point): string {
  const name = subgraphOf(type)
  if (name === undefined) return addNode(draft, scope, type, at)
  const graph = graphOf(draft, scope)
  const id = freeId(graph, type)
  graph.nodes[id] = { type, version: 1, params: {} }
  draft.view.positions[viewKey(scope, id)] = [Math.round(at[0]), Math.round(at[1])]
  return id
}

/** Puts in a node and wires it to the end a wire was drawn from: to its first port that fits. Answers with its id. */
export function addWired(draft: Draft, scope: Scope, type: string, at: Point, end: string, side: 'from' | 'to'): string {
  const id = addAny(draft, scope, type, at)
  const ports = portsOfNode(draft, scope, id)
  if (side === 'from') {
    const input = ports.inputs.find(({ name }) => endsFit(draft, scope, end, `${id}.${name}`))
    if (input) connect(draft, scope, end, `${id}.${input.name}`)
  } else {
    const output = ports.outputs.find(({ name }) => endsFit(draft, scope, `${id}.${name}`, end))
    if (output) connect(draft, scope, `${id}.${output.name}`, end)
  }
  return id
}

/** The ports by which a node would go into a wire: the first free input and the first output that fit. */
export function waysInto(
  document: StrategyDocument,
  scope: Scope,
  wire: Wire,
  id: string,
): { readonly input: string; readonly output: string } | undefined {
  const graph = graphOf(document, scope)
  const { inputs, outputs } = portsOfNode(document, scope, id)
  const taken = new Set(graph.wires.map(({ to }) => to))
  const input = inputs.find(({ name }) => !taken.has(`${id}.${name}`) && endsFit(document, scope, wire.from, `${id}.${name}`))
  const output = outputs.find(({ name }) => endsFit(document, scope, `${id}.${name}`, wire.to))
  return input && output && { input: input.name, output: output.name }
}

/** Puts a node that is there already into a wire; false when it does not fit. */
export function spliceNode(draft: Draft, scope: Scope, wire: Wire, id: string): boolean {
  const ways = waysInto(draft, scope, wire, id)
  if (!ways || endOf(wire.from).node === id || endOf(wire.to).node === id) return false
  disconnect(draft, scope, wire.from, wire.to)
  connect(draft, scope, wire.from, `${id}.${ways.input}`)
  connect(draft, scope, `${id}.${ways.output}`, wire.to)
  return true
}

/** Puts a new node into a wire and moves aside what stands in its way. Answers with its id, undefined when it does not fit. */
export function spliceNew(draft: Draft, scope: Scope, wire: Wire, type: string, at: Point): string | undefined {
  const id = addAny(draft, scope, type, at)
  if (!spliceNode(draft, scope, wire, id)) {
    removeNodes(draft, scope, new Set([id]))
    return undefined
  }
  makeRoom(draft, scope, id)
  return id
}

/**
 * What is heard in the place of a node's outputs when it is led past: of each output that is wired, the input whose source fits all
 * that hear it. Undefined where some consumer would get nothing that fits, and for a gate, whatever it is wired to.
 */
export function wayPast(document: StrategyDocument, scope: Scope, id: string): Readonly<Record<string, string>> | undefined {
  const graph = graphOf(document, scope)
  const node = graph.nodes[id]
  if (!node || holdsGate(document, node)) return undefined
  const incoming = graph.wires.filter(({ from, to }) => endOf(to).node === id && endOf(from).node !== id)
  const past: Record<string, string> = {}
  for (const { from } of graph.wires) {
    const { node: source, port } = endOf(from)
    if (source !== id || past[port] !== undefined) continue
    const heard = graph.wires.filter((wire) => wire.from === from).map(({ to }) => to)
    const fitting = incoming.find((wire) => heard.every((to) => endsFit(document, scope, wire.from, to)))
    if (!fitting) return undefined
    past[port] = endOf(fitting.to).port
  }
  return Object.keys(past).length > 0 ? past : undefined
}

const GAP = 40

/** Moves what a node's wires lead to, and what stands right of that, to the right until the node stands free. */
export function makeRoom(draft: Draft, scope: Scope, id: string): void {
  const graph = graphOf(draft, scope)
  const box = boxOf(draft, scope, id)
  if (!box) return
  const ahead = graph.wires.filter(({ from }) => endOf(from).node === id).map(({ to }) => endOf(to).node)
  const nearest = Math.min(...ahead.map((one) => boxOf(draft, scope, one)?.x ?? Infinity))
  const short = box.x + box.width + GAP - nearest
  if (!Number.isFinite(short) || short <= 0) return
  for (const other of Object.keys(graph.nodes)) {
    const place = draft.view.positions[viewKey(scope, other)] ?? [0, 0]
    if (other !== id && place[0] >= nearest) draft.view.positions[viewKey(scope, other)] = [place[0] + short, place[1]]
  }
}

/** Moves a node down until it stands free of all others: who adds by keys points at no place. */
export function standFree(draft: Draft, scope: Scope, id: string): void {
  const own = boxOf(draft, scope, id)
  if (!own) return
  const others = Object.keys(graphOf(draft, scope).nodes).flatMap((one) => (one === id ? [] : (boxOf(draft, scope, one) ?? [])))
  const inTheWay = others
    .filter(({ x, width }) => x < own.x + own.width && own.x < x + width)
    .toSorted((a, b) => a.y + a.height - (b.y + b.height))
  let { y } = own
  for (const box of inTheWay) if (box.y < y + own.height && y < box.y + box.height) y = box.y + box.height + GAP / 2
  draft.view.positions[viewKey(scope, id)] = [own.x, y]
}

export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

/** Where a node stands, pixels of the canvas; undefined for one that is not there. */
export function boxOf(document: StrategyDocument, scope: Scope, id: string): Box | undefined {
  const node = graphOf(document, scope).nodes[id]
  if (!node) return undefined
  const [x, y] = document.view.positions[viewKey(scope, id)] ?? [0, 0]
  const { width, height } = faceOf(document, node)
  return { x, y, width, height }
}

/** The box around some nodes; undefined for none. */
export function boundsOf(document: StrategyDocument, scope: Scope, ids: Iterable<string>): Box | undefined {
  const boxes = [...ids].flatMap((id) => boxOf(document, scope, id) ?? [])
  if (boxes.length === 0) return undefined
  const x = Math.min(...boxes.map((box) => box.x))
  const y = Math.min(...boxes.map((box) => box.y))
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  }
}

/** The box around everything there is in a scope, frames and notes with it. */
export function wholeOf(document: StrategyDocument, scope: Scope): Box | undefined {
  const nodes = boundsOf(document, scope, Object.keys(graphOf(document, scope).nodes))
  const { frames, notes } = backsOf(document, scope)
  const areas = [...frames, ...notes].map(({ area }) => area)
  const boxes = [...(nodes ? [nodes] : []), ...areas.map(([x, y, width, height]) => ({ x, y, width, height }))]
  // A subgraph's own ports stand left and right of what is in it.
  const beside = scope.subgraph === undefined ? 0 : 320
  if (boxes.length === 0) return undefined
  const x = Math.min(...boxes.map((box) => box.x)) - beside
  const y = Math.min(...boxes.map((box) => box.y))
  const right = Math.max(...boxes.map((box) => box.x + box.width)) + beside
  return { x, y, width: right - x, height: Math.max(...boxes.map((box) => box.y + box.height)) - y }
}

const FRAME_MARGIN = 20
const FRAME_HEAD = 40

/** Draws a frame around nodes, or an empty one; answers with the name it has on the canvas. */
export function addFrame(draft: Draft, scope: Scope, ids: Iterable<string>, at: Point, label: string): string {
  const box = boundsOf(draft, scope, ids) ?? { x: at[0], y: at[1], width: 320, height: 160 }
  const id = freeName('frame', new Set(draft.view.frames.map((frame) => frame.id)))
  const area = [box.x - FRAME_MARGIN, box.y - FRAME_HEAD, box.width + 2 * FRAME_MARGIN, box.height + FRAME_HEAD + FRAME_MARGIN].map(
    Math.round,
  )
  draft.view.frames.push({ id, label, colour: 'blue', area: area as [number, number, number, number], ...within(scope) })
  return frameId(id)
}

export function addNote(draft: Draft, scope: Scope, at: Point, text: string): string {
  const id = freeName('note', new Set(draft.view.notes.map((note) => note.id)))
  draft.view.notes.push({ id, text, area: [Math.round(at[0]), Math.round(at[1]), 240, 120], ...within(scope) })
  return noteId(id)
}

function within({ subgraph }: Scope): { within?: string } {
  return subgraph === undefined ? {} : { within: subgraph }
}

/** Takes frames and notes out by their names on the canvas. */
export function removeBacks(draft: Draft, names: ReadonlySet<string>): void {
  if (draft.view.frames.some(({ id }) => names.has(frameId(id))))
    draft.view.frames = draft.view.frames.filter(({ id }) => !names.has(frameId(id)))
  if (draft.view.notes.some(({ id }) => names.has(noteId(id))))
    draft.view.notes = draft.view.notes.filter(({ id }) => !names.has(noteId(id)))
}

/** Sets where a frame or a note lies, by its name on the canvas. */
export function setArea(draft: Draft, name: string, area: readonly [number, number, number, number]): void {
  const rounded = area.map(Math.round) as [number, number, number, number]
  for (const frame of draft.view.frames) if (frameId(frame.id) === name) frame.area = rounded
  for (const note of draft.view.notes) if (noteId(note.id) === name) note.area = rounded
}

function freeName(stem: string, taken: ReadonlySet<string>): string {
  for (let n = 1; ; n++) if (!taken.has(`${stem}-${n}`)) return `${stem}-${n}`
}
