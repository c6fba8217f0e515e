import type { ChartLine } from '../../engine/protocol/chart-requests.ts'
import { bucketsInView } from './layout.ts'
import { crisp, inPane, type Frame, type ScaledPane } from './frame.ts'
import { lineDash } from './palette.ts'

/** A column as a line; where a bucket stands for many bars it reaches from its lowest to its highest, so no spike is lost. Gaps stay gaps. */
function traceLine(
  { context, loaded, range, x }: Frame,
  pane: ScaledPane,
  { min, max, last }: Pick<ChartLine, 'min' | 'max' | 'last'>,
): void {
  const [begin, end] = bucketsInView(loaded, range)
  // One more on either side: the line goes on beyond the edge.
  const [first, past] = [Math.max(0, begin - 1), Math.min(last.length, end + 1)]
  let broken = true
  context.beginPath()
  for (let i = first; i < past; i++) {
    if (last[i] !== last[i]) {
      broken = true
      continue
    }
    const at = x(loaded.from + (i + 0.5) * loaded.size)
    if (broken) context.moveTo(at, pane.y(loaded.size === 1 ? last[i]! : max[i]!))
    if (loaded.size > 1) {
      context.lineTo(at, pane.y(max[i]!))
      context.lineTo(at, pane.y(min[i]!))
    }
    context.lineTo(at, pane.y(last[i]!))
    broken = false
  }
}

/** The lines of a pane, each in the colour its place in the list of plots gives it. */
export function drawPlots(frame: Frame, pane: ScaledPane): void {
  const { context, palette, loaded, state } = frame
  inPane(frame, pane, () => {
    context.lineJoin = 'bevel'
    context.lineWidth = 1.5
    for (const { wire } of pane.plots) {
      const line = loaded.lines.get(wire)
      if (!line) continue
      const index = state.plots.findIndex((plot) => plot.wire === wire)
      context.strokeStyle = palette.lines[index % palette.lines.length]!
      context.setLineDash(lineDash(index))
      traceLine(frame, pane, line)
      context.stroke()
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
    context.lineJoin = 'bevel'
    context.lineWidth = 1.5
    context.strokeStyle = palette.accent
    traceLine(frame, pane, loaded.equity)
    context.stroke()
  })
}

/** What is lost from the peak, hanging from the top: money, so it may be red. */
export function drawDrawdown(frame: Frame, pane: ScaledPane): void {
  const { context, palette, loaded, range, x } = frame
  const { drawdown } = loaded.equity
  const [first, past] = bucketsInView(loaded, range)
  inPane(frame, pane, () => {
    context.beginPath()
    context.moveTo(x(loaded.from + first * loaded.size), pane.top)
    for (let i = first; i < past; i++) {
      const deep = drawdown[i]! > 0 ? pane.y(drawdown[i]!) : pane.top
      context.lineTo(x(loaded.from + i * loaded.size), deep)
      context.lineTo(x(loaded.from + (i + 1) * loaded.size), deep)
    }
    context.lineTo(x(loaded.from + past * loaded.size), pane.top)
    context.globalAlpha = 0.35
    context.fillStyle = palette.loss
    context.fill()
    context.globalAlpha = 0.9
    context.strokeStyle = palette.loss
    context.lineWidth = 1
    context.stroke()
  })
}
