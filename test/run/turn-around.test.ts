import { expect, test } from 'vitest'
import { runBacktest } from '../../engine/run/backtest.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { instrument } from '../kit/instruments.ts'
import { defaultBinding, planOf } from '../kit/run-walk.ts'
import { stepThrough } from '../kit/step-through.ts'
import { edited, sampleStrategy } from '../kit/strategy.ts'
import { walkCandles } from '../kit/walk-candles.ts'

test('an opposite entry that closes first is entered on the very next step, as stepping bar by bar does', () => {
  const document = edited(sampleStrategy(), {
    set: { 'nodes.exit': null, 'nodes.short': { type: 'signal.enter', version: 1, params: { side: 'short' } } },
    unwire: ['exit.when', 'size.signal'],
    wire: [
      ['down.result', 'short.when'],
      ['enter.signal', 'size.signal'],
      ['short.signal', 'size.signal'],
    ],
  }) as StrategyDocument
  const plan = planOf(document)
  const candles = walkCandles(3000)
  const streams = [{ instrument: instrument({ shortable: true }), source: 'a walk', dataKey: 'walk', candles }]
  const store = { get: () => undefined, put() {} }
  const { outcome } = runBacktest({ document, plan, binding: defaultBinding, streams, store, canceled: () => false })
  const stepped = stepThrough(plan, defaultBinding, outcome.runId, streams)
  expect(new Set(outcome.trades.map(({ side }) => side))).toEqual(new Set(['long', 'short']))
  expect(outcome.trades.length).toBeGreaterThan(30)
  expect(outcome.orders).toEqual(stepped.desk.orders())
  expect(outcome.trades).toEqual(stepped.desk.trades())
})
