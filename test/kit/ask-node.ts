import type { GateNode, OrderNode, SizingNode } from '../../nodes/define/node.ts'
import type { AccountView, Denial, OrderRequest, Signal, SizedSignal, Verdict } from '../../nodes/define/trade.ts'
import { exampleParams } from './contract/run-example.ts'

/** Nodes that are asked about money. */
export type Deciding = SizingNode | GateNode | OrderNode
type Given = Readonly<Record<string, unknown>>
/** What the wires carry on the one row asked about: numbers, or conditions as 0, 1 or 2. */
type Wires = Readonly<Record<string, number>>

export const enterLong: Signal = { node: 'in', slot: 'main', action: 'enter', side: 'long', reason: '' }
export const enterShort: Signal = { ...enterLong, side: 'short' }
export const leave: Signal = { node: 'out', slot: 'main', action: 'exit', side: 'any', reason: '' }

/** An entry of `lots` as sizing hands it on. */
export function sized(signal: Signal, lots: number, more: Partial<SizedSignal> = {}): SizedSignal {
  return { signal, lots, stopTicks: 0, additions: 0, reverse: false, ...more }
}

/** A column of one row per number input: the wire's value, the written number, or nothing for an optional input left free. */
function rowInputs(node: Deciding, values: Given, wires: Wires): Record<string, Float64Array> {
  const inputs: Record<string, Float64Array> = {}
  for (const name of Object.keys(wires))
    if (node.inputs[name]?.kind !== 'number') throw new Error(`${node.type} has no number input "${name}"`)
  for (const [name, input] of Object.entries(node.inputs)) {
    if (input.kind !== 'number') continue
    if (name in wires) inputs[name] = Float64Array.of(wires[name])
    else if (input.literal !== undefined) inputs[name] = Float64Array.of(Number(values[input.literal]))
  }
  return inputs
}

/** Asks a sizing node for the size of a signal. */
export function askSize(
  node: SizingNode,
  given: Given,
  signal: Signal,
  account: AccountView,
  wires: Wires = {},
): Omit<SizedSignal, 'signal'> | Denial {
  const values = exampleParams(node, given)
  return node.size(values)(signal, account, rowInputs(node, values, wires), 0)
}

/** Asks a gate about an order. `own` holds the outputs of its kernel on this row. */
export function askGate(node: GateNode, given: Given, order: SizedSignal, account: AccountView, own: Wires = {}): Verdict {
  const values = exampleParams(node, given)
  const outputs = Object.fromEntries(
    Object.entries(own).map(([name, value]) => [
      name,
      node.outputs[name]?.kind === 'condition' ? Uint8Array.of(value) : Float64Array.of(value),
    ]),
  )
  return node.gate(values)(order, account, rowInputs(node, values, {}), outputs, 0)
}

/** Asks an order node what it asks of the desk. */
export function askOrder(
  node: OrderNode,
  given: Given,
  order: SizedSignal,
  account: AccountView,
  wires: Wires = {},
): Omit<OrderRequest, 'node' | 'intent'> | Denial {
  const values = exampleParams(node, given)
  return node.orders(values)({ ...order, gated: true }, account, rowInputs(node, values, wires), 0)
}
