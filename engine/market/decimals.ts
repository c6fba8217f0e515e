/** More decimals than this are taken for noise of floating point, not for a venue's grid. */
export const MOST_DECIMALS = 8

/** 10^decimals for 0 to 8 (and on to 15): exact, so that mantissa ÷ scale is the double nearest to the written decimal. */
export const scales: readonly number[] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15]

/** Whether `value` is the double of a number with at most `decimals` decimals. */
export function onGrid(value: number, decimals: number): boolean {
  const scale = scales[decimals]
  const whole = Math.floor(value)
  // Beyond 2^53 the scaled number is no integer any more; whole part and fraction are judged apart.
  if (Math.abs(value) * scale >= 2 ** 53) return whole + Math.round((value - whole) * scale) / scale === value
  return Math.round(value * scale) / scale === value
}

/** Nearest number with `decimals` decimals. */
export function snap(value: number, decimals: number): number {
  const scale = scales[decimals]
  return Math.abs(value) * scale >= 2 ** 53 ? value : Math.round(value * scale) / scale
}

/** Fewest decimals (at least `atLeast`, at most 8) that hold every number of the column exactly, or 8 where none does. */
export function columnDecimals(column: Float64Array, atLeast = 0): number {
  let decimals = atLeast
  for (let i = 0; i < column.length && decimals < MOST_DECIMALS; i++)
    while (decimals < MOST_DECIMALS && !onGrid(column[i], decimals)) decimals++
  return decimals
}

/** The step of a grid as decimal text: 2 gives "0.01", 0 gives "1". */
export function stepText(decimals: number): string {
  return decimals === 0 ? '1' : `0.${'0'.repeat(decimals - 1)}1`
}

/** A number written without exponent, as few digits as hold it: 1e-7 gives "0.0000001". */
export function plainText(value: number): string {
  const text = String(value)
  if (!text.includes('e')) return text
  if (value >= 1e21) return BigInt(value).toString()
  return value.toFixed(20).replace(/\.?0+$/, '')
}
