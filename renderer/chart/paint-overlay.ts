import { AXIS_HEIGHT, AXIS_WIDTH } from './layout.ts'
import { axisText } from './draw-axes.ts'
import { timeAt } from './bar-times.ts'
import { crisp, type Frame } from './frame.ts'
import { timeWords } from './ticks.ts'

export type Point = { readonly x: number; readonly y: number }

/** The time cursor, and the cross hair under the pointer. Its own canvas: moving either redraws no candle. */
export function paintOverlay(frame: Frame, context: CanvasRenderingContext2D, pointer: Point | undefined): void {
  const { ratio, width, height, palette, state, plotWidth } = frame
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  context.font = palette.font
  if (pointer && pointer.x < plotWidth && pointer.y < height - AXIS_HEIGHT) crossHair(frame, context, pointer)
  if (state.cursorBar !== undefined) cursorLine(frame, context, state.cursorBar)
}

function cursorLine({ ratio, height, palette, x, barWidth, plotWidth }: Frame, context: CanvasRenderingContext2D, bar: number): void {
  const at = x(bar + 0.5)
  if (at < 0 || at > plotWidth) return
  const bottom = height - AXIS_HEIGHT
  if (barWidth > 3) {
    context.globalAlpha = 0.12
    context.fillStyle = palette.accent
    context.fillRect(x(bar), 0, barWidth, bottom)
    context.globalAlpha = 1
  }
  context.strokeStyle = palette.accent
  context.lineWidth = 1.5
  context.beginPath()
  context.moveTo(crisp(at, ratio), 0)
  context.lineTo(crisp(at, ratio), bottom)
  context.stroke()
  // A handle to take hold of.
  context.fillStyle = palette.accent
  context.beginPath()
  context.moveTo(at - 5, bottom)
  context.lineTo(at + 5, bottom)
  context.lineTo(at, bottom - 7)
  context.closePath()
  context.fill()
}

function crossHair(frame: Frame, context: CanvasRenderingContext2D, { x, y }: Point): void {
  const { ratio, height, palette, plotWidth, range, barWidth, state, loaded, panes } = frame
  const bottom = height - AXIS_HEIGHT
  const bar = Math.floor(range.from + x / barWidth)
  const middle = crisp(frame.x(bar + 0.5), ratio)
  context.strokeStyle = palette.inkFaint
  context.lineWidth = 1 / ratio
  context.setLineDash([3, 3])
  context.beginPath()
  context.moveTo(middle, 0)
  context.lineTo(middle, bottom)
  context.moveTo(0, crisp(y, ratio))
  context.lineTo(plotWidth, crisp(y, ratio))
  context.stroke()
  context.setLineDash([])
  const pane = panes.find(({ top, height: tall }) => y >= top && y < top + tall)
  context.textBaseline = 'middle'
  if (pane && !pane.isEmpty) {
    label(
      frame,
      context,
      axisText(frame, pane, pane.valueAt(y), (pane.high - pane.low) / 100),
      { x: plotWidth + 1, y: y - 9 },
      AXIS_WIDTH - 2,
    )
  }
  const { info } = state
  if (!info || bar < 0 || bar >= info.bars) return
  const words = timeWords(timeAt(loaded, bar, info) - info.barLength, info.barLength)
  const wide = context.measureText(words).width + 12
  label(frame, context, words, { x: Math.min(plotWidth - wide, Math.max(0, middle - wide / 2)), y: bottom + 1 }, wide)
}

function label({ palette }: Frame, context: CanvasRenderingContext2D, words: string, { x, y }: Point, width: number): void {
  context.fillStyle = palette.inkSoft
  context.fillRect(x, y, width, 18)
  context.fillStyle = palette.background
  context.textAlign = 'left'
  context.fillText(words, x + 6, y + 9.5, width - 8)
}
