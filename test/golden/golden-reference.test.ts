import { describe, expect, test } from 'vitest'
import { runByReference } from './by-reference.ts'
import { goldenCases, readCase, readExpected } from './golden-case.ts'
import { writeExpected } from './write.ts'

/**
 * Proves that expected.json is the reference's own: run again, it gives the same. `npm run golden` writes the files anew;
 * what changed in them is then read line by line, and the reason for it belongs into the commit.
 */
describe('expected values are the reference’s', () => {
  test.each(goldenCases())('%s', async (name) => {
    const outcome = await runByReference(readCase(name))
    if (process.env['WRITE_GOLDEN'] === '1') writeExpected(name, outcome)
    expect(readExpected(name)).toEqual(outcome)
  })

  test('together they show what a run can do', () => {
    const outcomes = goldenCases().map(readExpected)
    const fills = outcomes.flatMap((outcome) => outcome.fills)
    const trades = outcomes.flatMap((outcome) => outcome.trades)
    const denials = new Set(outcomes.flatMap((outcome) => Object.keys(outcome.denials)))
    expect(new Set(trades.map(({ side }) => side))).toEqual(new Set(['long', 'short']))
    expect(new Set(trades.map(({ closed }) => closed))).toEqual(new Set([true, false]))
    expect(new Set(fills.map((fill) => fill[1]))).toEqual(new Set([0, 1]))
    expect(new Set(fills.map((fill) => fill[7]))).toEqual(new Set(['base', 'quote']))
    expect(new Set(fills.map((fill) => fill[8]))).toEqual(new Set(['maker', 'taker']))
    expect(trades.some(({ entries }) => entries > 1)).toBe(true)
    for (const code of ['ALREADY_IN', 'COOLDOWN', 'EXPOSURE', 'LOSS_STREAK', 'MAX_DRAWDOWN', 'MAX_POSITION', 'VOLATILITY_SPIKE']) {
      expect(denials).toContain(code)
    }
  })
})
