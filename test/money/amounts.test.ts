import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AmountError, compareProducts, divide, fraction, multiply, proportion, tenTo, whole } from '../../engine/money/amounts.ts'

const most = BigInt(Number.MAX_SAFE_INTEGER)
const amount = () =>
  fc.oneof(
    fc.maxSafeInteger(),
    fc.integer(),
    fc.integer({ min: -1000, max: 1000 }),
    fc.constantFrom(0, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER),
  )
const positive = () => amount().map((value) => Math.max(1, Math.abs(value)))
const rounding = () => fc.constantFrom('down' as const, 'up' as const)
const many = { numRuns: 5000 }

/** The reference: exact quotient, rounded. */
function quotient(a: bigint, b: bigint, towards: 'down' | 'up'): bigint {
  const floor = a >= 0n || a % b === 0n ? a / b : a / b - 1n
  return towards === 'up' && floor * b !== a ? floor + 1n : floor
}

/** What `calculate` answers, as exact text: the number or "refused". */
function answer(calculate: () => number): string {
  try {
    const result = calculate()
    return Object.is(result, -0) ? 'minus nothing' : String(BigInt(result))
  } catch (fault) {
    if (fault instanceof AmountError) return 'refused'
    throw fault
  }
}

const expected = (exact: bigint) => (exact > most || exact < -most ? 'refused' : String(exact))

describe('REQ-41 exact amounts', () => {
  it('multiply agrees with BigInt or refuses', () => {
    let refused = 0
    fc.assert(
      fc.property(amount(), amount(), (a, b) => {
        const reply = answer(() => multiply(a, b))
        if (reply === 'refused') refused++
        expect(reply).toBe(expected(BigInt(a) * BigInt(b)))
      }),
      many,
    )
    expect(refused).toBeGreaterThan(100)
    expect(refused).toBeLessThan(4900)
  })

  it('divide agrees with BigInt', () => {
    fc.assert(
      fc.property(amount(), positive(), rounding(), (a, b, towards) => {
        expect(answer(() => divide(a, b, towards))).toBe(String(quotient(BigInt(a), BigInt(b), towards)))
      }),
      many,
    )
  })

  it('divide is exact just below and above a multiple', () => {
    const nearMultiple = fc.tuple(positive(), fc.integer({ min: 0, max: 2 ** 30 }), fc.integer({ min: -1, max: 1 }))
    fc.assert(
      fc.property(nearMultiple, rounding(), ([b, n, step], towards) => {
        const a = b * n + step
        fc.pre(Number.isSafeInteger(a))
        expect(BigInt(divide(a, b, towards))).toBe(quotient(BigInt(a), BigInt(b), towards))
      }),
      many,
    )
  })

  it('proportion agrees with BigInt, also where the product is beyond 2^53', () => {
    let refused = 0
    let beyond = 0
    fc.assert(
      fc.property(amount(), positive(), positive(), rounding(), (a, b, c, towards) => {
        const product = BigInt(a) * BigInt(b)
        if (product > most) beyond++
        const reply = answer(() => proportion(a, b, c, towards))
        if (reply === 'refused') refused++
        expect(reply).toBe(expected(quotient(product, BigInt(c), towards)))
      }),
      many,
    )
    expect(refused).toBeGreaterThan(100)
    expect(beyond - refused).toBeGreaterThan(100)
  })

  it('compareProducts has the sign of the exact difference', () => {
    const seen = new Set<number>()
    const factors = fc.oneof(
      fc.tuple(amount(), amount(), amount(), amount()),
      fc.tuple(amount(), amount()).map(([a, b]) => [a, b, b, a] as const),
    )
    fc.assert(
      fc.property(factors, ([a, b, c, d]) => {
        const difference = BigInt(a) * BigInt(b) - BigInt(c) * BigInt(d)
        const sign = difference > 0n ? 1 : difference < 0n ? -1 : 0
        seen.add(sign)
        expect(Math.sign(compareProducts(a, b, c, d))).toBe(sign)
      }),
      many,
    )
    expect(seen.size).toBe(3)
  })

  it('refuses what is not a whole number below 2^53', () => {
    for (const bad of [0.5, NaN, Infinity, 2 ** 53, -(2 ** 53)]) {
      expect(() => whole(bad)).toThrow(AmountError)
      expect(() => multiply(bad, 1)).toThrow(AmountError)
      expect(() => divide(bad, 3, 'down')).toThrow(AmountError)
      expect(() => divide(3, bad, 'down')).toThrow(AmountError)
      expect(() => proportion(bad, 2 ** 40, 2 ** 40, 'up')).toThrow(AmountError)
      expect(() => compareProducts(1, 1, bad, 1)).toThrow(AmountError)
    }
    expect(() => divide(1, 0, 'down')).toThrow(AmountError)
    expect(() => divide(1, -2, 'down')).toThrow(AmountError)
    expect(() => proportion(2 ** 52, -3, 5, 'down')).toThrow(AmountError)
  })

  it('fraction reads the decimal a person wrote', () => {
    expect(fraction(0.15)).toEqual({ numerator: 3, denominator: 20 })
    expect(fraction(0.001)).toEqual({ numerator: 1, denominator: 1000 })
    expect(fraction(1)).toEqual({ numerator: 1, denominator: 1 })
    expect(fraction(0)).toEqual({ numerator: 0, denominator: 1 })
    expect(fraction(-2.5)).toEqual({ numerator: -5, denominator: 2 })
    expect(fraction(0.1 + 0.2)).toEqual(fraction(0.3))
    for (const bad of [NaN, Infinity, 1e22]) expect(() => fraction(bad)).toThrow(AmountError)
  })

  it('fraction of any decimal is that decimal, whatever was asked before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 0, max: 6 }), (digits, decimals) => {
        const { numerator, denominator } = fraction(Number(`${digits}e-${decimals}`))
        expect(BigInt(numerator) * BigInt(tenTo(decimals))).toBe(BigInt(digits) * BigInt(denominator))
      }),
      many,
    )
  })
})
