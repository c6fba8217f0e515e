/** Amounts and prices of the demo exchange: whole numbers of a hundred millionth, as bigint. Its ledger is an oracle and must not round by accident. */

export const ONE = 100_000_000n

/** "0.00123" → 123000n. Undefined for what is no plain decimal with at most eight decimals. */
export function amountOf(text: string): bigint | undefined {
  const match = /^(\d{1,18})(?:\.(\d{0,8}))?$/.exec(text)
  return match ? BigInt(match[1]!) * ONE + BigInt((match[2] ?? '').padEnd(8, '0')) : undefined
}

/** 123000n → "0.00123000": all eight decimals, as the venue prints them. */
export function textOf(amount: bigint): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(9, '0')
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -8)}.${digits.slice(-8)}`
}

/** A number of the outside world, such as a candle's price, to the nearest hundred millionth. */
export const nearest = (value: number): bigint => BigInt(Math.round(value * 1e8))

/** price × quantity, rounded down. */
export const valueOf = (price: bigint, quantity: bigint): bigint => (price * quantity) / ONE
