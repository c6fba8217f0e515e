import type { ChartLine } from '../../engine/protocol/chart-requests.ts'
import { bucketsInView } from './layout.ts'
import { crisp, inPane, snap, type Frame, type ScaledPane } from './frame.ts'
import { lineDash } from './palette.ts'

/**
 * A column as a line; gaps stay gaps. Where a bucket stands for many bars it is a stroke from its lowest to its highest, joined to the
 * one before: no spike is lost, and a thousand upright strokes are drawn ten times as fast as a path of three thousand turns.
 */
function drawLine(frame: Frame, pane: ScaledPane, line: Pick<ChartLine, 'min' | 'max' | 'last'>, colour: string, width: number): void {
  const { context, loaded, range } = frame
  const [begin, end] = bucketsInView(loaded, range)
  // One more on either side: the line goes on beyond the edge.
  const [first, past] = [Math.max(0, begin - 1), Math.min(line.last.length, end + 1)]
  context.fillStyle = colour
  context.strokeStyle = colour
  context.lineWidth = width
  if (loaded.size === 1) traceLine(frame, pane, line.last, first, past)
  else fillColumns(frame, pane, line, first, past, Math.min(width, 1))
}

function traceLine({ context, loaded, x }: Frame, pane: ScaledPane, values: Float64Array, first: number, past: number): void {
  let broken = true
  context.lineJoin = 'bevel'
  context.beginPath()
  for (let i = first; i < past; i++) {
    const value = values[i]!
    if (value !== value) broken = true
    else {
      const at = x(loaded.from + i + 0.5)
      if (broken) context.moveTo(at, pane.y(value))
      else context.lineTo(at, pane.y(value))
      broken = false
    }
  }
  context.stroke()
}

function fillColumns(
  { context, loaded, x, ratio }: Frame,
  pane: ScaledPane,
  { min, max, last }: Pick<ChartLine, 'min' | 'max' | 'last'>,
  first: number,
  past: number,
  width: number,
): void {
  const wide = Math.max(1, Math.round(width * ratio)) / ratio
  let before = NaN
  for (let i = first; i < past; i++) {
    if (last[i] === last[i]) {
      const top = pane.y(before > max[i]! ? before : max[i]!)
      const bottom = pane.y(before < min[i]! ? before : min[i]!)
      const left = x(loaded.from + i * loaded.size)
      const right = x(loaded.from + (i + 1) * loaded.size)
      context.fillRect(
        snap(left, ratio),
        snap(top - width / 2, ratio),
        Math.max(wide, snap(right, ratio) - snap(left, ratio)),
        Math.max(wide, snap(bottom - top, ratio) + wide),
      )
    }
    before = last[i]!
  }
}

/** The lines of a pane, each in the colour its place in the list of plots gives it. */
export function drawPlots(frame: Frame, pane: ScaledPane): void {
  const { context, palette, loaded, state } = frame
  inPane(frame, pane, () => {
    // A node's first port is what it is for: it lies on top.
    for (const { wire } of pane.plots.toReversed()) {
      const line = loaded.lines.get(wire)
      if (!line) continue
      const index = state.plots.findIndex((plot) => plot.wire === wire)
      context.setLineDash(lineDash(index))
      drawLine(frame, pane, line, palette.lines[index % palette.lines.length]!, 1.5)
    }
    context.setLineDash([])
  })
}

/** Equity, with the line of the starting capital behind it. */
export function drawEquity(frame: Frame, pane: ScaledPane): void {
  const { context, palette, loaded, ratio, plotWidth } = frame
  inPane(frame, pane, () => {
    const start = frame.state.far?.equity.last.find((value) => value === value)
    if (start !== undefined && start > pane.low && start < pane.high) {
      context.strokeStyle = palette.lineStrong
      context.lineWidth = 1 / ratio
      context.setLineDash([3, 3])
      context.beginPath()
      context.moveTo(0, crisp(pane.y(start), ratio))
      context.lineTo(plotWidth, crisp(pane.y(start), ratio))
      context.stroke()
      context.setLineDash([])
    }
    drawLine(frame, pane, loaded.equity, palette.accent, 1.5)
  })
}

/** What is lost from the peak, hanging from the top: money, so it may be red. */
export function drawDrawdown(frame: Frame, pane: ScaledPane): void {
  const { context, palette, loaded, range, x, ratio } = frame
  const { drawdown } = loaded.equity
  const [first, past] = bucketsInView(loaded, range)
  inPane(frame, pane, () => {
    context.fillStyle = palette.loss
    context.globalAlpha = 0.5
    for (let i = first; i < past; i++) {
      if (!(drawdown[i]! > 0)) continue
      // From pixel to pixel: where two overlapped the shade would be darker.
      const left = snap(x(loaded.from + i * loaded.size), ratio)
      const right = snap(x(loaded.from + (i + 1) * loaded.size), ratio)
      if (right > left) context.fillRect(left, pane.top, right - left, snap(pane.y(drawdown[i]!), ratio) - pane.top)
    }
  })
}
