import { useStoreApi } from '@xyflow/react'
import { useEffect, useRef } from 'react'
import type { CanvasNode, FaceNode, WireEdge } from './derive.ts'
import { portTop } from './face.ts'

type OverviewProps = { readonly nodes: readonly CanvasNode[]; readonly edges: readonly WireEdge[]; readonly theme: string }

/**
 * The graph from afar, drawn as one picture: from a distance at which nothing on a node can be read, thousands of nodes cost
 * what a few cost. Pointer and wheel go through to the pane below.
 */
export function Overview({ nodes, edges, theme }: OverviewProps) {
  const place = useRef<HTMLCanvasElement>(null)
  const store = useStoreApi()
  useEffect(() => {
    const canvas = place.current
    const pen = canvas?.getContext('2d')
    if (!canvas || !pen) return undefined
    const colours = readColours(canvas)
    const scene = sceneOf(nodes, edges)
    let frame = 0
    const draw = () => {
      frame = 0
      const { width, height, transform } = store.getState()
      const dense = window.devicePixelRatio
      if (canvas.width !== Math.round(width * dense) || canvas.height !== Math.round(height * dense)) {
        canvas.width = Math.round(width * dense)
        canvas.height = Math.round(height * dense)
      }
      drawScene(pen, scene, colours, { x: transform[0], y: transform[1], zoom: transform[2], width, height, dense })
    }
    const soon = () => void (frame ||= requestAnimationFrame(draw))
    draw()
    const stop = store.subscribe(
      (now, before) => (now.transform !== before.transform || now.width !== before.width || now.height !== before.height) && soon(),
    )
    return () => {
      stop()
      cancelAnimationFrame(frame)
    }
  }, [nodes, edges, theme, store])
  return <canvas ref={place} className="overview" aria-hidden="true" />
}

type Line = { readonly ax: number; readonly ay: number; readonly bx: number; readonly by: number }
type Scene = {
  readonly backs: readonly CanvasNode[]
  readonly faces: readonly FaceNode[]
  readonly lines: ReadonlyMap<string, readonly Line[]>
}
type Window = {
  readonly x: number
  readonly y: number
  readonly zoom: number
  readonly width: number
  readonly height: number
  readonly dense: number
}

/** What there is to draw, wires by colour. */
function sceneOf(nodes: readonly CanvasNode[], edges: readonly WireEdge[]): Scene {
  const faces = nodes.filter((node) => node.type === 'face')
  const byId = new Map(faces.map((node) => [node.id, node]))
  const lines = new Map<string, Line[]>()
  for (const { source, target, sourceHandle, targetHandle, data, selected } of edges) {
    const [from, to] = [byId.get(source), byId.get(target)]
    if (!from || !to) continue
    const out = from.data.face.ports.outputs.findIndex(({ name }) => name === sourceHandle)
    const into = to.data.face.ports.inputs.findIndex(({ name }) => name === targetHandle)
    const colour = selected ? 'accent' : data?.wrong ? 'error' : (data?.kind ?? 'number')
    const line = {
      ax: from.position.x + from.data.face.width,
      ay: from.position.y + portTop(out),
      bx: to.position.x,
      by: to.position.y + portTop(into),
    }
    const known = lines.get(colour)
    if (known) known.push(line)
    else lines.set(colour, [line])
  }
  return { backs: nodes.filter((node) => node.type !== 'face'), faces, lines }
}

type Colours = Readonly<Record<string, string>>

function readColours(element: Element): Colours {
  const style = getComputedStyle(element)
  const read = (name: string) => style.getPropertyValue(name).trim()
  const wires = ['number', 'condition', 'candles', 'signal', 'intent'].map((kind) => [kind, read(`--wire-${kind}`)])
  const families = ['market', 'indicators', 'math', 'logic', 'signals', 'sizing', 'risk', 'orders'].map((family) => [
    family,
    read(`--family-${family}`),
  ])
  const others = ['ink', 'ink-soft', 'line-strong', 'bg-raised', 'bg-sunken', 'accent', 'error', 'attention'].map((name) => [
    name,
    read(`--${name}`),
  ])
  return Object.fromEntries([
    ...wires,
    ...families,
    ...others,
    ['sized', read('--wire-signal')],
    ['gate', read('--wire-signal')],
    ['subgraph', read('--ink-soft')],
    ['unknown', read('--ink-faint')],
  ])
}

