import { columnBytes, type Column } from './column.ts'

/** A whole column and the kernel states along it, from which any part can be computed again. */
export type KeptColumn = { readonly column: Column; readonly key: string }

/**
 * Columns by what they mean (content address), least recently used out first once more than `bound` bytes are held.
 * Belongs to the engine's main thread, which answers cursor, sparkline and chart requests from it and never computes.
 */
export type ColumnIndex = {
  get(key: string): Column | undefined
  /** Takes in a whole column; answers with the keys that had to go. A column larger than the bound is not kept. */
  put(key: string, column: Column): readonly string[]
  has(key: string): boolean
  readonly bytes: () => number
}

export const DEFAULT_BOUND = 300e6

export function createColumnIndex(bound: number = DEFAULT_BOUND): ColumnIndex {
  /** Map keeps insertion order: first is least recently used. */
  const columns = new Map<string, Column>()
  let bytes = 0

  function drop(key: string): void {
    const column = columns.get(key)
    if (!column) return
    bytes -= columnBytes(column)
    columns.delete(key)
  }

  return {
    get(key) {
      const column = columns.get(key)
      if (column) {
        columns.delete(key)
        columns.set(key, column)
      }
      return column
    },
    put(key, column) {
      drop(key)
      const dropped: string[] = []
      if (columnBytes(column) > bound) return dropped
      columns.set(key, column)
      bytes += columnBytes(column)
      for (const oldest of columns.keys()) {
        if (bytes <= bound) break
        drop(oldest)
        dropped.push(oldest)
      }
      return dropped
    },
    has: (key) => columns.has(key),
    bytes: () => bytes,
  }
}
