/** The value, or missing (NaN) where it is ±∞: for what the account is read into. What kernels write the runner looks after. */
export function finite(value: number): number {
  return value - value === 0 ? value : NaN
}
