/** Sums in the order given, so that every machine adds alike. Empty series have no mean: NaN. */

/** Sum of f(x) over the items, first to last. */
export function sum<Item>(items: readonly Item[], f: (item: Item) => number): number {
  let total = 0
  for (const item of items) total += f(item)
  return total
}

export function mean(values: readonly number[]): number {
  return sum(values, (x) => x) / values.length
}

/** Sample standard deviation (divisor n − 1): NaN below two values, exactly 0 when all are equal. */
export function sampleDeviation(values: readonly number[]): number {
  if (values.length < 2) return NaN
  if (values.every((x) => x === values[0])) return 0
  const centre = mean(values)
  return Math.sqrt(sum(values, (x) => (x - centre) * (x - centre)) / (values.length - 1))
}

/** Root of the mean square of what lies below 0, over all values: Sortino's downside deviation with a target of 0. */
export function downsideDeviation(values: readonly number[]): number {
  return Math.sqrt(sum(values, (x) => (x < 0 ? x * x : 0)) / values.length)
}

/** Value at a percentile by nearest rank: the smallest with at least `percent` % of all at or below it. `sorted` ascending, not empty. */
export function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.max(Math.ceil((percent * sorted.length) / 100), 1) - 1]
}
