import type { OutlineRow } from './rows.ts'

/** What a key does in the outline, as in any tree: walk, open, close. */
export type TreeMove = { readonly to: number } | { readonly open: string } | { readonly close: string }

/** The move a key asks for at row `at`; undefined for any other key. */
export function treeMove(rows: readonly OutlineRow[], at: number, key: string, page: number): TreeMove | undefined {
  const row = rows[at]
  const last = rows.length - 1
  if (!row) return undefined
  switch (key) {
    case 'ArrowDown':
      return { to: Math.min(last, at + 1) }
    case 'ArrowUp':
      return { to: Math.max(0, at - 1) }
    case 'PageDown':
      return { to: Math.min(last, at + page) }
    case 'PageUp':
      return { to: Math.max(0, at - page) }
    case 'Home':
      return { to: 0 }
    case 'End':
      return { to: last }
    case 'ArrowRight':
      if (row.kind !== 'node') return undefined
      return row.open ? { to: Math.min(last, at + 1) } : { open: row.id }
    case 'ArrowLeft':
      if (row.kind === 'node') return row.open ? { close: row.id } : undefined
      return { to: rows.findIndex((one) => one.kind === 'node' && one.id === row.id) }
    default:
      return undefined
  }
}
