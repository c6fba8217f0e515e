import { useEffect, useRef } from 'react'
import { useCanvas } from './context.ts'
import { measures } from './face.ts'
import type { PortKind } from './ports.ts'

/** What an output says at the time cursor, written straight into the page: a cursor that moves renders nothing anew. */
export function Reading({ wire, kind }: { wire: string; kind: PortKind }) {
  const { values } = useCanvas()
  const place = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const paint = () => {
      if (!place.current) return
      const value = values.at(wire)
      place.current.textContent = value === undefined ? '' : readingText(value, kind)
      place.current.dataset['says'] = kind === 'condition' ? String(value) : ''
    }
    paint()
    return values.watch(wire, paint)
  }, [values, wire, kind])
  return <span ref={place} className="reading" />
}

/** The latest bars before the cursor as a line (numbers) or bars (conditions). */
export function Spark({ wire, kind }: { wire: string; kind: PortKind }) {
  const { values } = useCanvas()
  const line = useRef<SVGPathElement>(null)
  useEffect(() => {
    const paint = () => line.current?.setAttribute('d', sparkPath(values.latest(wire), kind === 'condition'))
    paint()
    return values.watch(wire, paint)
  }, [values, wire, kind])
  return (
    <svg className="spark" viewBox={`0 0 ${measures.width - 16} ${measures.spark - 4}`} data-kind={kind} aria-hidden="true">
      <path ref={line} />
    </svg>
  )
}

const numbers = new Intl.NumberFormat('en', { maximumSignificantDigits: 7, maximumFractionDigits: 8 })
const big = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 5 })

/** A value as a node shows it: seven significant digits, yes or no for a condition, a dash for missing. */
export function readingText(value: number, kind: PortKind): string {
  if (kind === 'condition') return value === 1 ? 'yes' : value === 0 ? 'no' : '?'
  if (Number.isNaN(value)) return '–'
  return Math.abs(value) >= 1e8 ? big.format(value) : numbers.format(value)
}

/** The path of a sparkline in a box of 200 × 20. Missing rows leave gaps. */
export function sparkPath(rows: ArrayLike<number>, condition: boolean): string {
  const [width, height] = [measures.width - 16, measures.spark - 4]
  if (rows.length < 2) return ''
  const step = width / (rows.length - 1)
  let low = Infinity
  let high = -Infinity
  for (let i = 0; i < rows.length; i++) {
    const value = condition && rows[i] === 2 ? NaN : rows[i]!
    if (value < low) low = value
    if (value > high) high = value
  }
  if (!(high >= low)) return ''
  if (condition) [low, high] = [0, 1]
  const scale = high > low ? (height - 2) / (high - low) : 0
  let path = ''
  let pen = false
  for (let i = 0; i < rows.length; i++) {
    const value = condition && rows[i] === 2 ? NaN : rows[i]!
    if (Number.isNaN(value)) {
      pen = false
      continue
    }
    const y = scale === 0 ? height / 2 : height - 1 - (value - low) * scale
    path += condition && pen ? `H${(i * step).toFixed(1)}V${y.toFixed(1)}` : `${pen ? 'L' : 'M'}${(i * step).toFixed(1)} ${y.toFixed(1)}`
    pen = true
  }
  return path
}
