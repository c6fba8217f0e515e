import { useEffect, useRef } from 'react'
import { useRead } from '../stores/use.ts'
import { useWindow } from '../window.ts'
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

/** The latest bars before the cursor as a line (numbers) or steps (conditions), drawn on a small picture of its own. */
export function Spark({ wire, kind }: { wire: string; kind: PortKind }) {
  const { values } = useCanvas()
  const theme = useRead(useWindow().layout, (state) => state.theme)
  const place = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    // Kept in plain memory: a picture on the graphics card would be a layer of its own for every node.
    const pen = place.current?.getContext('2d', { willReadFrequently: true })
    const canvas = place.current
    if (!canvas || !pen) return undefined
    const paint = () => {
      pen.setTransform(SHARP, 0, 0, SHARP, 0, 0)
      pen.clearRect(0, 0, SPARK_WIDTH, SPARK_HEIGHT)
      const points = sparkPoints(values.latest(wire), kind === 'condition')
      if (points.length === 0) return
      pen.strokeStyle = getComputedStyle(canvas).color
      pen.lineWidth = 1.25
      pen.beginPath()
      for (const { x, y, down } of points)
        if (down) pen.lineTo(x, y)
        else pen.moveTo(x, y)
      pen.stroke()
    }
    paint()
    return values.watch(wire, paint)
  }, [values, wire, kind, theme])
  return (
    <canvas ref={place} className="spark" data-kind={kind} width={SPARK_WIDTH * SHARP} height={SPARK_HEIGHT * SHARP} aria-hidden="true" />
  )
}

const SPARK_WIDTH = measures.width - 16
const SPARK_HEIGHT = measures.spark - 4
const SHARP = 2

const numbers = new Intl.NumberFormat('en', { maximumSignificantDigits: 7, maximumFractionDigits: 8 })
const big = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 5 })

/** A value as a node shows it: seven significant digits, yes or no for a condition, a dash for missing. */
export function readingText(value: number, kind: PortKind): string {
  if (kind === 'condition') return value === 1 ? 'yes' : value === 0 ? 'no' : '?'
  if (Number.isNaN(value)) return '–'
  return Math.abs(value) >= 1e8 ? big.format(value) : numbers.format(value)
}

type SparkPoint = { readonly x: number; readonly y: number; readonly down: boolean }

/** The points of a sparkline in a box of 200 × 20, `down` where the pen draws towards it. Missing rows leave gaps. */
export function sparkPoints(rows: ArrayLike<number>, condition: boolean): readonly SparkPoint[] {
  if (rows.length < 2) return []
  const step = SPARK_WIDTH / (rows.length - 1)
  const at = (i: number) => (condition && rows[i] === 2 ? NaN : rows[i]!)
  let low = condition ? 0 : Infinity
  let high = condition ? 1 : -Infinity
  for (let i = 0; i < rows.length; i++) {
    if (at(i) < low) low = at(i)
    if (at(i) > high) high = at(i)
  }
  if (!(high >= low)) return []
  const scale = high > low ? (SPARK_HEIGHT - 2) / (high - low) : 0
  const points: SparkPoint[] = []
  let pen = false
  for (let i = 0; i < rows.length; i++) {
    const value = at(i)
    if (Number.isNaN(value)) {
      pen = false
      continue
    }
    const [x, y] = [i * step, scale === 0 ? SPARK_HEIGHT / 2 : SPARK_HEIGHT - 1 - (value - low) * scale]
    // A condition holds until it changes: a step, not a slope.
    if (condition && pen) points.push({ x, y: points.at(-1)!.y, down: true })
    points.push({ x, y, down: pen })
    pen = true
  }
  return points
}
