import { crisp, inPane, type Frame, type ScaledPane } from './frame.ts'

/** Positions as shaded stretches, with a line from entry to exit price that says what came of them. */
export function drawPositions(frame: Frame, pane: ScaledPane): void {
  const { context, palette, loaded, x, plotWidth, ratio } = frame
  const { from, to, entryPrice, exitPrice, profit, side } = loaded.marks.positions
  inPane(frame, pane, () => {
    for (let i = 0; i < from.length; i++) {
      const [left, right] = [x(from[i]!), x(to[i]! + 1)]
      if (right < 0 || left > plotWidth || right - left < 1 / ratio) continue
      context.globalAlpha = 0.1
      context.fillStyle = side[i]! > 0 ? palette.accent : palette.sell
      context.fillRect(left, pane.top, right - left, pane.height)
      if (right - left < 3) continue
      context.globalAlpha = 0.9
      context.strokeStyle = profit[i]! >= 0 ? palette.gain : palette.loss
      context.lineWidth = 1.25
      context.setLineDash([4, 3])
      context.beginPath()
      context.moveTo(x(from[i]! + 0.5), pane.y(entryPrice[i]!))
      context.lineTo(x(to[i]! + 0.5), pane.y(exitPrice[i]!))
      context.stroke()
      context.setLineDash([])
    }
  })
}

/** Working stops and targets at their price, for as long as they worked; a stop is solid, a target dotted. */
export function drawLevels(frame: Frame, pane: ScaledPane): void {
  const { context, palette, loaded, x, plotWidth, ratio } = frame
  const { from, to, price, kind, filled } = loaded.marks.levels
  inPane(frame, pane, () => {
    context.lineWidth = 1
    for (const stop of [true, false]) {
      context.strokeStyle = stop ? palette.attention : palette.inkSoft
      context.setLineDash(stop ? [] : [2, 3])
      context.beginPath()
      for (let i = 0; i < from.length; i++) {
        if ((kind[i] === 0) !== stop) continue
        const [left, right] = [x(from[i]!), x(to[i]! + 1)]
        if (right < 0 || left > plotWidth || right - left < 2) continue
        const y = crisp(pane.y(price[i]!), ratio)
        context.moveTo(left, y)
        context.lineTo(right, y)
        // Where it fired, a foot on the line.
        if (filled[i] === 1) {
          context.moveTo(right, y - 3)
          context.lineTo(right, y + 3)
        }
      }
      context.stroke()
    }
    context.setLineDash([])
  })
}
