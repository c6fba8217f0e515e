import { describe, expect, test } from 'vitest'
import { compile } from '../../engine/compile/compile.ts'
import type { GateRoute, Plan, SignalSource } from '../../engine/compile/plan.ts'
import { runBacktest } from '../../engine/run/backtest.ts'
import type { AccountView, Denial, SizedSignal, SlotView, Verdict } from '../../nodes/define/trade.ts'
import { examples, openExample, type Example } from '../properties/example-runs.ts'

type Asked = {
  readonly order: SizedSignal
  readonly account: AccountView
  readonly outputs: Record<string, Uint8Array | Float64Array>
  readonly row: number
}

/**
 * A refusal names a value and a limit. Asked again with nothing but that value moved to the limit, the gate lets the entry pass or
 * names another reason; a step on the wrong side of it, it still refuses.
 */
describe('a refusal of a gate is what its value and limit say', () => {
  const seen = new Map<string, number>()

  test.each(examples)('%s', async (name, days) => {
    const example = tightened(await openExample(name, days))
    const wrong: string[] = []
    const plan = watched(example.plan, (gate, denial, asked, ask) => {
      seen.set(denial.code, (seen.get(denial.code) ?? 0) + 1)
      const [within, outside] = tries(denial, asked)
      if (isSame(ask(within), denial)) wrong.push(`${gate}: ${JSON.stringify(denial)} at its limit`)
      if (outside && !isSame(ask(outside), denial)) wrong.push(`${gate}: ${JSON.stringify(denial)} beyond its limit`)
    })
    runBacktest({ ...example, plan, store: { get: () => undefined, put() {} }, canceled: () => false })
    expect(wrong.slice(0, 5)).toEqual([])
  })

  test('the cases were not empty', () => {
    for (const code of ['MAX_DRAWDOWN', 'LOSS_STREAK', 'COOLDOWN', 'MAX_POSITION', 'VOLATILITY_SPIKE']) {
      expect(seen.get(code) ?? 0, code).toBeGreaterThan(0)
    }
  })
})

/** Drawdown gates drawn tight: over these days the examples never come near the limits they set themselves. */
function tightened(example: Example): Example {
  const nodes = Object.entries(example.document.nodes).map(([id, node]) => [
    id,
    node.type === 'risk.drawdown' ? { ...node, params: { fromPeak: 2, inDay: 1 } } : node,
  ])
  const document = { ...example.document, nodes: Object.fromEntries(nodes) }
  return { ...example, document, plan: compile(document).plan! }
}

function isSame(verdict: Verdict, { code, limit }: Denial): boolean {
  return verdict !== 'allow' && 'code' in verdict && verdict.code === code && verdict.limit === limit
}

/** What was asked with the value at the limit, and one step beyond it where there is such a step. */
function tries({ code, value, limit }: Denial, asked: Asked): [Asked, Asked?] {
  const { order, account } = asked
  const onSlot = (facts: Partial<SlotView>): Asked => {
    const changed = over(account.slot(order.signal.slot), facts)
    return { ...asked, account: over(account, { slot: () => changed }) }
  }
  const slot = account.slot(order.signal.slot)
  if (code === 'COOLDOWN')
    return [onSlot({ barsSinceExit: limit, barsSinceLoss: limit }), onSlot({ barsSinceExit: limit - 1, barsSinceLoss: limit - 1 })]
  if (code === 'LOSS_STREAK') return [onSlot({ lossStreak: limit - 1 }), onSlot({ lossStreak: limit })]
  if (code === 'VOLATILITY_SPIKE') return [{ ...asked, outputs: { ...asked.outputs, blocked: new Uint8Array(asked.row + 1) } }]
  if (code === 'EXPOSURE') {
    const spare = Math.ceil((value - limit) * account.equity) + 1
    return [{ ...asked, account: over(account, { exposure: account.exposure - spare }) }]
  }
  if (code === 'MAX_DRAWDOWN') {
    const start = [account.peakEquity, account.dayStartEquity].find((one) => (one - account.equity) / one === value)!
    const equity = start - account.share(start, limit)
    return [
      { ...asked, account: over(account, { equity }) },
      { ...asked, account: over(account, { equity: equity - 1 }) },
    ]
  }
  if (code !== 'MAX_POSITION') throw new Error(`no example is refused with ${code}`)
  // The share held and asked for together: as many lots as stay within, and one more.
  const held = Math.abs(slot.positionLots) + slot.workingLots
  let lots = order.lots
  while (lots > 0 && slot.notional(held + lots) > limit * account.equity) lots--
  return [
    { ...asked, order: { ...order, lots } },
    { ...asked, order: { ...order, lots: lots + 1 } },
  ]
}

function over<Facts extends object>(facts: Facts, instead: Partial<Facts>): Facts {
  return Object.create(facts, Object.getOwnPropertyDescriptors(instead)) as Facts
}

type Told = (gate: string, denial: Denial, asked: Asked, ask: (asked: Asked) => Verdict) => void

/** The same plan, every refusal of its gates told with a way to ask again. */
function watched(plan: Plan, tell: Told): Plan {
  function gate(route: GateRoute): GateRoute {
    return {
      ...route,
      next: route.next.map((next) => (next.kind === 'gate' ? gate(next) : next)),
      gate: (order, account, inputs, outputs, row) => {
        const ask = (asked: Asked) => route.gate(asked.order, asked.account, inputs, asked.outputs as never, asked.row)
        const verdict = ask({ order, account, outputs, row })
        if (verdict !== 'allow' && 'code' in verdict) tell(route.node, verdict, { order, account, outputs, row }, ask)
        return verdict
      },
    }
  }
  const signals = plan.signals.map((source): SignalSource => ({
    ...source,
    next: source.next.map((sizing) => ({ ...sizing, next: sizing.next.map(gate) })),
  }))
  return { ...plan, signals }
}
