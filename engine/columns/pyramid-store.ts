import { levelBytes, type Levels } from './pyramid.ts'

/**
 * Levels of columns by what the columns mean, beside the column index: small, so they outlive the columns they were folded from and a
 * chart far zoomed out reads nothing else. Least recently used out first once more than `bound` bytes are held.
 */
export type PyramidStore = {
  /** The levels under a key, built now where they are not at hand. */
  readonly of: (key: string, build: () => Levels) => Levels
}

export function createPyramidStore(bound: number): PyramidStore {
  /** Map keeps insertion order: first is least recently used. */
  const kept = new Map<string, Levels>()
  let bytes = 0

  return {
    of(key, build) {
      const known = kept.get(key)
      const levels = known ?? build()
      kept.delete(key)
      kept.set(key, levels)
      if (!known) bytes += levelBytes(levels)
      for (const [oldest, unused] of kept) {
        if (bytes <= bound || oldest === key) break
        kept.delete(oldest)
        bytes -= levelBytes(unused)
      }
      return levels
    },
  }
}
