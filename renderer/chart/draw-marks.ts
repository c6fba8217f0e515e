import { crisp, inPane, type Frame, type ScaledPane } from './frame.ts'

/** Marks closer together than this on average are drawn as ticks: every one is seen, none hides the candles. */
const ROOM_FOR_SHAPES = 7

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

/** Where the sign of a fill points to: beside the bar, not on it, where single bars are drawn; else at its price. */
export function signY({ loaded }: Frame, pane: ScaledPane, fill: number): number {
  const { bar, price, side } = loaded.marks.fills
  const y = pane.y(price[fill]!)
  const bought = side[fill]! > 0
  const edge = loaded.size === 1 ? pane.y((bought ? loaded.candles.low : loaded.candles.high)[bar[fill]! - loaded.from] ?? NaN) : NaN
  if (bought) return edge > y ? edge : y
  return edge < y ? edge : y
}

/** Fills: bought points up from below, sold points down from above; filled where it entered, hollow where it left, crossed where a stop or target did it. */
export function drawFills(frame: Frame, pane: ScaledPane): void {
  const { context, palette, loaded, x, plotWidth, range } = frame
  const { bar, price, side, purpose } = loaded.marks.fills
  let seen = 0
  for (let i = 0; i < bar.length; i++) if (bar[i]! >= range.from - 1 && bar[i]! <= range.to) seen++
  const shapes = seen * ROOM_FOR_SHAPES <= plotWidth
  inPane(frame, pane, () => {
    context.lineWidth = 1.5
    for (let i = 0; i < bar.length; i++) {
      const at = x(bar[i]! + 0.5)
      if (at < -8 || at > plotWidth + 8) continue
      const bought = side[i]! > 0
      context.fillStyle = bought ? palette.accent : palette.sell
      context.strokeStyle = context.fillStyle
      const y = pane.y(price[i]!)
      if (!shapes) {
        context.fillRect(at - 0.75, bought ? y + 2 : y - 7, 1.5, 5)
        continue
      }
      const sign = signY(frame, pane, i)
      const tip = bought ? sign + 3 : sign - 3
      const down = bought ? 7 : -7
      context.beginPath()
      context.moveTo(at, tip)
      context.lineTo(at - 4.5, tip + down)
      context.lineTo(at + 4.5, tip + down)
      context.closePath()
      if (purpose[i] === 0) context.fill()
      else {
        context.save()
        context.fillStyle = palette.background
        context.fill()
        context.restore()
        context.stroke()
      }
      if (purpose[i] === 2) {
        context.beginPath()
        context.moveTo(at - 4, tip + down * 1.5)
        context.lineTo(at + 4, tip + down * 1.5)
        context.stroke()
      }
      context.beginPath()
      context.moveTo(at - 5, y)
      context.lineTo(at + 5, y)
      context.stroke()
    }
  })
}
