import { useRef, useState, type PointerEvent } from 'react'
import type { Param } from '../../nodes/define/params.ts'

type NumberBoxProps = {
  /** Name for screen readers: "fast, Period". */
  readonly label: string
  readonly param: Param<unknown>
  readonly value: number
  /** Shown and rerun while the number is dragged. */
  readonly onPreview: (value: number) => void
  readonly onCommit: (value: number) => void
  readonly onCancel: () => void
}

/** Pixels the pointer moves before a press becomes a drag. */
const DEAD_ZONE = 3

/**
 * A number on a node: dragged sideways it slides (Shift: ten times finer), clicked it is typed, arrow keys step it. What is dragged is
 * previewed and becomes one step on release; Escape takes it back.
 */
export function NumberBox({ label, param, value, onPreview, onCommit, onCancel }: NumberBoxProps) {
  const [typing, setTyping] = useState(false)
  const drag = useRef<{ readonly x: number; readonly from: number; moved: boolean; last: number } | undefined>(undefined)
  const step = stepOf(param, value)

  const down = (event: PointerEvent<HTMLSpanElement>) => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    drag.current = { x: event.clientX, from: value, moved: false, last: value }
  }
  const move = (event: PointerEvent) => {
    const { current } = drag
    if (!current) return
    const pixels = event.clientX - current.x
    if (!current.moved && Math.abs(pixels) < DEAD_ZONE) return
    current.moved = true
    const next = inRange(param, current.from + Math.round(pixels / 4) * step * (event.shiftKey && param.kind === 'decimal' ? 0.1 : 1))
    if (next === current.last) return
    current.last = next
    onPreview(next)
  }
  const up = () => {
    const { current } = drag
    drag.current = undefined
    if (current?.moved) onCommit(current.last)
    else if (current) setTyping(true)
  }

  if (typing) return <Typed label={label} param={param} value={value} onCommit={onCommit} onDone={() => setTyping(false)} />
  return (
    <span
      className="number-box nodrag nopan"
      role="spinbutton"
      tabIndex={-1}
      aria-label={label}
      aria-valuenow={value}
      aria-valuetext={`${value} ${param.form.unit ?? ''}`.trim()}
      {...(param.form.min !== undefined && { 'aria-valuemin': param.form.min })}
      {...(param.form.max !== undefined && { 'aria-valuemax': param.form.max })}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={() => {
        drag.current = undefined
        onCancel()
      }}
      onKeyDown={(event) => {
        // With Ctrl, Alt or Command it is a command of the window: Ctrl+Enter runs from here as well.
        if (event.ctrlKey || event.metaKey || event.altKey) return
        const by =
          event.key === 'ArrowUp' || event.key === 'ArrowRight' ? step : event.key === 'ArrowDown' || event.key === 'ArrowLeft' ? -step : 0
        if (by !== 0) onCommit(inRange(param, value + by))
        else if (event.key === 'Enter' || /^[\d.-]$/.test(event.key)) setTyping(true)
        else return
        event.preventDefault()
        event.stopPropagation()
      }}
    >
      {shownNumber(value)}
      {param.form.unit === '%' && ' %'}
    </span>
  )
}

function Typed({
  label,
  param,
  value,
  onCommit,
  onDone,
}: Pick<NumberBoxProps, 'label' | 'param' | 'value' | 'onCommit'> & { onDone: () => void }) {
  const [wrong, setWrong] = useState(false)
  const take = (text: string) => {
    const number = Number(text)
    if (text.trim() === '' || !param.schema.safeParse(number).success) return false
    if (number !== value) onCommit(number)
    return true
  }
  return (
    <input
      className="number-box nodrag nopan"
      aria-label={label}
      aria-invalid={wrong}
      inputMode="decimal"
      autoFocus
      defaultValue={value}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={(event) => {
        take(event.currentTarget.value)
        onDone()
      }}
      onKeyDown={(event) => {
        if ((event.key !== 'Enter' && event.key !== 'Escape') || event.ctrlKey || event.metaKey) return
        event.stopPropagation()
        const box = event.currentTarget
        if (event.key === 'Enter' && !take(box.value)) return setWrong(true)
        box.value = String(value)
        const node = box.closest<HTMLElement>('.node-face')
        onDone()
        node?.focus()
      }}
    />
  )
}

/** One step of a slide: 1 for whole numbers, else the tenth of the number's own size. */
export function stepOf({ kind }: Param<unknown>, value: number): number {
  if (kind === 'int') return 1
  return value === 0 ? 0.1 : 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1)
}

/** A number a parameter allows, nearest to the one wanted, without the dust of binary fractions. */
export function inRange({ kind, form }: Param<unknown>, wanted: number): number {
  const clean = kind === 'int' ? Math.round(wanted) : Number(wanted.toPrecision(12))
  return Math.min(form.max ?? Infinity, Math.max(form.min ?? -Infinity, clean))
}

const format = new Intl.NumberFormat('en', { maximumSignificantDigits: 6, useGrouping: false })

function shownNumber(value: number): string {
  return format.format(value)
}
