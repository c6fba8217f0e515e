import { expect, test } from 'vitest'
import { compile } from '../../engine/compile/compile.ts'
import { honestBar1, research1 } from '../../engine/protocol/profiles.ts'
import { runBacktest } from '../../engine/run/backtest.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { tangledGraph } from '../kit/graphs.ts'
import { longer, without } from '../kit/marked-candles.ts'
import { instrument } from '../kit/instruments.ts'
import { stepThrough } from '../kit/step-through.ts'
import { edited } from '../kit/strategy.ts'
import { walkCandles } from '../kit/walk-candles.ts'

/** Wants a long history, keeps an account-stage exit and trades both ways of the gaps. */
const document = edited(tangledGraph(), {
  set: {
    'nodes.held': { type: 'market.position', version: 1, params: {} },
    'nodes.long': { type: 'logic.compare', version: 1, params: { is: 'above', b: 40 } },
    'nodes.leave': { type: 'signal.exit', version: 1, params: {} },
    'nodes.calm2.params.b': 1e9,
  },
  wire: [
    ['held.barsHeld', 'long.a'],
    ['long.result', 'leave.when'],
    ['leave.signal', 'size.signal'],
  ],
}) as StrategyDocument

test.each([
  ['in one go', () => false],
  ['written down and taken up again at odd steps', (step: number) => step % 977 === 3 || step === 5000 || step === 5001],
])('a strategy stepped bar by bar, %s, decides and computes as over whole columns, bit for bit', (_, restartAt) => {
  const { plan, findings } = compile(document)
  if (!plan) throw new Error(JSON.stringify(findings))
  const main = without(walkCandles(12_000, 1), (row) => row % 3001 === 77 || (row > 7000 && row < 7060))
  const hedge = without(walkCandles(12_000, 2), (row) => row % 2003 === 123)
  const streams = plan.streams.map(({ slot, timeframe }) => {
    const name = plan.slots[slot]!.name
    const bars = name === 'main' ? main : hedge
    return {
      instrument: instrument({ symbol: name === 'main' ? 'BTC/USDT' : 'ETH/USDT' }),
      source: 'walk',
      dataKey: `${name} ${timeframe}`,
      candles: timeframe === '1h' ? bars : longer(bars, '1h', timeframe),
    }
  })
  const binding = { slots: {}, from: null, to: null, capital: '10000', fillProfile: honestBar1, riskProfile: research1 }
  const whole = runBacktest({ document, plan, binding, streams, store: { get: () => undefined, put() {} }, canceled: () => false })
  const stepped = stepThrough(plan, binding, whole.outcome.runId, streams, restartAt)

  expect(whole.outcome.trades.length).toBeGreaterThan(20)
  expect(new Set(whole.outcome.trades.map(({ exitSignal }) => exitSignal)).size).toBeGreaterThan(1)
  expect(stepped.desk.trades()).toEqual(whole.outcome.trades)
  expect(stepped.desk.orders()).toEqual(whole.outcome.orders)
  expect(stepped.desk.denials).toEqual(whole.outcome.denials)
  expect(stepped.equity).toEqual([...whole.outcome.equity])
  let compared = 0
  const times = whole.timeline.closes(plan.baseClock)
  for (const [wire, column] of plan.wires) {
    const closes = whole.timeline.closes(plan.columns[column]!.clock)
    let row = -1
    const known = Array.from(times, (time) => {
      while (row + 1 < closes.length && closes[row + 1]! <= time) row++
      return row < 0 ? NaN : whole.columns[column]!.data[row]!
    })
    // Before its first row a wire says "missing" in its own way.
    const first = known.findIndex((value) => !Number.isNaN(value))
    expect([wire, stepped.values.get(wire)!.slice(first)]).toEqual([wire, known.slice(first)])
    compared++
  }
  expect(compared).toBeGreaterThan(40)
})
