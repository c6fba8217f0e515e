import { useEffect, useRef } from 'react'
import { useRead } from '../stores/use.ts'
import { say } from '../text/en.ts'
import { useWindow } from '../window.ts'
import { useCanvas } from './context.ts'
import { measures } from './face.ts'
import type { PortKind } from './ports.ts'
import { MONEY } from './values.ts'

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

/**
 * The latest bars before the cursor as a line (numbers) or steps (conditions). A background picture: an element drawn on, be it
 * canvas or SVG, would be a layer of its own to the browser, one for every node.
 */
export function Spark({ wire, kind }: { wire: string; kind: PortKind }) {
  const { values } = useCanvas()
  const theme = useRead(useWindow().layout, (state) => state.theme)
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const paint = () => {
      if (!place.current) return
      const path = sparkPath(values.latest(wire), kind === 'condition')
      const colour = path === '' ? '' : colourOf(place.current, kind)
      place.current.style.backgroundImage = path === '' ? 'none' : picture(path, colour)
    }
    paint()
    return values.watch(wire, paint)
  }, [values, wire, kind, theme])
  return <div ref={place} className="spark" data-kind={kind} aria-hidden="true" />
}

/** Colours of sparklines by theme and kind. To ask the page for one makes it work out its styles; for each of a hundred nodes that come into view, all anew. */
const colours = new Map<string, string>()

function colourOf(spark: Element, kind: PortKind): string {
  const key = `${document.documentElement.dataset['theme']} ${kind}`
  const colour = colours.get(key) ?? getComputedStyle(spark).color
  colours.set(key, colour)
  return colour
}

const SPARK_WIDTH = measures.width - 16
const SPARK_HEIGHT = measures.spark - 4

function picture(path: string, colour: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SPARK_WIDTH} ${SPARK_HEIGHT}"><path fill="none" stroke-width="1.25" stroke="${colour}" d="${path}"/></svg>`
  return `url("data:image/svg+xml,${encodeURIComponent(svg)}")`
}

/** At the cursor: the gate that stopped a signal, with its code. Nothing where none did. */
export function ClosedGate({ path }: { path: string }) {
  const { values } = useCanvas()
  const place = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const paint = () => {
      const code = values.money().closed.get(path)
      if (!place.current) return
      place.current.hidden = code === undefined
      place.current.textContent = code === undefined ? '' : say('canvas.gate.closed', { code: code.toLowerCase().replaceAll('_', ' ') })
    }
    paint()
    return values.watch(MONEY, paint)
  }, [values, path])
  return <span ref={place} data-badge="closed" hidden />
}

/** How many bars a node has had of those it needs, while it says nothing yet. */
export function WarmingUp({ path, wire }: { path: string; wire: string }) {
  const { values } = useCanvas()
  const place = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const paint = () => {
      if (!place.current) return
      const value = values.at(wire)
      const silent = value === undefined || Number.isNaN(value) || value === 2
      const warming = silent ? values.warming(path) : undefined
      place.current.hidden = warming === undefined
      place.current.textContent = warming ? say('canvas.warming', { have: warming.have, need: warming.need }) : ''
    }
    paint()
    const stops = [values.watch(wire, paint), values.watch(MONEY, paint)]
    return () => stops.forEach((stop) => stop())
  }, [values, path, wire])
  return <span ref={place} data-badge="warming" hidden />
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
  if (rows.length < 2) return ''
  const step = SPARK_WIDTH / (rows.length - 1)
  const at = (i: number) => (condition && rows[i] === 2 ? NaN : rows[i]!)
  let low = condition ? 0 : Infinity
  let high = condition ? 1 : -Infinity
  for (let i = 0; i < rows.length; i++) {
    if (at(i) < low) low = at(i)
    if (at(i) > high) high = at(i)
  }
  if (!(high >= low)) return ''
  const scale = high > low ? (SPARK_HEIGHT - 2) / (high - low) : 0
  let path = ''
  let pen = false
  for (let i = 0; i < rows.length; i++) {
    const value = at(i)
    if (Number.isNaN(value)) {
      pen = false
      continue
    }
    const x = (i * step).toFixed(1)
    const y = (scale === 0 ? SPARK_HEIGHT / 2 : SPARK_HEIGHT - 1 - (value - low) * scale).toFixed(1)
    // A condition holds until it changes: a step, not a slope.
    path += condition && pen ? `H${x}V${y}` : `${pen ? 'L' : 'M'}${x} ${y}`
    pen = true
  }
  return path
}
