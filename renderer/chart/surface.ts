import type { ChartStore } from '../stores/chart.ts'
import { frameOf, paint } from './paint.ts'
import { paintOverlay, type Point } from './paint-overlay.ts'
import { readPalette } from './palette.ts'
import type { Frame } from './frame.ts'

/** Two canvases over each other that follow the chart's state: the picture, and what moves over it. */
export type ChartSurface = {
  /** What the last picture was drawn from: what a hand points at. */
  readonly frame: () => Frame | undefined
  setPointer(point: Point | undefined): void
  dispose(): void
}

/** Draws at most once a frame, however much changes; sharp at any density of pixels; in the colours of the theme in force. */
export function createSurface(chart: ChartStore, host: HTMLElement, picture: HTMLCanvasElement, overlay: HTMLCanvasElement): ChartSurface {
  const over = overlay.getContext('2d')
  // Opaque: one layer less to blend, sixty times a second.
  const context = picture.getContext('2d', { alpha: false })
  if (!over || !context) throw new Error('this browser draws no pictures')
  let palette = readPalette(host)
  let size = { width: 0, height: 0, ratio: 1 }
  let frame: Frame | undefined
  let pointer: Point | undefined
  let due = 0
  let whole = true

  function schedule(all: boolean): void {
    whole ||= all
    due ||= requestAnimationFrame(draw)
  }

  function draw(): void {
    due = 0
    if (size.width === 0 || size.height === 0) return
    const next = frameOf(chart.getState(), { context: context!, palette, ...size })
    if (!next) {
      context!.setTransform(1, 0, 0, 1, 0, 0)
      context!.fillStyle = palette.background
      context!.fillRect(0, 0, picture.width, picture.height)
      over!.clearRect(0, 0, overlay.width, overlay.height)
    } else {
      if (whole) paint(next)
      paintOverlay(next, over!, pointer)
    }
    frame = next
    whole = false
  }

  function resize([entry]: ResizeObserverEntry[]): void {
    if (!entry) return
    const { width, height } = entry.contentRect
    const device = entry.devicePixelContentBoxSize?.[0]
    // The exact count of pixels where it is told, unless it is told in other pixels than the screen's, as an emulated screen does.
    const exact = device && width > 0 ? device.inlineSize / width : devicePixelRatio
    const ratio = Math.abs(exact - devicePixelRatio) * width <= 1 ? exact : devicePixelRatio
    size = { width, height, ratio }
    for (const canvas of [picture, overlay]) {
      canvas.width = Math.round(width * ratio)
      canvas.height = Math.round(height * ratio)
    }
    chart.setWidth(width)
    // Now, not with the next frame: a canvas is blank from the moment its size is set.
    whole = true
    draw()
  }

  const sizes = new ResizeObserver(resize)
  try {
    sizes.observe(host, { box: 'device-pixel-content-box' })
  } catch {
    sizes.observe(host)
  }
  const themes = new MutationObserver(() => {
    palette = readPalette(host)
    schedule(true)
  })
  themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  const stop = chart.subscribe((now, before) => {
    const onlyCursor =
      now.range === before.range &&
      now.near === before.near &&
      now.far === before.far &&
      now.open === before.open &&
      now.layers === before.layers
    schedule(!onlyCursor)
  })
  void document.fonts?.ready.then(() => schedule(true))

  return {
    frame: () => frame,
    setPointer(point) {
      pointer = point
      schedule(false)
    },
    dispose() {
      stop()
      sizes.disconnect()
      themes.disconnect()
      cancelAnimationFrame(due)
    },
  }
}
