import type { ChartState, Loaded } from '../stores/chart.ts'
import { AXIS_WIDTH, domainOf, type Pane } from './layout.ts'
import type { Palette } from './palette.ts'
import { spanOf, type Range } from './view-range.ts'

/** A pane with its values on pixels. */
export type ScaledPane = Pane & {
  /** Nothing of it is in view. */
  readonly isEmpty: boolean
  readonly low: number
  readonly high: number
  readonly y: (value: number) => number
  readonly valueAt: (y: number) => number
}

/** Everything one picture is drawn from. Pixels are CSS pixels; the context is scaled to the device's. */
export type Frame = {
  readonly context: CanvasRenderingContext2D
  readonly palette: Palette
  /** Device pixels per CSS pixel: what is one device pixel thin lies on whole ones. */
  readonly ratio: number
  readonly width: number
  readonly height: number
  readonly plotWidth: number
  readonly range: Range
  readonly panes: readonly ScaledPane[]
  /** Left edge of a bar; the middle of bar 7 is at x(7.5). */
  readonly x: (bar: number) => number
  readonly barWidth: number
  readonly loaded: Loaded
  /** More fills in view than there is room for signs. */
  readonly isDense: boolean
  readonly state: ChartState
}

/** Share of the candles' pane that volume stands in. */
export const VOLUME_SHARE = 0.18

const LEGEND_HEIGHT = 18

export function scalePane(pane: Pane, loaded: Loaded, range: Range): ScaledPane {
  const domain = domainOf(pane, loaded, range)
  const { low, high } = domain ?? { low: 0, high: 1 }
  const down = pane.kind === 'drawdown'
  // The legend stands above what it names where there is room for both.
  const head = !down && pane.height > LEGEND_HEIGHT * 3 ? LEGEND_HEIGHT : 0
  const [top, bottom] = down ? [pane.top + pane.height, pane.top] : [pane.top + head, pane.top + pane.height]
  const y = (value: number) => bottom - ((value - low) / (high - low)) * (bottom - top)
  const valueAt = (at: number) => low + ((bottom - at) / (bottom - top)) * (high - low)
  return { ...pane, isEmpty: domain === undefined, low, high, y, valueAt }
}

export function plotWidthOf(width: number): number {
  return Math.max(1, width - AXIS_WIDTH)
}

export function barAt(x: number, width: number, range: Range): number {
  return range.from + (x / plotWidthOf(width)) * spanOf(range)
}

/** Onto the middle of a device pixel, so that a hairline is one pixel and not two pale ones. */
export function crisp(value: number, ratio: number): number {
  return (Math.floor(value * ratio) + 0.5) / ratio
}

/** Onto the edge between two device pixels: what is filled from edge to edge is sharp, and drawn without smoothing. */
export function snap(value: number, ratio: number): number {
  return Math.round(value * ratio) / ratio
}

/** Draws inside a pane only. */
export function inPane({ context, plotWidth }: Frame, { top, height }: Pane, draw: () => void): void {
  context.save()
  context.beginPath()
  context.rect(0, top, plotWidth, height)
  context.clip()
  draw()
  context.restore()
}
