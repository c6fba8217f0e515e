import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { bestOf } from '../kit/best-of.ts'
import { runOver } from '../kit/run-walk.ts'
import { edited, sampleStrategy } from '../kit/strategy.ts'
import { walkCandles } from '../kit/walk-candles.ts'

/** DESIGN §8: a whole run of the SMA cross over a million bars, every default rule on, beside a bare loop that does the same trades. */
export async function bench(print: (line: string) => void): Promise<void> {
  const candles = walkCandles(1_000_000)
  const strategy = sampleStrategy()
  const { orders } = runOver(strategy, candles)
  const whole = bestOf(7, () => runOver(strategy, candles))
  const idle = edited(strategy, { set: { 'nodes.size.params.percent': 0.01, 'nodes.gate.params.percent': 0.1 } }) as StrategyDocument
  const few = bestOf(7, () => runOver(neverTrades(idle), candles))
  const loop = bestOf(20, () => bareLoop(candles.open, candles.close))
  const perOrder = ((whole - few) * 1000) / orders.length
  print(
    `SMA cross 10/20, 1 M bars, ${orders.length} orders: ${whole.toFixed(0)} ms (target 60 ms and 1 µs an order: ${(60 + orders.length / 1000).toFixed(0)} ms)`,
  )
  print(`  without orders ${few.toFixed(0)} ms; ${perOrder.toFixed(2)} µs for each order`)
  print(`  a bare loop with the same crosses, fills and fee, nothing checked: ${loop.toFixed(1)} ms; ratio ${(whole / loop).toFixed(1)}`)
}

/** The same averages and crosses, but no entry is ever let through: what the bars alone cost. */
function neverTrades(document: StrategyDocument): StrategyDocument {
  return edited(document, {
    set: {
      'nodes.never': { type: 'logic.compare', version: 1, params: { is: 'below', b: -1 } },
      'nodes.both': { type: 'logic.and', version: 1, params: {} },
    },
    wire: [
      ['bars.close', 'never.a'],
      ['never.result', 'both.a'],
      ['up.result', 'both.b'],
      ['both.result', 'enter.when'],
    ],
    unwire: ['enter.when'],
  }) as StrategyDocument
}

function bareLoop(open: Float64Array, close: Float64Array): number {
  const equity = new Float64Array(close.length)
  let fast = 0
  let slow = 0
  let before = 0
  let cash = 1e6
  let held = 0
  let want = 0
  for (let i = 0; i < close.length; i++) {
    if (want !== held) {
      cash -= (want - held) * open[i]! + Math.abs(want - held) * open[i]! * 0.001
      held = want
    }
    fast += close[i]! - (i >= 10 ? close[i - 10]! : 0)
    slow += close[i]! - (i >= 20 ? close[i - 20]! : 0)
    const difference = fast / 10 - slow / 20
    if (i > 19) want = before <= 0 && difference > 0 ? 1 : before >= 0 && difference < 0 ? 0 : want
    before = difference
    equity[i] = cash + held * close[i]!
  }
  return equity[equity.length - 1]!
}
