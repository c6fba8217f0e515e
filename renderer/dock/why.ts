import type { Graph, GraphNode, Source } from '../../nodes/strategy/1-resolve.ts'

/** One line of an explanation: a node, what it said at that moment, and how near that was to the other way. */
export type Reason = {
  readonly path: string
  readonly title: string
  readonly depth: number
  /** Of a condition: 0 no, 1 yes, 2 unknown; undefined where nothing is known of it. */
  readonly says: number | undefined
  /** The numbers it judged by, in the order of its ports. */
  readonly numbers: readonly { readonly name: string; readonly value: number | undefined }[]
  /** First number minus second: how far from the threshold. Only where there are two. */
  readonly distance: number | undefined
}

/** Values at one moment, by wire "path.port"; numbers that are missing are NaN. */
export type ValuesAt = Readonly<Record<string, number>>

const DEEPEST = 4

/**
 * Why a signal came, or did not: the conditions behind it, nearest first, and of those that combine others only the ones
 * that decided. Pure: the graph and the values of every wire at that moment go in.
 */
export function explain(graph: Graph, values: ValuesAt, path: string): readonly Reason[] {
  const reasons: Reason[] = []
  const seen = new Set<string>()
  const node = graph.byPath.get(path)
  if (node) for (const source of conditionsOf(node)) visit(source, 0)
  return reasons

  function visit(source: Source, depth: number): void {
    const behind = graph.byPath.get(source.node)
    if (!behind || depth > DEEPEST || seen.has(source.node)) return
    seen.add(source.node)
    const says = values[`${source.node}.${source.port}`]
    const numbers = numbersOf(behind, values)
    const [a, b] = numbers
    const distance = a?.value !== undefined && b?.value !== undefined ? a.value - b.value : undefined
    reasons.push({ path: source.node, title: behind.definition.title, depth, says, numbers, distance })
    for (const next of deciding(behind, says, values)) visit(next, depth + 1)
  }
}

/** The path a signal takes to the market: sizing, gates, order nodes, in that order. */
export function moneyPath(graph: Graph, signal: string): readonly GraphNode[] {
  const path: GraphNode[] = []
  const reached = new Set([signal])
  for (let grew = true; grew;) {
    grew = false
    for (const node of graph.nodes) {
      if (reached.has(node.path) || !isMoney(node)) continue
      const isFed = Object.entries(node.inputs).some(
        ([port, sources]) => isMoneyPort(node.definition.inputs[port]?.kind) && sources.some((source) => reached.has(source.node)),
      )
      if (!isFed) continue
      reached.add(node.path)
      path.push(node)
      grew = true
    }
  }
  return path
}

const moneyRoles = new Set(['sizing', 'gate', 'order'])
function isMoney(node: GraphNode): boolean {
  return moneyRoles.has(node.definition.role)
}
function isMoneyPort(kind: string | undefined): boolean {
  return kind === 'signal' || kind === 'gate' || kind === 'intent'
}

function conditionsOf(node: GraphNode): Source[] {
  return Object.entries(node.definition.inputs).flatMap(([port, input]) =>
    input.kind === 'condition' ? [...(node.inputs[port] ?? [])] : [],
  )
}

/** Of what a node combines, what made it say what it said: every yes behind an or's yes, the first no behind an and's no. */
function deciding(node: GraphNode, says: number | undefined, values: ValuesAt): readonly Source[] {
  const all = conditionsOf(node)
  const sayingSo = (value: number) => all.filter((source) => values[`${source.node}.${source.port}`] === value)
  if (node.definition.type === 'logic.and' && says === 0) return sayingSo(0).slice(0, 1)
  if (node.definition.type === 'logic.or' && says === 1) return sayingSo(1)
  return all
}

function numbersOf(node: GraphNode, values: ValuesAt): Reason['numbers'] {
  return Object.entries(node.definition.inputs).flatMap(([port, input]) => {
    if (input.kind !== 'number') return []
    const source = node.inputs[port]?.[0]
    if (source) return [{ name: nameOf(source, node), value: values[`${source.node}.${source.port}`] }]
    const literal = input.literal === undefined ? undefined : node.params[input.literal]
    return typeof literal === 'number' ? [{ name: port, value: literal }] : []
  })
}

/** "EMA 20 average" is told by its id; a node with one output needs no port. */
function nameOf(source: Source, within: GraphNode): string {
  const prefix = within.path.slice(0, within.path.lastIndexOf('/') + 1)
  const id = source.node.startsWith(prefix) ? source.node.slice(prefix.length) : source.node
  return `${id}.${source.port}`
}
