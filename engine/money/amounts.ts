/**
 * Exact amounts. Every amount is a whole number of units held in a double below 2^53; anything else is a fault.
 * Fractions of money exist only as a numerator over a denominator.
 */

/** An amount that is not a whole number below 2^53, or a calculation whose result would not be. A fault: the run halts. */
export class AmountError extends Error {
  override readonly name = 'AmountError'
}

/** Where a result between two whole numbers goes: `down` towards −∞, `up` towards +∞. */
export type Rounding = 'down' | 'up'

const most = Number.MAX_SAFE_INTEGER

function refuse(what: string, ...values: number[]): never {
  throw new AmountError(`${what}: ${values.join(', ')}. Amounts are whole numbers below 9,007,199,254,740,992.`)
}

/** Returns `value` if it is a whole number that fits, else throws AmountError. */
export function whole(value: number): number {
  return Number.isSafeInteger(value) ? value : refuse('Not an exact amount', value)
}

/** a × b, exact. Throws AmountError when a factor is not an amount or the product does not fit. */
export function multiply(a: number, b: number): number {
  const product = a * b
  // A product of whole numbers that does not fit rounds to 2^53 or more, so one look at the result is enough.
  if (product <= most && product >= -most && Number.isInteger(a) && Number.isInteger(b)) return product + 0
  return refuse('Does not fit', a, b)
}

/** a ÷ b as a whole number, rounded as told. Throws AmountError when either is not an amount or b is not above 0. */
export function divide(a: number, b: number, rounding: Rounding): number {
  if (!(b > 0) || !Number.isSafeInteger(a) || !Number.isSafeInteger(b)) return refuse('Cannot divide', a, b)
  if (a >= 0 && a + b <= most) {
    // The quotient of whole numbers whose sum is below 2^53 never rounds across a whole number.
    const quotient = Math.floor(a / b)
    return rounding === 'up' && quotient * b !== a ? quotient + 1 : quotient
  }
  const rest = a % b
  const towardsZero = (a - rest) / b + 0
  if (rest === 0) return towardsZero
  if (rounding === 'down') return rest < 0 ? towardsZero - 1 : towardsZero
  return rest > 0 ? towardsZero + 1 : towardsZero
}

/**
 * a × b ÷ c as a whole number, rounded as told; what lies between may be beyond 2^53. b ≥ 0, c > 0.
 * Throws AmountError when an argument is not an amount or the result does not fit.
 */
export function proportion(a: number, b: number, c: number, rounding: Rounding): number {
  const product = a * b
  if (product <= most && product >= -most) return divide(multiply(a, b), c, rounding)
  if (!Number.isSafeInteger(a) || !Number.isSafeInteger(b) || !Number.isSafeInteger(c) || b < 0 || c <= 0)
    return refuse('Cannot divide', a, b, c)
  const exact = BigInt(a) * BigInt(b)
  const divisor = BigInt(c)
  const rest = exact % divisor
  let quotient = exact / divisor
  if (rounding === 'down' && rest < 0n) quotient -= 1n
  if (rounding === 'up' && rest > 0n) quotient += 1n
  return whole(Number(quotient))
}

/**
 * The most n with n · fixed + n · scaled · rate ≤ units: how many lots an amount bears when each costs something fixed and a
 * part of its value. All ≥ 0, and together above 0. 0 for units that are not above 0.
 */
export function mostWithin(units: number, fixed: number, scaled: number, { numerator, denominator }: Fraction): number {
  if (units <= 0) return 0
  const each = fixed * denominator + scaled * numerator
  const budget = units * denominator
  if (each <= most && budget <= most) return divide(whole(budget), whole(each), 'down')
  const exact = BigInt(whole(fixed)) * BigInt(denominator) + BigInt(whole(scaled)) * BigInt(numerator)
  return whole(Number((BigInt(whole(units)) * BigInt(denominator)) / exact))
}

/** Below, at or above 0 as a·b − c·d is, exactly. Throws AmountError when an argument is not an amount. */
export function compareProducts(a: number, b: number, c: number, d: number): number {
  const left = a * b
  const right = c * d
  if (left <= most && left >= -most && right <= most && right >= -most) return multiply(a, b) - multiply(c, d)
  const difference = BigInt(whole(a)) * BigInt(whole(b)) - BigInt(whole(c)) * BigInt(whole(d))
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** 10^n as a whole number, 0 ≤ n ≤ 22: parsed, because a power function may differ in the last bit from one V8 to the next. */
export function tenTo(n: number): number {
  return Number(`1e${n}`)
}

/** A ratio as whole numbers, so that a limit is met exactly: 0.15 is 15 over 100. */
export type Fraction = { readonly numerator: number; readonly denominator: number }

const finest = 12
const known = new Map<number, Fraction>()

/**
 * The decimal a person wrote as a double: 0.15 is {3, 20}. A ratio with more than 12 decimals goes to the nearest 1e-12.
 * Throws AmountError for what is not a number or has more digits than fit.
 */
export function fraction(value: number): Fraction {
  const seen = known.get(value)
  if (seen !== undefined) return seen
  const shortest = String(Math.abs(value))
  const text = /e|\.\d{13}/.test(shortest) ? Math.abs(value).toFixed(finest) : shortest
  if (!/^\d+(\.\d+)?$/.test(text)) return refuse('Not a ratio', value)
  const [integer, decimals = ''] = text.includes('.') ? text.replace(/0+$/, '').split('.') : [text]
  const numerator = whole(Number(integer + decimals))
  const denominator = tenTo(decimals.length)
  const divisor = greatestCommonDivisor(numerator, denominator)
  const result = { numerator: ((value < 0 ? -1 : 1) * numerator) / divisor + 0, denominator: denominator / divisor }
  // A sweep or a script may ask for ever new ratios: the memory of them stays small.
  if (known.size >= 1_000) known.clear()
  known.set(value, result)
  return result
}

function greatestCommonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b]
  return a === 0 ? 1 : a
}
