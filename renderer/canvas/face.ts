import type { Category } from '../../nodes/define/node.ts'
import type { Param } from '../../nodes/define/params.ts'
import { findNode } from '../../nodes/index.ts'
import type { DocumentNode, StrategyDocument } from '../../nodes/strategy/document.ts'
import { portsOf, subgraphOf, type Ports } from './ports.ts'

export type Family = Category | 'subgraph' | 'unknown'

/** A parameter worth seeing on the node itself. */
export type FaceParam = { readonly name: string; readonly param: Param<unknown> }

/**
 * What a node's face shows and how large it is, from its type alone: nothing is measured, so a thousand nodes open at once.
 * Pixels of the canvas at scale 1.
 */
export type Face = {
  readonly title: string
  readonly family: Family
  readonly ports: Ports
  /** Numbers that stand in for a wire, by input. */
  readonly literals: Readonly<Record<string, Param<unknown>>>
  /** The one or two others worth seeing. */
  readonly params: readonly FaceParam[]
  /** Whether there is room and reason for a sparkline: the first output is a number or a condition. */
  readonly spark: boolean
  readonly width: number
  readonly height: number
}

export const measures = { width: 216, title: 24, pad: 4, row: 18, params: 20, spark: 24, port: 10 } as const

const known = new Map<string, Face>()
const ofSubgraphs = new WeakMap<StrategyDocument['subgraphs'], Map<string, Face>>()

/** The face of a node of a document. */
export function faceOf(document: StrategyDocument, node: DocumentNode): Face {
  const name = subgraphOf(node.type)
  const cache = name === undefined ? known : (ofSubgraphs.get(document.subgraphs) ?? new Map<string, Face>())
  if (name !== undefined) ofSubgraphs.set(document.subgraphs, cache)
  const seen = cache.get(node.type)
  if (seen) return seen
  const face = name === undefined ? nodeFace(document, node.type) : subgraphFace(document, node.type, name)
  cache.set(node.type, face)
  return face
}

/** Height of the middle of a port's row above the node's top. */
export function portTop(row: number): number {
  return measures.title + measures.pad + row * measures.row + measures.row / 2
}

/** The face of a subgraph's own ports, drawn inside it as two nodes. */
export function borderFace(title: string, ports: Ports): Face {
  return { title, family: 'subgraph', ports, literals: {}, params: [], spark: false, ...sizeOf(ports, 0, false, 144) }
}

function nodeFace(document: StrategyDocument, type: string): Face {
  const definition = findNode(type)
  const ports = portsOf(document, type)
  if (!definition) return { title: type, family: 'unknown', ports, literals: {}, params: [], spark: false, ...sizeOf(ports, 0, false) }
  const literals = Object.fromEntries(
    ports.inputs.flatMap(({ name, literal }) => (literal === undefined ? [] : [[name, definition.params[literal]!]])),
  )
  const taken = new Set(ports.inputs.map(({ literal }) => literal))
  const params = Object.entries(definition.params)
    .filter(([name, { kind }]) => !taken.has(name) && kind !== 'slot' && kind !== 'text' && kind !== 'flag')
    .slice(0, 2)
    .map(([name, param]) => ({ name, param }))
  const kind = ports.outputs[0]?.kind
  const spark = (kind === 'number' || kind === 'condition') && ports.outputs.length <= 3 && ports.inputs.length <= 3
  return { title: definition.title, family: definition.category, ports, literals, params, spark, ...sizeOf(ports, params.length, spark) }
}

function subgraphFace(document: StrategyDocument, type: string, name: string): Face {
  const definition = document.subgraphs[name]
  const ports = portsOf(document, type)
  const params = Object.entries(definition?.promoted ?? {}).flatMap(([promoted, target]): FaceParam[] => {
    const dot = target.lastIndexOf('.')
    const inner = definition?.nodes[target.slice(0, dot)]
    const param = inner && findNode(inner.type)?.params[target.slice(dot + 1)]
    const given = inner?.params[target.slice(dot + 1)]
    return param ? [{ name: promoted, param: given === undefined ? param : { ...param, default: given } }] : []
  })
  const shown = params.slice(0, 2)
  return {
    title: definition?.title ?? name,
    family: 'subgraph',
    ports,
    literals: {},
    params: shown,
    spark: false,
    ...sizeOf(ports, shown.length, false),
  }
}

function sizeOf(
  { inputs, outputs }: Ports,
  params: number,
  spark: boolean,
  width: number = measures.width,
): { width: number; height: number } {
  const rows = Math.max(inputs.length, outputs.length, 1)
  return {
    width,
    height: measures.title + measures.pad + rows * measures.row + (params > 0 ? measures.params : 0) + (spark ? measures.spark : 0) + 2,
  }
}

/** Name of a parameter as its form shows it. */
export function paramLabel({ name, param }: FaceParam): string {
  return param.form.label ?? name
}
