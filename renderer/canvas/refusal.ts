import { produce } from 'immer'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import type { Finding, Fix } from '../../nodes/strategy/findings.ts'
import { connect } from '../edit/nodes.ts'
import { endOf, type Draft, type Scope } from '../edit/scope.ts'
import { checkedOf } from '../stores/check.ts'
import { endsFit, portAt, portWords } from './ports.ts'
import { say } from '../text/en.ts'

/** Why a wire is not taken, in a sentence, and the converter that would make it fit. */
export type Refusal = { readonly reason: string; readonly fix?: Fix }

/** What a wire may newly do to a strategy that keeps it from being drawn. Everything else is a problem to mend later. */
const forbids = new Set<Finding['code']>([
  'wire.kind',
  'wire.unit',
  'wire.symbol',
  'wire.quote',
  'wire.malformed',
  'node.units',
  'graph.cycle',
  'graph.order-without-gate',
  'lookahead.forming-bar',
])

const answers = new WeakMap<StrategyDocument, Map<string, Refusal | undefined>>()

/**
 * Why a wire from an output to an input is refused; undefined when it fits. The checker decides, by checking the strategy
 * with the wire in it: the canvas never knows better than a run. Answers are kept per document.
 */
export function refusal(document: StrategyDocument, scope: Scope, from: string, to: string): Refusal | undefined {
  const known = answers.get(document) ?? new Map<string, Refusal | undefined>()
  answers.set(document, known)
  const key = `${scope.subgraph ?? ''} ${from} ${to}`
  if (!known.has(key)) known.set(key, judge(document, scope, from, to))
  return known.get(key)
}

function judge(document: StrategyDocument, scope: Scope, from: string, to: string): Refusal | undefined {
  const output = portAt(document, scope, from, 'from')
  const input = portAt(document, scope, to, 'to')
  if (!output || !input) return { reason: say('canvas.refused.no-port') }
  const wired = produce(document, (draft) => connect(draft as Draft, scope, from, to))
  const before = new Set(checkedOf(document).findings.map(keyOf))
  const found = checkedOf(wired).findings.find((one) => one.severity === 'error' && forbids.has(one.code) && !before.has(keyOf(one)))
  // A wire of the wrong kind that also closes a circle is of the wrong kind first. And where the checker cannot tell yet (an input
  // further up is missing), the ports still speak.
  const own = found !== undefined && found.code !== 'graph.cycle'
  if (!own && !endsFit(document, scope, from, to))
    return { reason: say('canvas.refused.kind', { port: endOf(to).port, wanted: portWords(input), given: portWords(output) }) }
  if (found) return { reason: found.message, ...(found.fix && { fix: found.fix }) }
  return undefined
}

function keyOf({ code, node, port, message }: Finding): string {
  return `${code} ${node ?? ''} ${port ?? ''} ${message}`
}
