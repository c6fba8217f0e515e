import { AmountError } from '../money/amounts.ts'

/**
 * What accounts and ledgers hold of each asset, so that the two are compared exactly: whole numbers of 10^-20. A venue may write more
 * digits than a double holds, and sums of several runs may need them all.
 */
export type Amounts = Readonly<Record<string, bigint>>

const DECIMALS = 20
const shape = new RegExp(String.raw`^(-?)(\d{1,40})(?:\.(\d{1,${DECIMALS}}))?$`)

/** "0.0100" → 10^18. Throws AmountError for what is no plain decimal with at most twenty decimals. */
export function amountOf(text: string): bigint {
  const parts = shape.exec(text)
  if (parts === null) throw new AmountError(`"${text}" is not a plain decimal such as 0.01.`)
  const [, sign, integer, decimals = ''] = parts
  const units = BigInt(integer! + decimals.padEnd(DECIMALS, '0'))
  return sign === '-' ? -units : units
}

/** 10^18 → "0.01". */
export function amountText(amount: bigint): string {
  const digits = String(amount < 0n ? -amount : amount).padStart(DECIMALS + 1, '0')
  const decimals = digits.slice(-DECIMALS).replace(/0+$/, '')
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -DECIMALS)}${decimals === '' ? '' : `.${decimals}`}`
}

/** The sum, asset by asset. */
export function addAmounts(parts: readonly Amounts[]): Amounts {
  const sums: Record<string, bigint> = {}
  for (const part of parts) for (const [asset, amount] of Object.entries(part)) sums[asset] = (sums[asset] ?? 0n) + amount
  return sums
}
