import type { ChartStore } from '../stores/chart.ts'
import { AXIS_HEIGHT } from './layout.ts'
import { markAt, type Mark } from './mark-at.ts'
import type { ChartSurface } from './surface.ts'
import { spanOf } from './view-range.ts'

/** How far a pointer may stray and still have pressed, not dragged. */
const STILL = 4
/** Within this of the cursor's line one takes hold of it. */
const GRIP = 6

type Drag = { readonly kind: 'pan' | 'cursor'; readonly startX: number; readonly startFrom: number; moved: boolean }

/**
 * Mouse, pen and finger: drag to move through time, on the cursor's line or the time axis to move the cursor; press to put the cursor
 * there, on a mark to go to the bar that decided it; wheel to zoom around the pointer, sideways or with Shift to move.
 */
export function listenToHand(
  chart: ChartStore,
  host: HTMLElement,
  surface: ChartSurface,
  onMark: (mark: Mark | undefined) => void,
): () => void {
  let drag: Drag | undefined
  const place = (event: MouseEvent) => {
    const { left, top } = host.getBoundingClientRect()
    return { x: event.clientX - left, y: event.clientY - top }
  }
  const barUnder = (x: number) => {
    const frame = surface.frame()
    return frame ? frame.range.from + Math.min(frame.plotWidth, Math.max(0, x)) / frame.barWidth : 0
  }
  const isGrip = ({ x, y }: { x: number; y: number }) => {
    const frame = surface.frame()
    const { cursorBar } = chart.getState()
    if (!frame) return false
    if (y > frame.height - AXIS_HEIGHT) return true
    return cursorBar !== undefined && Math.abs(frame.x(cursorBar + 0.5) - x) <= GRIP
  }

  function down(event: PointerEvent): void {
    if (event.button !== 0 || !surface.frame()) return
    const at = place(event)
    host.setPointerCapture(event.pointerId)
    drag = { kind: isGrip(at) ? 'cursor' : 'pan', startX: at.x, startFrom: chart.getState().range.from, moved: false }
  }

  function move(event: PointerEvent): void {
    const at = place(event)
    const frame = surface.frame()
    if (!drag || !frame) {
      surface.setPointer(at)
      host.dataset['grip'] = String(isGrip(at))
      onMark(frame && markAt(frame, at))
      return
    }
    if (Math.abs(at.x - drag.startX) > STILL) drag.moved = true
    if (!drag.moved) return
    if (drag.kind === 'cursor') {
      surface.setPointer(undefined)
      chart.cursorTo(Math.floor(barUnder(at.x)))
    } else {
      surface.setPointer(at)
      const { range } = chart.getState()
      // From where it was taken hold of: no error adds up.
      const from = drag.startFrom - (at.x - drag.startX) / frame.barWidth
      chart.show({ from, to: from + spanOf(range) })
    }
  }

  function up(event: PointerEvent): void {
    const done = drag
    drag = undefined
    if (!done || done.moved || event.type === 'pointercancel') return
    const at = place(event)
    const frame = surface.frame()
    const mark = frame && markAt(frame, at)
    chart.cursorTo(mark ? mark.decided : Math.floor(barUnder(at.x)))
  }

  function leave(): void {
    surface.setPointer(undefined)
    onMark(undefined)
  }

  function wheel(event: WheelEvent): void {
    const frame = surface.frame()
    if (!frame) return
    event.preventDefault()
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1
    const sideways = event.shiftKey ? event.deltaX || event.deltaY : Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : 0
    if (sideways !== 0) return chart.pan((sideways * lines) / frame.barWidth)
    // A notch is about a hundred: a fifth wider or closer.
    chart.zoom(barUnder(place(event).x), 1.2 ** (Math.max(-300, Math.min(300, event.deltaY * lines)) / 100))
  }

  const listeners = [
    ['pointerdown', down],
    ['pointermove', move],
    ['pointerup', up],
    ['pointercancel', up],
    ['pointerleave', leave],
  ] as const
  for (const [name, listener] of listeners) host.addEventListener(name, listener)
  // Not passive: the page must not scroll along.
  host.addEventListener('wheel', wheel, { passive: false })
  return () => {
    for (const [name, listener] of listeners) host.removeEventListener(name, listener)
    host.removeEventListener('wheel', wheel)
  }
}

/** Keys while the chart has focus. True where one was meant for it. */
export function pressKey(chart: ChartStore, key: string, shift: boolean): boolean {
  const { range, cursorBar, info, near, far } = chart.getState()
  if (!info) return false
  const bar = cursorBar ?? info.bars - 1
  const middle = bar >= range.from && bar <= range.to ? bar : (range.from + range.to) / 2
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowRight': {
      const way = key === 'ArrowLeft' ? -1 : 1
      if (shift) chart.cursorTo(bar + way, { follow: true })
      else chart.pan((way * spanOf(range)) / 10)
      return true
    }
    case 'PageUp':
    case 'PageDown':
      chart.pan(spanOf(range) * (key === 'PageUp' ? -0.9 : 0.9))
      return true
    case 'Home':
    case 'End':
      if (shift) chart.cursorTo(key === 'Home' ? 0 : info.bars - 1, { follow: true })
      else chart.toEnd(key === 'Home' ? 'first' : 'last')
      return true
    case '+':
    case '=':
      chart.zoom(middle, 1 / 1.4)
      return true
    case '-':
    case '_':
      chart.zoom(middle, 1.4)
      return true
    case '0':
      chart.fit()
      return true
    case '[':
    case ']': {
      const decided = (far ?? near)?.marks.positions.decided
      const found = key === '[' ? decided?.findLast((one) => one < bar) : decided?.find((one) => one > bar)
      if (found !== undefined) chart.cursorTo(found, { follow: true })
      return true
    }
    case 'Escape':
      chart.cursorToLatest()
      return true
    default:
      return false
  }
}
