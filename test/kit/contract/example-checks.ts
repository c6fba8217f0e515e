import type { AccountExample, AccountNode, DecisionExample, ExampleAccount, NodeDefinition } from '../../../nodes/define/node.ts'
import type { AccountView, Signal } from '../../../nodes/define/trade.ts'
import { accountView } from '../account-view.ts'
import { askGate, askOrder, askSize, enterLong, enterShort, leave, sized, type Deciding } from '../ask-node.ts'
import { columnProblems, exampleParams } from './run-example.ts'
import { asSubject } from './subject.ts'

/** Runs every example of a node and says where it does not come out as written. */
export function exampleProblems(node: NodeDefinition): string[] {
  const titled = <E extends { readonly title: string }>(examples: readonly E[], problems: (example: E) => string[]) =>
    examples.flatMap((example) => problems(example).map((problem) => `${example.title}: ${problem}`))
  switch (node.role) {
    case 'series':
    case 'signal':
    case 'cancel':
      return titled(node.examples, (example) => columnProblems(asSubject(node)!, example))
    case 'constant':
      return titled(node.examples, ({ params, outputs }) =>
        Object.values(outputs).every((column) => column.every((value) => value === node.value(exampleParams(node, params))))
          ? []
          : ['another value'],
      )
    case 'account':
      return titled(node.examples, (example) => readingProblems(node, example))
    case 'sizing':
    case 'gate':
    case 'order':
      return titled(node.examples, (example) => decisionProblems(node, example))
    case 'candles':
      return []
  }
}

function accountOf({ heldLots = 0, workingLots = 0, equity, peak, dayStart, exposure, cash, ...rest }: ExampleAccount = {}): AccountView {
  const known = equity ?? 10_000
  const slot = { positionLots: heldLots, workingLots, ...rest }
  return accountView({
    equity: equity === null ? NaN : known,
    cash: cash ?? known,
    peak: peak ?? known,
    dayStart: dayStart ?? known,
    exposure: exposure ?? 0,
    slots: { main: slot },
  })
}

const signals: Readonly<Record<DecisionExample['signal'], Signal>> = { 'enter long': enterLong, 'enter short': enterShort, exit: leave }

function decisionProblems(
  node: Deciding,
  { params = {}, account, signal, lots = 0, stopTicks = 0, wires = {}, answer }: DecisionExample,
): string[] {
  const view = accountOf(account)
  const carried = Object.fromEntries(Object.entries(wires).map(([name, value]) => [name, value ?? NaN]))
  const order = sized(signals[signal], lots, { stopTicks })
  const answers = {
    sizing: () => node.role === 'sizing' && askSize(node, params, signals[signal], view, carried),
    gate: () => node.role === 'gate' && askGate(node, params, order, view, carried),
    order: () => node.role === 'order' && askOrder(node, params, order, view, carried),
  }
  return contains(answers[node.role](), answer) ? [] : [`answers ${JSON.stringify(answers[node.role]())}`]
}

/** Every member of `wanted` is in `given`, numbers to 1e-9 relative. */
function contains(given: unknown, wanted: unknown): boolean {
  if (typeof wanted === 'number') return typeof given === 'number' && Math.abs(given - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted))
  if (typeof wanted !== 'object' || wanted === null) return given === wanted
  if (typeof given !== 'object' || given === null) return false
  return Object.entries(wanted).every(([name, value]) => contains((given as Record<string, unknown>)[name], value))
}

function readingProblems(node: AccountNode, { account, outputs }: AccountExample): string[] {
  const columns = Object.fromEntries(
    Object.entries(node.outputs).map(([name, { kind }]) => [name, kind === 'condition' ? Uint8Array.of(2) : Float64Array.of(NaN)]),
  )
  node.read(exampleParams(node))(accountOf(account), columns, 0)
  return Object.entries(outputs).flatMap(([name, wanted]) => {
    const value = columns[name]?.[0]
    const agrees = wanted === null ? Number.isNaN(value) : contains(value, wanted)
    return agrees ? [] : [`${name} is ${value}, not ${wanted}`]
  })
}
