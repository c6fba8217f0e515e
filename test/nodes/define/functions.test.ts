import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { atan, cos, exp, log, pow, sin } from '../../../nodes/define/functions.ts'

/** Relative distance, or absolute where the value is tiny. */
function distance(actual: number, expected: number): number {
  if (Object.is(actual, expected) || actual === expected) return 0
  if (!Number.isFinite(expected) || !Number.isFinite(actual)) return Infinity
  return Math.abs(actual - expected) / Math.max(Math.abs(expected), 1e-300)
}

const within = (actual: number, expected: number, limit = 1e-15) => {
  if (Number.isNaN(expected)) return expect(actual).toBeNaN()
  if (distance(actual, expected) > limit) expect.fail(`${actual} against ${expected}`)
}
const many = { numRuns: 4000 }
const real = (min: number, max: number) => fc.double({ min, max, noNaN: true })

describe('functions that give the same bits on every V8', () => {
  it('exp follows Math.exp', () => {
    fc.assert(
      fc.property(real(-708, 709.7), (x) => within(exp(x), Math.exp(x))),
      many,
    )
    fc.assert(
      fc.property(real(-1, 1), (x) => within(exp(x), Math.exp(x))),
      many,
    )
    expect([exp(710), exp(-746), exp(0), exp(-0), exp(NaN), exp(Infinity), exp(-Infinity)]).toEqual([Infinity, 0, 1, 1, NaN, Infinity, 0])
    within(exp(-740), Math.exp(-740), 1e-3)
    within(exp(1), Math.E)
  })

  it('log follows Math.log', () => {
    fc.assert(
      fc.property(real(5e-324, Number.MAX_VALUE), (x) => within(log(x), Math.log(x))),
      many,
    )
    fc.assert(
      fc.property(real(0.5, 2), (x) => within(log(x), Math.log(x))),
      many,
    )
    expect([log(0), log(-1), log(1), log(Infinity), log(NaN)]).toEqual([-Infinity, NaN, 0, Infinity, NaN])
  })

  it('pow follows Math.pow', () => {
    fc.assert(
      fc.property(real(1e-6, 1e6), real(-50, 50), (x, y) => within(pow(x, y), x ** y)),
      many,
    )
    fc.assert(
      fc.property(real(0.9, 1.1), real(-3000, 3000), (x, y) => within(pow(x, y), x ** y)),
      many,
    )
    fc.assert(
      fc.property(real(-40, -0.01), fc.integer({ min: -60, max: 60 }), (x, y) => within(pow(x, y), x ** y)),
      many,
    )
  })

  it('pow has the special values of Math.pow', () => {
    const odd = [0, -0, 1, -1, 2, -2, 0.5, 0.25, -0.5, 3, -3, 1e300, -1e300, 1e-300, 5e-324, 2 ** 70, Infinity, -Infinity, NaN]
    for (const x of odd) expect(odd.map((y) => pow(x, y))).toEqual(odd.map((y) => x ** y))
  })

  it('sin and cos follow Math.sin and Math.cos', () => {
    // Near a zero crossing only the absolute error is meaningful at the scale of the angle's own rounding.
    const both = (x: number) => {
      expect(Math.abs(sin(x) - Math.sin(x))).toBeLessThanOrEqual(1.2e-16)
      expect(Math.abs(cos(x) - Math.cos(x))).toBeLessThanOrEqual(1.2e-16)
    }
    fc.assert(fc.property(real(-800_000, 800_000), both), many)
    fc.assert(fc.property(real(-10, 10), both), many)
    for (let n = 1; n <= 200_000; n += 997) within(cos((n * Math.PI) / 2), Math.cos((n * Math.PI) / 2))
    for (let n = 1; n <= 200_000; n += 997) within(sin((n * Math.PI) / 2), Math.sin((n * Math.PI) / 2))
    expect([sin(0), cos(0), sin(-0), sin(1e6), cos(Infinity), sin(NaN)]).toEqual([0, 1, -0, NaN, NaN, NaN])
  })

  it('atan follows Math.atan', () => {
    fc.assert(
      fc.property(real(-1e9, 1e9), (x) => within(atan(x), Math.atan(x))),
      many,
    )
    fc.assert(
      fc.property(real(-3, 3), (x) => within(atan(x), Math.atan(x))),
      many,
    )
    expect([atan(0), atan(-0), atan(NaN)]).toEqual([0, -0, NaN])
    within(atan(Infinity), Math.PI / 2)
    within(atan(-1e30), -Math.PI / 2)
  })
})
