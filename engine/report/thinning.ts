/** Curves up to this long stand in a report whole. */
const WHOLE_ROWS = 10_000
/** Most points of a longer one. */
const MOST_POINTS = 4_000

export type Thinned = { readonly rows: readonly number[]; readonly rule: string }

/**
 * Which rows of a curve a report keeps: all up to `whole`, else of every k rows in a row the lowest and the highest, and always
 * the first and the last, at most `most`. Every peak and trough a reader could see is kept, so the drawn drawdown is the true one.
 */
export function thin(values: Float64Array, whole = WHOLE_ROWS, most = MOST_POINTS): Thinned {
  const { length } = values
  if (length <= whole) return { rows: Array.from({ length }, (_, i) => i), rule: 'every bar' }
  const size = Math.ceil((2 * length) / (most - 2))
  const rows: number[] = [0]
  for (let from = 1; from < length - 1; from += size) {
    const to = Math.min(from + size, length - 1)
    let lowest = from
    let highest = from
    for (let i = from + 1; i < to; i++) {
      // Written so that a known value replaces an unknown one.
      if (!(values[i] >= values[lowest])) lowest = values[i] === values[i] ? i : lowest
      if (!(values[i] <= values[highest])) highest = values[i] === values[i] ? i : highest
    }
    rows.push(Math.min(lowest, highest))
    if (lowest !== highest) rows.push(Math.max(lowest, highest))
  }
  rows.push(length - 1)
  return { rows, rule: `of every ${size} bars the lowest and the highest equity, and the first and last bar; --equity writes every bar` }
}
