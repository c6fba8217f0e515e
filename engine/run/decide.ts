import type { AccountView, CancelRequest, Denial, Intent, OrderRequest, Signal, SizedSignal } from '../../nodes/define/trade.ts'
import type { Column } from '../columns/column.ts'
import type { GateRoute, OrderRoute, Plan, RowInputs, SignalSource, SizingRoute } from '../compile/plan.ts'
import { createRunner, type Runner } from '../compile/runner.ts'
import type { Candles } from '../market/candles.ts'
import { bindInputs, bindOutputs } from './series.ts'

/** Where decisions go: requests and withdrawals to the desk, refusals of the graph to the record. */
export type Decisions = {
  request(request: OrderRequest): void
  cancel(request: CancelRequest): void
  refused(by: string, signal: Signal, denial: Denial): void
}

/**
 * The strategy's side of a decision step, the same in every mode: computes the account stage at a row and takes each
 * signal that fires through sizing and gates to its orders. `row` is on the base clock.
 */
export type Decider = {
  /** Reads the account and computes what hangs on it. `base` is the absolute number of row 0. */
  computeAccount(row: number, base: number): void
  /** An exit without a position on its side says nothing: it is not worth a refusal on every bar. */
  concerns(signal: Signal): boolean
  /** Takes the given signal through its road. */
  decide(source: SignalSource, row: number): void
  /** Carried state of the account stage, for a checkpoint. */
  readonly states: readonly Float64Array[]
}

export function createDecider(
  plan: Plan,
  columns: readonly Column[],
  candles: readonly Candles[],
  account: AccountView,
  decisions: Decisions,
): Decider {
  const states: Float64Array[] = []
  const steps = plan.account.flatMap((step): ((row: number, base: number) => void)[] => {
    switch (step.kind) {
      case 'read': {
        const outputs = Object.fromEntries(Object.entries(step.outputs).map(([port, column]) => [port, columns[column]!.data]))
        return [(row) => step.read(account, outputs as never, row)]
      }
      case 'kernel':
        return [advance(createRunner(step.computation, step.params, bindInputs(step, columns, candles), bindOutputs(step, columns)))]
      case 'circle':
        return step.members.map((member) =>
          advance(createRunner(member.computation, member.params, bindInputs(member, columns, candles), bindOutputs(member, columns))),
        )
      case 'align':
      case 'constant':
        throw new Error('only the series stage carries values between clocks')
    }
  })

  function advance(runner: Runner): (row: number, base: number) => void {
    states.push(runner.state)
    return (row, base) => runner.advance(row, row + 1, base)
  }

  const bound = new Map<RowInputs, never>()
  /** Data inputs as the columns a node's functions read. */
  function read(inputs: RowInputs): never {
    const known = bound.get(inputs)
    if (known) return known
    const made = Object.fromEntries(
      Object.entries(inputs).map(([port, input]) => [
        port,
        input && ('column' in input ? columns[input.column]!.data : candles[input.candles]),
      ]),
    ) as never
    bound.set(inputs, made)
    return made
  }

  function size(route: SizingRoute, signal: Signal, row: number): void {
    const sized = route.size(signal, account, read(route.inputs), row)
    if ('code' in sized) return decisions.refused(route.node, signal, sized)
    const order: SizedSignal = { signal, lots: sized.lots, stopTicks: sized.stopTicks, additions: sized.additions, reverse: sized.reverse }
    for (const gate of route.next) pass(gate, order, row)
  }

  function pass(route: GateRoute, order: SizedSignal, row: number): void {
    const verdict = order.signal.action === 'exit' ? 'allow' : route.gate(order, account, read(route.inputs), read(route.outputs), row)
    if (verdict !== 'allow' && 'code' in verdict) return decisions.refused(route.node, order.signal, verdict)
    const passed = verdict === 'allow' ? order : { ...order, lots: Math.min(order.lots, verdict.fit) }
    for (const next of route.next) {
      if (next.kind === 'gate') pass(next, passed, row)
      else place(next, passed, row)
    }
  }

  /** Requests and intents are written out field by field: one shape for every order node keeps the desk fast. */
  function place(route: OrderRoute, { signal, lots, stopTicks, additions, reverse }: SizedSignal, row: number): void {
    const intent: Intent = { signal, lots, stopTicks, additions, reverse, gated: true }
    const order = route.orders(intent, account, read(route.inputs), row)
    if ('code' in order) return decisions.refused(route.node, signal, order)
    decisions.request({
      node: route.node,
      intent,
      type: order.type,
      limit: order.limit,
      trigger: order.trigger,
      trail: order.trail,
      timeInForce: order.timeInForce,
      maxSlippage: order.maxSlippage,
      expiresAfter: order.expiresAfter,
      protection: order.protection,
      replace: order.replace,
    })
  }

  return {
    computeAccount(row, base) {
      for (const step of steps) step(row, base)
    },
    concerns({ action, side, slot }) {
      if (action === 'enter') return true
      const held = account.slot(slot).positionLots
      return side === 'any' ? held !== 0 : side === 'long' ? held > 0 : held < 0
    },
    decide(source, row) {
      for (const route of source.next) size(route, source.signal, row)
    },
    states,
  }
}
