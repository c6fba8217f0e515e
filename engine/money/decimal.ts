import { AmountError, proportion, tenTo, whole } from './amounts.ts'
import type { Rounding } from './amounts.ts'

/** A decimal as whole numbers: digits × 10^−scale, without trailing zeros. */
export type Decimal = { readonly digits: number; readonly scale: number }

const shape = /^(-?)(\d{1,30})(?:\.(\d{1,30}))?$/

/** Reads decimal text such as "0.0100" exactly: {1, 2}. Throws AmountError for anything else and for more digits than fit. */
export function decimal(text: string): Decimal {
  const parts = shape.exec(text)
  if (parts === null) throw new AmountError(`"${text}" is not a plain decimal such as 0.01.`)
  const [, sign, integer, fractional = ''] = parts
  const decimals = fractional.replace(/0+$/, '')
  const digits = whole(Number(integer + decimals))
  return { digits: sign === '-' ? -digits + 0 : digits, scale: decimals.length }
}

/** Decimal text as units of an asset with `scale` decimals. More decimals than that are rounded as told, or refused when no rounding is told. */
export function unitsOf(text: string, scale: number, rounding?: Rounding): number {
  const { digits, scale: written } = decimal(text)
  if (written <= scale) return proportion(digits, tenTo(scale - written), 1, 'down')
  if (rounding === undefined) throw new AmountError(`"${text}" has more than ${scale} decimals.`)
  return proportion(digits, 1, tenTo(written - scale), rounding)
}

/** Units of an asset as decimal text, without trailing zeros: 150000000 at scale 8 is "1.5". */
export function textOf(units: number, scale: number): string {
  const digits = String(Math.abs(whole(units))).padStart(scale + 1, '0')
  const integer = digits.slice(0, digits.length - scale)
  const decimals = digits.slice(digits.length - scale).replace(/0+$/, '')
  return `${units < 0 ? '-' : ''}${integer}${scale > 0 && decimals !== '' ? `.${decimals}` : ''}`
}
