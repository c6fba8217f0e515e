import type { NodeDefinition } from '../define/node.ts'
import { findNode } from '../index.ts'
import type { DocumentNode, Slot, StrategyDocument, Wire } from './document.ts'
import { finding, type Finding } from './findings.ts'

/** One node of the flat graph: subgraphs inlined, parameters complete, wires attached. */
export type GraphNode = {
  /** Id, or "instance/id" inside a subgraph. */
  readonly path: string
  readonly definition: NodeDefinition
  readonly params: Readonly<Record<string, unknown>>
  /** Parameters the document sets itself. */
  readonly given: ReadonlySet<string>
  /** Out of the run: muted or led past itself, or within an instance that is. */
  readonly muted: boolean
  /** Wires into each input port, in order of their sources. */
  readonly inputs: Readonly<Record<string, readonly Source[]>>
}

export type Source = { readonly node: string; readonly port: string }

export type Graph = {
  readonly slots: Readonly<Record<string, Slot>>
  /** In node order: by the last part of the path, then the whole path. Grouping nodes into a subgraph keeps it. */
  readonly nodes: readonly GraphNode[]
  readonly byPath: ReadonlyMap<string, GraphNode>
}

const SUBGRAPH = 'subgraph.'

/** Flattens a document: types and versions looked up (in `find`), defaults filled in, subgraphs inlined. Everything wrong is listed. */
export function resolve(
  document: StrategyDocument,
  find: (type: string) => NodeDefinition | undefined = findNode,
): { readonly graph: Graph; readonly findings: readonly Finding[] } {
  const findings: Finding[] = []
  const flat: Flat = { nodes: new Map(), edges: new Map(), past: new Map() }
  flatten(document, document, '', [], flat, findings)

  const nodes: Wired[] = []
  for (const [path, { node, overrides, isOut }] of flat.nodes) {
    const definition = find(node.type)
    if (!definition) {
      findings.push(finding('node.unknown-type', { type: node.type }, { node: path }))
      continue
    }
    const { params, given } = readParams(path, definition, node, overrides, findings)
    nodes.push({ path, definition, params, given, muted: isOut, inputs: {} })
  }
  inNodeOrder(nodes)
  const byPath = new Map<string, GraphNode>()
  for (const node of nodes) byPath.set(node.path, node)
  for (const node of nodes) attach(node, flat, byPath, findings)
  reportLooseEnds(flat, byPath, findings)
  return { graph: { slots: document.slots, nodes, byPath }, findings }
}

/** A node of the flat graph while its wires are being attached. */
type Wired = GraphNode & { readonly inputs: Record<string, Source[]> }

