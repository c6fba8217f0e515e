/**
 * Whole units → decimal text, exact. Money in a report is written from integers with BigInt, so that no digit comes from a rounded double.
 */

/** Decimals of a power of ten: 100000000 → 8. */
export function decimalsOf(unit: number): number {
  return String(unit).length - 1
}

/**
 * `units` of which `unit` (a power of ten) make one whole, as decimal text with trailing zeros dropped: (123450000, 1e8) → "1.2345".
 * Throws a fault for a number that is not a whole safe integer: such a number is not money.
 */
export function unitsText(units: number, unit: number): string {
  if (!Number.isSafeInteger(units)) throw new Error(`${units} is not a whole number of units`)
  return shifted(BigInt(units), decimalsOf(unit))
}

/** `count` steps of a size written as decimal text: (3, "0.05") → "0.15". The size of a tick or a lot. */
export function stepsText(count: number, step: string): string {
  if (!Number.isSafeInteger(count)) throw new Error(`${count} is not a whole number of steps`)
  const [whole, fraction = ''] = step.split('.')
  return shifted(BigInt(count) * BigInt(whole + fraction), fraction.length)
}

/** Decimal text → whole units, cut (towards zero) below one unit: ("10000.5", 1e8) → 1000050000000. */
export function unitsOf(text: string, unit: number): number {
  const decimals = decimalsOf(unit)
  const [whole, fraction = ''] = text.split('.')
  return Number(BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0')))
}

/** An integer with its decimal point moved `decimals` to the left, trailing zeros dropped. */
function shifted(integer: bigint, decimals: number): string {
  const sign = integer < 0n ? '-' : ''
  const digits = (integer < 0n ? -integer : integer).toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '')
  return sign + whole + (fraction && '.' + fraction)
}

export type Rounding = 'down' | 'up'

/**
 * Decimal text with exactly `decimals` decimals, rounded down (towards −∞: what was earned) or up (what was paid),
 * by digits alone: ("-0.001", 2, "down") → "-0.01".
 */
export function roundedText(text: string, decimals: number, rounding: Rounding): string {
  const negative = text.startsWith('-')
  const [whole, fraction = ''] = text.replace('-', '').split('.')
  let digits = BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0'))
  const isCut = /[1-9]/.test(fraction.slice(decimals))
  if (isCut && negative === (rounding === 'down')) digits += 1n
  const padded = digits.toString().padStart(decimals + 1, '0')
  const sign = negative && digits !== 0n ? '-' : ''
  return sign + padded.slice(0, padded.length - decimals) + (decimals > 0 ? '.' + padded.slice(padded.length - decimals) : '')
}
