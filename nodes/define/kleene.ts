/** Kleene's logic on 0 no, 1 yes, 2 unknown: an unknown side only matters where it could change the answer. */

/** Yes when both are yes, no when either is no. */
export function both(a: number, b: number): number {
  if (a === 0 || b === 0) return 0
  return a === 1 && b === 1 ? 1 : 2
}

/** Yes when either is yes, no when both are no. */
export function either(a: number, b: number): number {
  if (a === 1 || b === 1) return 1
  return a === 0 && b === 0 ? 0 : 2
}

/** Yes for no, no for yes. */
export function opposite(a: number): number {
  return a === 2 ? 2 : 1 - a
}
