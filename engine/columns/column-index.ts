import { columnBytes, type Column } from './column.ts'

/**
 * Columns by what they mean (content address), least recently used out first once more than `bound` bytes are held.
 * Belongs to the engine's main thread, which answers cursor, sparkline and chart requests from it and never computes.
 */
export type ColumnIndex = {
  get(key: string): Column | undefined
  /**
   * Takes in a whole column with the states of its kernel along the way; answers with the keys that had to go. A column
   * larger than the bound is not kept. States are small and stay: from them any part can be computed again.
   */
  put(key: string, column: Column, states: KernelStates): readonly string[]
  states(key: string): KernelStates | undefined
  readonly bytes: () => number
}

/** A kernel's state before rows 0, 16,384, 32,768 … of its clock; none for columns that are not computed row by row. */
export type KernelStates = readonly Float64Array[]

export const DEFAULT_BOUND = 300e6

export function createColumnIndex(bound: number = DEFAULT_BOUND): ColumnIndex {
  /** Map keeps insertion order: first is least recently used. */
  const columns = new Map<string, Column>()
  const states = new Map<string, KernelStates>()
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
    put(key, column, along) {
      drop(key)
      states.set(key, along)
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
    states: (key) => states.get(key),
    bytes: () => bytes,
  }
}
