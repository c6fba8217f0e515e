/**
 * Columns seen from afar: rows folded into buckets, so that a million bars are drawn from a few thousand numbers and no extreme is lost.
 * A bucket's size is a power of two and buckets begin at multiples of it: the same rows make the same bucket wherever the view stands,
 * and nothing shimmers while it moves.
 */

/** How the rows of a bucket become one number. Missing rows (NaN) are passed over; a bucket without any other is missing. */
export type Fold = 'first' | 'last' | 'min' | 'max' | 'sum'

/** A column as it can be had in parts: rows [from, to), NaN where missing. */
export type Rows = { readonly length: number; readonly read: (from: number, to: number) => Float64Array }

/** Folds of a column, coarser and coarser: `levels[k][i]` stands for rows [i · s, (i + 1) · s) with s = 64 · 8^k. */
export type Levels = { readonly [F in Fold]?: readonly Float64Array[] }

/** Rows in a bucket of the finest level: what is finer is folded from the rows themselves, at most 64 to a point. */
const FINEST = 64
const FACTOR = 8
/** Rows read at a time while levels are built: a multiple of FINEST. */
const READ = 16_384

/** Buckets that cover [from, to) of a column: `count` of `size` rows each, the first beginning at row `from`, a multiple of `size`. */
export type Buckets = { readonly from: number; readonly size: number; readonly count: number }

/** The finest buckets of which at most `points` cover rows [from, to), 0 ≤ from ≤ to. */
export function chooseBuckets(from: number, to: number, points: number): Buckets {
  let size = 1
  while (Math.ceil(to / size) - Math.floor(from / size) > Math.max(1, points)) size *= 2
  const first = Math.floor(from / size)
  return { from: first * size, size, count: to > from ? Math.ceil(to / size) - first : 0 }
}

/** One number a bucket. `levels` is asked for only where buckets are coarse enough to need it. The last bucket may be cut short by the end of the column. */
export function foldBuckets(fold: Fold, { length, read }: Rows, levels: () => Levels, { from, size, count }: Buckets): Float64Array {
  if (size < FINEST) {
    const data = read(from, Math.min(length, from + count * size))
    return foldEach(fold, data, size, count)
  }
  const all = levels()[fold]
  if (!all) throw new Error(`the levels hold no "${fold}"`)
  let level = 0
  while (level + 1 < all.length && rowsOf(level + 1) <= size) level++
  const step = size / rowsOf(level)
  const first = from / rowsOf(level)
  return foldEach(fold, all[level]!.subarray(first, first + count * step), step, count)
}

/** Folds a whole column once; takes about a tenth of the column's memory for four folds. */
export function buildLevels(folds: readonly Fold[], { length, read }: Rows): Levels {
  const finest = Object.fromEntries(folds.map((fold) => [fold, new Float64Array(Math.ceil(length / FINEST))])) as Record<Fold, Float64Array>
  for (let from = 0; from < length; from += READ) {
    const data = read(from, Math.min(length, from + READ))
    const count = Math.ceil(data.length / FINEST)
    for (const fold of folds) finest[fold].set(foldEach(fold, data, FINEST, count), from / FINEST)
  }
  return Object.fromEntries(folds.map((fold) => [fold, coarser(fold, finest[fold])]))
}

/** The largest value of rows [0, row), from levels that hold "max"; NaN where there is none. */
export function largestBefore(row: number, { read }: Rows, levels: Levels): number {
  let largest = NaN
  let at = 0
  for (let level = levels.max!.length - 1; level >= 0; level--) {
    const size = rowsOf(level)
    const until = Math.floor(row / size)
    largest = larger(largest, foldRows('max', levels.max![level]!, at / size, until))
    at = until * size
  }
  return larger(largest, foldRows('max', read(at, row), 0, row - at))
}

/** Bytes of levels. */
export function levelBytes(levels: Levels): number {
  return Object.values(levels).reduce((sum, all) => sum + all.reduce((bytes, { byteLength }) => bytes + byteLength, 0), 0)
}

function rowsOf(level: number): number {
  let rows = FINEST
  for (let i = 0; i < level; i++) rows *= FACTOR
  return rows
}

function coarser(fold: Fold, finest: Float64Array): Float64Array[] {
  const levels = [finest]
  while (levels.at(-1)!.length > FINEST) {
    const below = levels.at(-1)!
    levels.push(foldEach(fold, below, FACTOR, Math.ceil(below.length / FACTOR)))
  }
  return levels
}

function foldEach(fold: Fold, data: Float64Array, size: number, count: number): Float64Array {
  if (size === 1 && data.length === count) return data.slice()
  const folded = new Float64Array(count)
  for (let i = 0; i < count; i++) folded[i] = foldRows(fold, data, i * size, Math.min(data.length, (i + 1) * size))
  return folded
}

const larger = (a: number, b: number) => (b > a || a !== a ? b : a)

/** One loop a fold: this runs over a million rows while somebody waits. */
function foldRows(fold: Fold, data: Float64Array, from: number, to: number): number {
  let folded = NaN
  switch (fold) {
    case 'first':
      for (let i = from; i < to; i++) if (data[i] === data[i]) return data[i]!
      return NaN
    case 'last':
      for (let i = to - 1; i >= from; i--) if (data[i] === data[i]) return data[i]!
      return NaN
    case 'min':
      for (let i = from; i < to; i++) if (data[i]! < folded || folded !== folded) folded = data[i]!
      return folded
    case 'max':
      for (let i = from; i < to; i++) if (data[i]! > folded || folded !== folded) folded = data[i]!
      return folded
    case 'sum':
      for (let i = from; i < to; i++) if (data[i] === data[i]) folded = folded === folded ? folded + data[i]! : data[i]!
      return folded
  }
}