const MONEY = new Set(['signal', 'sized', 'intent'])
/** Scale from which titles are drawn, and from which wires are curves. */
const LEGIBLE = 0.22
/** Beyond this, wires are straight lines: nobody can tell. */
const CURVED = 0.12

function drawScene(
  pen: CanvasRenderingContext2D,
  { backs, faces, lines }: Scene,
  colours: Colours,
  { x, y, zoom, width, height, dense }: Window,
): void {
  pen.setTransform(dense, 0, 0, dense, 0, 0)
  pen.clearRect(0, 0, width, height)
  pen.setTransform(dense * zoom, 0, 0, dense * zoom, dense * x, dense * y)
  const [left, top, right, bottom] = [-x / zoom, -y / zoom, (width - x) / zoom, (height - y) / zoom]
  const seen = (at: { x: number; y: number }, w: number, h: number) => at.x < right && at.y < bottom && at.x + w > left && at.y + h > top

  for (const back of backs) {
    const [w, h] = [back.width ?? 0, back.height ?? 0]
    if (!seen(back.position, w, h)) continue
    pen.strokeStyle = back.selected ? colours['accent']! : colours['line-strong']!
    pen.lineWidth = 1 / zoom
    pen.strokeRect(back.position.x, back.position.y, w, h)
    if (back.type !== 'frame' || zoom < LEGIBLE / 2) continue
    pen.fillStyle = colours['ink-soft']!
    pen.font = `600 ${13 / Math.max(zoom, 0.35)}px Inter Variable, sans-serif`
    pen.fillText(back.data.label, back.position.x + 10, back.position.y + 18 / Math.max(zoom, 0.35), w - 20)
  }
  for (const [colour, some] of lines) {
    pen.beginPath()
    for (const { ax, ay, bx, by } of some) {
      if (Math.max(ax, bx) + 80 < left || Math.min(ax, bx) - 80 > right || Math.max(ay, by) < top || Math.min(ay, by) > bottom) continue
      pen.moveTo(ax, ay)
      if (zoom < CURVED) pen.lineTo(bx, by)
      else {
        const bend = Math.max(40, Math.abs(bx - ax) / 2)
        pen.bezierCurveTo(ax + bend, ay, bx - bend, by, bx, by)
      }
    }
    pen.strokeStyle = colours[colour] ?? colours['ink-soft']!
    pen.lineWidth = Math.max(MONEY.has(colour) || colour === 'accent' ? 3.5 : 1.5, (MONEY.has(colour) ? 1.5 : 0.75) / zoom)
    pen.stroke()
  }
  pen.font = '600 12px Inter Variable, sans-serif'
  for (const { position, data, selected } of faces) {
    const { face, node, findings } = data
    if (!seen(position, face.width, face.height)) continue
    const worst = findings.find((one) => one.severity !== 'note')?.severity
    pen.globalAlpha = node?.muted || node?.bypassed ? 0.5 : 1
    pen.fillStyle = colours['bg-raised']!
    pen.fillRect(position.x, position.y, face.width, face.height)
    pen.fillStyle = colours[face.family] ?? colours['ink-soft']!
    pen.fillRect(position.x, position.y, zoom < LEGIBLE ? face.width : 5, zoom < LEGIBLE ? 24 : face.height)
    pen.strokeStyle = selected
      ? colours['accent']!
      : worst === 'error'
        ? colours['error']!
        : worst === 'warning'
          ? colours['attention']!
          : colours['line-strong']!
    pen.lineWidth = (selected || worst ? 2 : 0.75) / zoom
    pen.strokeRect(position.x, position.y, face.width, face.height)
    pen.globalAlpha = 1
    if (zoom < LEGIBLE) continue
    pen.fillStyle = colours['ink']!
    pen.font = `600 ${Math.min(22, 7 / zoom)}px Inter Variable, sans-serif`
    pen.fillText(face.title, position.x + 14, position.y + 26, face.width - 22)
  }
}
