/** By which column rows are in order; undefined: as they came. */
export type Order = { readonly column: string; readonly falling: boolean } | undefined

/** What a column is ordered by: numbers by size, words by alphabet; null and NaN come last either way. */
export type SortKey = number | string | null

/** Rows in order. Equal ones stay as they came, so that a second click only turns the order round. */
export function sortRows<Row>(rows: readonly Row[], order: Order, keyOf: ((row: Row) => SortKey) | undefined): readonly Row[] {
  if (!order || !keyOf) return rows
  const sign = order.falling ? -1 : 1
  return rows
    .map((row) => ({ row, key: keyOf(row) }))
    .toSorted((a, b) => Number(isNone(a.key)) - Number(isNone(b.key)) || (isNone(a.key) ? 0 : sign * compare(a.key, b.key)))
    .map(({ row }) => row)
}

/** A click on a column: falling first, since the largest is what one looks for; then rising; then as they came. */
export function nextOrder(order: Order, column: string): Order {
  if (order?.column !== column) return { column, falling: true }
  return order.falling ? { column, falling: false } : undefined
}

function isNone(key: SortKey): boolean {
  return key === null || key !== key
}

function compare(a: SortKey, b: SortKey): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0
}
