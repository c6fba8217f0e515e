import { createStepper } from '../../engine/run/stepper.ts'
import type { AccountView, SlotView } from '../../nodes/define/trade.ts'
import { mixedGraph } from '../kit/graphs.ts'
import { planOf } from '../kit/run-walk.ts'
import { walkCandles } from '../kit/walk-candles.ts'

const STEPS = 200_000

/** Live-shaped: a complete bar in, every kernel a row, decisions out. Beside the virtual calls alone that such a step cannot do without. */
export async function bench(print: (line: string) => void): Promise<void> {
  const candles = walkCandles(STEPS)
  const plan = planOf(mixedGraph())
  let requests = 0
  const decisions = { request: () => void requests++, cancel() {}, refused() {} }
  const stepper = createStepper({ plan, calendars: ['24/7'], account: flatAccount(), decisions })
  const times = new Float64Array(STEPS)
  for (let row = 0; row < STEPS; row++) {
    const bar = {
      time: candles.time[row]!,
      open: candles.open[row]!,
      high: candles.high[row]!,
      low: candles.low[row]!,
      close: candles.close[row]!,
      volume: candles.volume[row]!,
    }
    const start = performance.now()
    stepper.append(0, bar)
    stepper.compute(bar.time + 3_600_000)
    stepper.decide()
    times[row] = (performance.now() - start) * 1000
  }
  const settled = times.subarray(STEPS / 2).toSorted()
  const at = (share: number) => settled[Math.floor(settled.length * share)]!.toFixed(2)
  const steps = plan.series.length
  const calls = virtualCalls(steps)
  print(
    `block of one, ${steps} steps of a 21-node graph: median ${at(0.5)} µs (target 2), p99 ${at(0.99)} µs, p99.9 ${at(0.999)} µs; ${requests} decisions`,
  )
  print(`  ${steps} calls through a table alone: ${calls.toFixed(2)} µs; ratio of the median ${(Number(at(0.5)) / calls).toFixed(1)}`)
}

/** Microseconds for as many calls through a table as the step has kernels, each reading and writing one number. */
function virtualCalls(count: number): number {
  const data = new Float64Array(count + 1)
  const table = Array.from({ length: count }, (_, i) =>
    i % 2 === 0 ? () => void (data[i] = data[i + 1]! + 1) : () => void (data[i] = data[i + 1]! * 0.5),
  )
  const rounds = 200_000
  const start = performance.now()
  for (let round = 0; round < rounds; round++) for (const call of table) call()
  return ((performance.now() - start) * 1000) / rounds
}

/** An account that never holds anything: what is measured is the plan, not the desk. */
function flatAccount(): AccountView {
  const slot: SlotView = {
    referenceTicks: 10_000,
    referencePrice: 100,
    positionLots: 0,
    positionQuantity: 0,
    entryPrice: NaN,
    openProfit: 0,
    barsHeld: 0,
    entries: 0,
    workingLots: 0,
    workingOrders: 0,
    barsSinceExit: Infinity,
    barsSinceLoss: Infinity,
    lossStreak: 0,
    lotsForNotional: (units) => Math.floor(units / 1e6),
    lotsForQuantity: (quantity) => Math.floor(quantity * 1e5),
    lotsForRisk: () => 1,
    notional: (lots) => lots * 1e5,
    ticksFor: (distance) => Math.ceil(distance * 100),
  }
  return {
    equity: 1e12,
    cash: 1e12,
    peakEquity: 1e12,
    dayStartEquity: 1e12,
    exposure: 0,
    lossStreak: 0,
    unit: 1e8,
    slot: () => slot,
    share: (units, fraction) => Math.floor(units * fraction),
  }
}
