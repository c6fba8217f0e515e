import type { NodeDefinition } from './define/node.ts'
import { ema } from './indicators/ema.ts'
import { sma } from './indicators/sma.ts'
import { enter } from './signals/enter.ts'

/** Every node, in palette order. A new node is its file and its line here. */
export const nodes: readonly NodeDefinition[] = [
  // indicators
  sma,
  ema,
  // signals
  enter,
]

const byType = new Map(nodes.map((node) => [node.type, node]))

/** The definition of a type, or undefined for a type this version does not know. */
export function findNode(type: string): NodeDefinition | undefined {
  return byType.get(type)
}
