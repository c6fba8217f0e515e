/** The value, or missing (NaN) where it left the range of a double: a node never hands on ±∞. */
export function finite(value: number): number {
  return value - value === 0 ? value : NaN
}