/** Sorts by node order; the last parts of the paths are cut off once, not at every comparison. */
function inNodeOrder(nodes: GraphNode[]): void {
  const leaves = new Map(nodes.map((node) => [node, leaf(node.path)]))
  nodes.sort((a, b) => compareText(leaves.get(a)!, leaves.get(b)!) || compareText(a.path, b.path))
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function leaf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function nodeOrder(a: { path: string }, b: { path: string }): number {
  return compareText(leaf(a.path), leaf(b.path)) || compareText(a.path, b.path)
}

/**
 * Nodes by path and wires by where they end. Ends and starts are "path.port"; the ports of a subgraph instance are
 * stations that wires pass through: "instance.port" from outside, "instance/in.port" and "instance/out.port" from within.
 */
type Flat = {
  readonly nodes: Map<string, FlatNode>
  readonly edges: Map<string, string[]>
  /** Outputs of nodes led past, and the inputs whose sources are heard instead. */
  readonly past: Map<string, string>
}
type FlatNode = { readonly node: DocumentNode; readonly overrides: Readonly<Record<string, unknown>>; readonly isOut: boolean }
type Scope = { readonly nodes: Readonly<Record<string, DocumentNode>>; readonly wires: readonly Wire[] }

function flatten(
  document: StrategyDocument,
  scope: Scope,
  prefix: string,
  open: readonly string[],
  flat: Flat,
  findings: Finding[],
  given?: Overrides,
  isOutside = false,
): void {
  for (const [id, node] of Object.entries(scope.nodes)) {
    const path = prefix + id
    const past = wayPast(document, path, node, findings)
    if (node.muted) findings.push(finding('node.muted', {}, { node: path, fix: { kind: 'unmute' } }))
    const isOut = isOutside || node.muted === true || past !== undefined
    if (!node.type.startsWith(SUBGRAPH)) {
      flat.nodes.set(path, { node, overrides: given?.get(id) ?? {}, isOut })
      for (const [output, input] of Object.entries(past ?? {})) flat.past.set(`${path}.${output}`, `${path}.${input}`)
      continue
    }
    const name = node.type.slice(SUBGRAPH.length)
    const definition = Object.hasOwn(document.subgraphs, name) ? document.subgraphs[name] : undefined
    if (!definition) {
      findings.push(finding('subgraph.unknown', { name }, { node: path }))
    } else if (open.includes(name)) {
      findings.push(finding('subgraph.recursive', { name }, { node: path }))
    } else {
      const overrides = promotedOverrides(path, definition.promoted, { ...node.params, ...given?.get(id) }, findings)
      flatten(document, definition, `${path}/`, [...open, name], flat, findings, overrides, isOut)
      for (const port of definition.inputs) connect(flat, `${path}.${port}`, `${path}/in.${port}`)
      for (const port of definition.outputs) {
        if (!past) connect(flat, `${path}/out.${port}`, `${path}.${port}`)
        else if (past[port] !== undefined) connect(flat, `${path}.${past[port]}`, `${path}.${port}`)
      }
    }
  }
  for (const wire of scope.wires) {
    if (isEnd(wire.from) && isEnd(wire.to)) connect(flat, prefix + wire.from, prefix + wire.to)
    else findings.push(finding('wire.malformed', { from: wire.from, to: wire.to, problem: 'each end is "node.port"' }))
  }
}

/** Outputs of a node that is led past and the inputs heard in their place. Never past a gate: what reaches an order goes through it. */
function wayPast(document: StrategyDocument, path: string, node: DocumentNode, findings: Finding[]): DocumentNode['bypassed'] {
  if (!node.bypassed) return undefined
  if (holdsGate(document, node)) {
    findings.push(finding('gate.bypassed', {}, { node: path, fix: { kind: 'unbypass' } }))
    return undefined
  }
  findings.push(finding('node.bypassed', {}, { node: path, fix: { kind: 'unbypass' } }))
  return node.bypassed
}

/** A gate, or an instance with one somewhere inside. */
export function holdsGate(document: StrategyDocument, node: DocumentNode, open: readonly string[] = []): boolean {
  if (!node.type.startsWith(SUBGRAPH)) return findNode(node.type)?.role === 'gate'
  const name = node.type.slice(SUBGRAPH.length)
  const definition = Object.hasOwn(document.subgraphs, name) && !open.includes(name) ? document.subgraphs[name] : undefined
  return definition !== undefined && Object.values(definition.nodes).some((inner) => holdsGate(document, inner, [...open, name]))
}

type Overrides = ReadonlyMap<string, Record<string, unknown>>

/** What an instance sets, sorted by the inner node it belongs to. */
function promotedOverrides(
  path: string,
  promoted: Readonly<Record<string, string>>,
  params: Readonly<Record<string, unknown>>,
  findings: Finding[],
): Overrides {
  const overrides = new Map<string, Record<string, unknown>>()
  for (const [name, value] of Object.entries(params)) {
    const target = Object.hasOwn(promoted, name) ? promoted[name] : undefined
    if (target === undefined) {
      findings.push(
        finding('param.unknown', { type: 'this subgraph', param: name, known: Object.keys(promoted).join(', ') || 'none' }, { node: path }),
      )
      continue
    }
    const dot = target.indexOf('.')
    const inner = target.slice(0, dot)
    overrides.set(inner, { ...overrides.get(inner), [target.slice(dot + 1)]: value })
  }
  return overrides
}

function isEnd(text: string): boolean {
  return /^[a-z][a-z0-9-]*\.[a-zA-Z][a-zA-Z0-9-]*$/.test(text)
}

function connect(flat: Flat, from: string, to: string): void {
  const sources = flat.edges.get(to)
  if (sources) sources.push(from)
  else flat.edges.set(to, [from])
}

/** Real outputs behind a wire's start, stations followed, and nodes passed by. */
function origins(start: string, flat: Flat, byPath: ReadonlyMap<string, unknown>, seen: readonly string[] = []): readonly string[] {
  if (seen.includes(start)) return []
  const past = flat.past.get(start)
  if (past === undefined && byPath.has(nodeOf(start))) return [start]
  return (flat.edges.get(past ?? start) ?? []).flatMap((from) => origins(from, flat, byPath, [...seen, start]))
}

/** The path before the port of an end. */
function nodeOf(end: string): string {
  return end.slice(0, end.lastIndexOf('.'))
}

/** Gives each input of a node its sources. */
function attach(node: Wired, flat: Flat, byPath: ReadonlyMap<string, GraphNode>, findings: Finding[]): void {
  for (const port of Object.keys(node.definition.inputs)) {
    const sources: Source[] = (node.inputs[port] = [])
    for (const start of (flat.edges.get(`${node.path}.${port}`) ?? []).flatMap((from) => origins(from, flat, byPath))) {
      const source = byPath.get(nodeOf(start))
      const output = start.slice(start.lastIndexOf('.') + 1)
      if (!source) continue
      if (!Object.hasOwn(source.definition.outputs, output)) {
        const problem = `${source.definition.title} has no output "${output}"`
        findings.push(finding('wire.malformed', { from: start, to: `${node.path}.${port}`, problem }, { node: source.path, port: output }))
      } else if (!source.muted && !sources.some((one) => one.node === source.path && one.port === output)) {
        sources.push({ node: source.path, port: output })
      }
    }
    if (sources.length > 1) sources.sort((a, b) => nodeOrder({ path: a.node }, { path: b.node }) || (a.port < b.port ? -1 : 1))
  }
}

/** Wires whose ends name nothing. */
function reportLooseEnds(flat: Flat, byPath: ReadonlyMap<string, GraphNode>, findings: Finding[]): void {
  let known: ReadonlySet<string> | undefined
  /** Most graphs have no loose end, and these are gathered for nobody. */
  const stations = () =>
    (known ??= new Set([...flat.edges.entries()].flatMap(([to, froms]) => [to, ...froms]).filter((end) => /\/(in|out)\./.test(end))))
  const isStation = (end: string) =>
    stations().has(end) || stations().has(end.replace(/\.([^.]*)$/, '/in.$1')) || stations().has(end.replace(/\.([^.]*)$/, '/out.$1'))
  for (const [to, froms] of flat.edges) {
    const target = byPath.get(nodeOf(to))
    const port = to.slice(to.lastIndexOf('.') + 1)
    for (const from of froms) {
      const source = byPath.get(nodeOf(from))
      if (!source && !isStation(from) && !flat.nodes.has(nodeOf(from))) {
        findings.push(finding('wire.malformed', { from, to, problem: `"${from}" is not there` }, { node: target?.path }))
      }
      if (target && !Object.hasOwn(target.definition.inputs, port)) {
        findings.push(
          finding('wire.malformed', { from, to, problem: `${target.definition.title} has no input "${port}"` }, { node: target.path }),
        )
      } else if (!target && !isStation(to) && !flat.nodes.has(nodeOf(to))) {
        findings.push(finding('wire.malformed', { from, to, problem: `"${to}" is not there` }, { node: source?.path }))
      }
    }
  }
}

function readParams(
  path: string,
  definition: NodeDefinition,
  node: DocumentNode,
  overrides: Readonly<Record<string, unknown>>,
  findings: Finding[],
) {
  let given: Record<string, unknown> = { ...node.params, ...overrides }
  if (node.version > definition.version) {
    findings.push(finding('node.newer-version', { type: node.type, version: node.version, known: definition.version }, { node: path }))
  }
  if (node.version < definition.version) {
    for (let version = node.version; version < definition.version; version++) given = definition.migrations?.[version]?.(given) ?? given
    findings.push(finding('node.migrated', { type: node.type, version: node.version, known: definition.version }, { node: path }))
  }
  const params: Record<string, unknown> = {}
  for (const [name, param] of Object.entries(definition.params)) {
    params[name] = param.default
    if (!Object.hasOwn(given, name)) continue
    const parsed = param.schema.safeParse(given[name])
    if (parsed.success) params[name] = parsed.data
    else {
      const problem = parsed.error.issues[0]?.message ?? 'not allowed'
      const place = { node: path, fix: { kind: 'set-param', param: name, value: param.default as number | string | boolean } } as const
      findings.push(finding('param.invalid', { param: name, value: JSON.stringify(given[name]), problem }, place))
    }
  }
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(definition.params, name)) continue
    const known = Object.keys(definition.params).join(', ') || 'none'
    findings.push(
      finding('param.unknown', { type: node.type, param: name, known }, { node: path, fix: { kind: 'remove-param', param: name } }),
    )
  }
  return { params, given: new Set(Object.keys(given)) }
}
