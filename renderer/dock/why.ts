import type { Graph, GraphNode } from '../../nodes/strategy/1-resolve.ts'
import type { Reason } from '../../engine/protocol/why.ts'
import { say } from '../text/en.ts'

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

/** One reason in words: what stood where, what it would have taken, and how far that was. */
export function reasonWords(graph: Graph, reason: Reason): string {
  const node = graph.byPath.get(reason.node)
  const ago = reason.back === 0 ? '' : `, ${reason.back === 1 ? say('why.bar-before') : say('why.bars-before', { bars: reason.back })}`
  if (reason.kind === 'condition') return `${sayingOf(reason.says)}, ${say('why.needs-answer', { answer: sayingOf(reason.needs) })}${ago}`
  const [name] = reason.names
  if (reason.kind === 'missing') return `${say('why.missing', { name: nameOf(node, name) })}${ago}`
  const isTime = name.endsWith('.time')
  const written = (value: number) => (value !== value ? '–' : isTime ? hourText(value) : shortNumber(value))
  const threshold = reason.names[1]
  const against = threshold === null ? written(reason.threshold) : `${nameOf(node, threshold)} ${written(reason.threshold)}`
  const stands = `${nameOf(node, name)} ${written(reason.value)}`
  const needs = say(reason.needs === 'above' ? 'why.needs-above' : 'why.needs-below', { threshold: against })
  const apart = Math.abs(reason.value - reason.threshold)
  const distance = apart !== apart || isTime ? '' : `, ${say('why.away', { distance: shortNumber(apart) })}`
  return `${stands}, ${needs}${distance}${ago}`
}

/** "yes", "no" or "not known". */
export function sayingOf(says: number): string {
  return says === 1 ? say('why.yes') : says === 0 ? say('why.no') : say('why.not-known')
}

/** What is wired to a port, told by its id; a port nothing is wired to by its own name. */
function nameOf(node: GraphNode | undefined, port: string): string {
  const [input, field] = port.split('.')
  const source = node?.inputs[input!]?.[0]
  if (!node || !source) return port
  const prefix = node.path.slice(0, node.path.lastIndexOf('/') + 1)
  const id = source.node.startsWith(prefix) ? source.node.slice(prefix.length) : source.node
  return `${id}.${field ?? source.port}`
}

const sevenDigits = new Intl.NumberFormat('en', { maximumSignificantDigits: 7 })

function shortNumber(value: number): string {
  return sevenDigits.format(value)
}

const hour = new Intl.DateTimeFormat('en-GB', { weekday: 'short', hour: '2-digit', minute: '2-digit', timeZone: 'UTC' })

function hourText(time: number): string {
  return hour.format(time)
}
