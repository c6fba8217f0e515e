import { expect, test } from 'vitest'
import { runOver } from '../kit/run-walk.ts'
import { sampleStrategy } from '../kit/strategy.ts'
import { walkCandles } from '../kit/walk-candles.ts'
import { planOf } from '../kit/run-walk.ts'
import { stepThrough } from '../kit/step-through.ts'
import { defaultBinding } from '../kit/run-walk.ts'
import { instrument } from '../kit/instruments.ts'

test('marks taken in one loop leave the equity, peak and day that marks one by one leave', () => {
  const candles = walkCandles(4000)
  const plan = planOf(sampleStrategy())
  const whole = runOver(sampleStrategy(), candles, { plan })
  const stepped = stepThrough(plan, defaultBinding, whole.runId, [{ candles, instrument: instrument() }])
  expect(whole.trades.length).toBeGreaterThan(30)
  expect([...whole.equity]).toEqual(stepped.equity)
  expect(new Set(whole.equity).size).toBeGreaterThan(1500)
})
