import { ArrowDown, ArrowUp } from 'lucide-react'
import { useId, useMemo, useState, type KeyboardEvent, type ReactNode } from 'react'
import type { HelpMark } from '../commands/topic.ts'
import { useRowWindow } from './row-window.ts'
import { nextOrder, sortRows, type Order, type SortKey } from './sorting.ts'

export type RowColumn<Row> = {
  readonly id: string
  readonly title: string
  /** Pixels at least; what is left over is shared by `grow`. */
  readonly width: number
  readonly grow?: number
  readonly align?: 'end'
  readonly sortBy?: (row: Row) => SortKey
  readonly cell: (row: Row) => ReactNode
  readonly tone?: (row: Row) => 'gain' | 'loss' | 'soft' | undefined
}

const ROW = 24
const HEAD = 26

/**
 * A table of any number of rows of which only those in sight are drawn. One tab stop; arrows, Page, Home and End walk,
 * Enter or a click opens a row, heads sort.
 */
export function RowGrid<Row>(props: {
  readonly label: string
  readonly rows: readonly Row[]
  readonly columns: readonly RowColumn<Row>[]
  readonly keyOf: (row: Row) => string | number
  readonly chosen?: string | number | undefined
  readonly onOpen: (row: Row) => void
  /** What F1 explains on a row. */
  readonly helpOf?: (row: Row) => HelpMark
}) {
  const { label, rows, columns, keyOf, chosen, onOpen, helpOf } = props
  const id = useId()
  const [order, setOrder] = useState<Order>(undefined)
  const [active, setActive] = useState(0)
  const sorted = useMemo(() => sortRows(rows, order, columns.find((column) => column.id === order?.column)?.sortBy), [rows, order, columns])
  const { ref, first, last, page, show } = useRowWindow(sorted.length, ROW, HEAD)
  const at = Math.min(active, sorted.length - 1)
  const total = columns.reduce((sum, { width }) => sum + width, 0)
  const template = columns.map(({ width, grow }) => `minmax(${width}px, ${grow ?? 1}fr)`).join(' ')

  function walk(to: number): void {
    const row = Math.min(Math.max(0, to), sorted.length - 1)
    setActive(row)
    show(row)
  }

  function onKeyDown(event: KeyboardEvent): void {
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: sorted.length - 1,
    }
    const to = moves[event.key]
    if (to !== undefined && event.target === event.currentTarget) {
      event.preventDefault()
      walk(to)
    } else if (event.key === 'Enter' && event.target === event.currentTarget) {
      const row = sorted[at]
      if (row !== undefined) onOpen(row)
    }
  }

  return (
    <div
      ref={ref}
      className="rows-grid"
      role="grid"
      aria-label={label}
      aria-rowcount={sorted.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={at >= first && at < last ? `${id}-${at}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div className="rows-head" role="row" aria-rowindex={1} style={{ gridTemplateColumns: template, height: HEAD, minWidth: total }}>
        {columns.map((column) => {
          const isBy = order?.column === column.id
          return (
            <div
              key={column.id}
              role="columnheader"
              data-align={column.align}
              aria-sort={isBy ? (order.falling ? 'descending' : 'ascending') : undefined}
            >
              {column.sortBy ? (
                <button type="button" onClick={() => setOrder(nextOrder(order, column.id))}>
                  {column.title}
                  {isBy && (order.falling ? <ArrowDown aria-hidden size={11} /> : <ArrowUp aria-hidden size={11} />)}
                </button>
              ) : (
                column.title
              )}
            </div>
          )
        })}
      </div>
      <div role="rowgroup" className="rows-body" style={{ height: sorted.length * ROW, minWidth: total }}>
        {sorted.slice(first, last).map((row, i) => {
          const index = first + i
          return (
            <div
              key={keyOf(row)}
              id={`${id}-${index}`}
              role="row"
              {...helpOf?.(row)}
              className="rows-row"
              aria-rowindex={index + 2}
              aria-selected={chosen !== undefined && keyOf(row) === chosen}
              data-active={index === at || undefined}
              style={{ gridTemplateColumns: template, height: ROW, transform: `translateY(${index * ROW}px)` }}
              onClick={() => {
                setActive(index)
                onOpen(row)
              }}
            >
              {columns.map((column) => (
                <div key={column.id} role="gridcell" data-align={column.align} className={column.tone?.(row)}>
                  {column.cell(row)}
                </div>
              ))}
            </div>
          )
        })}
      </div>
    </div>
  )
}
