import { drawable, type ChartState } from '../stores/chart.ts'
import { say } from '../text/en.ts'
import { drawTimeAxis, drawValueAxis } from './draw-axes.ts'
import { drawCandles, drawVolume } from './draw-candles.ts'
import { drawDrawdown, drawEquity, drawPlots } from './draw-lines.ts'
import { areDense, drawFills } from './draw-fills.ts'
import { drawLevels, drawPositions } from './draw-marks.ts'
import { plotWidthOf, scalePane, type Frame } from './frame.ts'
import { AXIS_HEIGHT, layoutPanes } from './layout.ts'
import type { Palette } from './palette.ts'
import { spanOf } from './view-range.ts'

export type Surface = {
  readonly context: CanvasRenderingContext2D
  readonly palette: Palette
  readonly ratio: number
  readonly width: number
  readonly height: number
}

/** What a picture of this state would be drawn from; undefined while nothing is loaded. */
export function frameOf(state: ChartState, surface: Surface): Frame | undefined {
  const loaded = drawable(state)
  if (!loaded || loaded.times.length === 0) return undefined
  const { range } = state
  const plotWidth = plotWidthOf(surface.width)
  const barWidth = plotWidth / spanOf(range)
  return {
    ...surface,
    plotWidth,
    range,
    panes: layoutPanes(state, surface.height).map((pane) => scalePane(pane, loaded, range)),
    x: (bar) => (bar - range.from) * barWidth,
    barWidth,
    loaded,
    isDense: areDense(loaded, range, plotWidth),
    state,
  }
}

/** Draws everything but the cursor: called once a frame while anything moves. */
export function paint(frame: Frame): void {
  const { context, palette, ratio, width, height, panes, state } = frame
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.globalAlpha = 1
  context.fillStyle = palette.background
  context.fillRect(0, 0, width, height)
  context.font = palette.font
  shadeLeadIn(frame)
  drawTimeAxis(frame)
  for (const pane of panes) {
    drawValueAxis(frame, pane)
    switch (pane.kind) {
      case 'price':
        if (state.layers.has('marks')) drawPositions(frame, pane)
        if (state.layers.has('volume')) drawVolume(frame, pane)
        // From afar the price is a thin line: averages must not bury it.
        if (frame.loaded.size > 1) drawPlots(frame, pane)
        drawCandles(frame, pane)
        if (frame.loaded.size === 1) drawPlots(frame, pane)
        if (state.layers.has('levels')) drawLevels(frame, pane)
        if (state.layers.has('marks')) drawFills(frame, pane)
        break
      case 'node':
        drawPlots(frame, pane)
        break
      case 'equity':
        drawEquity(frame, pane)
        break
      case 'drawdown':
        drawDrawdown(frame, pane)
    }
  }
}

/** Bars before the first that could decide: read so that values are settled, never traded. */
function shadeLeadIn({ context, palette, x, plotWidth, height, state }: Frame): void {
  const right = Math.min(plotWidth, x(state.info?.firstBar ?? 0))
  if (right <= 0) return
  context.globalAlpha = 0.22
  context.fillStyle = palette.line
  context.fillRect(0, 0, right, height - AXIS_HEIGHT)
  context.globalAlpha = 1
  if (right < 120) return
  context.fillStyle = palette.inkFaint
  context.textAlign = 'right'
  context.textBaseline = 'bottom'
  context.fillText(say('chart.lead-in'), right - 6, height - AXIS_HEIGHT - 4)
}
