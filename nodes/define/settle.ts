/**
 * Rows until a seed that keeps the share `decay` of its weight each row weighs less than 1e-9.
 * Counted, not computed with a logarithm: the language has none. `decay` in [0, 1).
 */
export function settleRows(decay: number): number {
  let rows = 0
  for (let weight = 1; weight >= 1e-9; weight *= decay) rows++
  return rows
}
