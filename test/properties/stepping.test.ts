import { describe, expect, test } from 'vitest'
import { stepThrough } from '../kit/step-through.ts'
import { examples, openExample, run } from './example-runs.ts'

/**
 * Live works bar by bar on sliding columns and may be taken up again after any bar; a backtest computes whole columns. Orders,
 * fills, trades, denials and equity must be equal to the last digit.
 */
describe('stepped bar by bar, an example does what its backtest does', () => {
  const seen = { fills: 0, denials: 0, types: new Set<string>(), sides: new Set<string>(), slots: new Set<number>(), partial: 0 }

  test.each(examples)('%s', async (name, days) => {
    const example = await openExample(name, days)
    const whole = run(example)
    for (const restartAt of [() => false, (step: number) => step % 97 === 13]) {
      const stepped = stepThrough(example.plan, example.binding, whole.runId, example.streams, restartAt)
      expect(stepped.desk.orders()).toEqual(whole.orders)
      expect(stepped.desk.fills).toEqual(whole.fills)
      expect(stepped.desk.trades()).toEqual(whole.trades)
      expect(stepped.desk.denials).toEqual(whole.denials)
      expect(stepped.equity).toEqual([...whole.equity])
    }
    seen.fills += whole.fills.length
    seen.denials += whole.denials.length
    for (const { type, side, slot } of whole.orders) {
      seen.types.add(type)
      seen.sides.add(side)
      seen.slots.add(slot)
    }
  })

  test('the cases were not empty', () => {
    expect(Math.min(seen.fills, seen.denials)).toBeGreaterThan(50)
    expect([...seen.sides].sort()).toEqual(['buy', 'sell'])
    expect(seen.slots).toEqual(new Set([0, 1]))
    for (const type of ['market', 'limit', 'stop', 'trailing-stop']) expect(seen.types).toContain(type)
  })

  test('swapped bars are found', async () => {
    const example = await openExample('sma-cross', 120)
    const whole = run(example)
    const [first] = example.streams
    const candles = {
      ...first.candles,
      close: first.candles.close.map((price, row, all) => (row === 700 ? all[701] : row === 701 ? all[700] : price)),
    }
    const stepped = stepThrough(example.plan, example.binding, whole.runId, [{ ...first, candles }])
    expect(stepped.equity).not.toEqual([...whole.equity])
  })
})
