import { whole, type Rounding } from '../money/amounts.ts'
import { decimal, textOf } from '../money/decimal.ts'

/** Exact amounts as text: every digit comes from whole numbers, none from a rounded double. */

/** Decimals of a power of ten: 100000000 → 8. */
export function scaleOf(unit: number): number {
  return String(unit).length - 1
}

/**
 * Writes counts of a step (an instrument's tick or lot) as decimal text, trailing zeros dropped: at "0.05", 3 is "0.15".
 * The writer throws a fault for a count that is not a whole safe integer.
 */
export function stepWriter(step: string): (count: number) => string {
  const { digits: size, scale } = decimal(step)
  return (count) => {
    const units = whole(count) * size
    if (Number.isSafeInteger(units)) return textOf(units, scale)
    const digits = String(BigInt(Math.abs(count)) * BigInt(size)).padStart(scale + 1, '0')
    const decimals = digits.slice(digits.length - scale).replace(/0+$/, '')
    return `${count < 0 ? '-' : ''}${digits.slice(0, digits.length - scale)}${scale > 0 && decimals !== '' ? `.${decimals}` : ''}`
  }
}

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
  return sign + padded.slice(0, padded.length - decimals) + (decimals > 0 ? `.${padded.slice(padded.length - decimals)}` : '')
}
