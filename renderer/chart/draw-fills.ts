import type { Loaded } from '../stores/chart.ts'
import { inPane, type Frame, type ScaledPane } from './frame.ts'
import type { Range } from './view-range.ts'

/** Signs closer together than this on average would hide the candles. */
const ROOM_FOR_SIGNS = 7
/** Rows of ticks at the foot of the candles, for signs without room: bought, sold. */
const BOUGHT_ROW = 6
const SOLD_ROW = 13
const TICK = 5

/** Whether the fills in view are too many for signs of their own. */
export function areDense({ marks }: Loaded, { from, to }: Range, plotWidth: number): boolean {
  let seen = 0
  for (const bar of marks.fills.bar) if (bar >= from - 1 && bar <= to) seen++
  return seen * ROOM_FOR_SIGNS > plotWidth
}

/** Where the sign of a fill points to: beside its bar, not on it, where single bars are drawn; else at its price; in a row of ticks where there is no room. */
export function signY({ loaded, isDense }: Frame, pane: ScaledPane, fill: number): number {
  const { bar, price, side } = loaded.marks.fills
  const bought = side[fill]! > 0
  if (isDense) return pane.top + pane.height - (bought ? BOUGHT_ROW : SOLD_ROW)
  const y = pane.y(price[fill]!)
  const edge = loaded.size === 1 ? pane.y((bought ? loaded.candles.low : loaded.candles.high)[bar[fill]! - loaded.from] ?? NaN) : NaN
  if (bought) return edge > y ? edge : y
  return edge < y ? edge : y
}

/** Bought points up from below, sold points down from above; filled where it entered, hollow where it left, with a bar behind where a stop or target did it. */
export function drawFills(frame: Frame, pane: ScaledPane): void {
  const { context, palette, loaded, x, plotWidth, isDense } = frame
  const { bar, side } = loaded.marks.fills
  inPane(frame, pane, () => {
    context.lineWidth = 1.5
    for (let i = 0; i < bar.length; i++) {
      const at = x(bar[i]! + 0.5)
      if (at < -8 || at > plotWidth + 8) continue
      context.fillStyle = side[i]! > 0 ? palette.accent : palette.sell
      context.strokeStyle = context.fillStyle
      if (isDense) context.fillRect(at - 0.5, signY(frame, pane, i), 1, TICK)
      else drawSign(frame, pane, i, at)
    }
  })
}

function drawSign(frame: Frame, pane: ScaledPane, fill: number, at: number): void {
  const { context, palette, loaded } = frame
  const { price, side, purpose } = loaded.marks.fills
  const bought = side[fill]! > 0
  const tip = signY(frame, pane, fill) + (bought ? 3 : -3)
  const down = bought ? 7 : -7
  context.beginPath()
  context.moveTo(at, tip)
  context.lineTo(at - 4.5, tip + down)
  context.lineTo(at + 4.5, tip + down)
  context.closePath()
  if (purpose[fill] === 0) context.fill()
  else {
    const colour = context.fillStyle
    context.fillStyle = palette.background
    context.fill()
    context.fillStyle = colour
    context.stroke()
  }
  context.beginPath()
  if (purpose[fill] === 2) {
    context.moveTo(at - 4, tip + down * 1.5)
    context.lineTo(at + 4, tip + down * 1.5)
  }
  // The very price.
  const y = pane.y(price[fill]!)
  context.moveTo(at - 5, y)
  context.lineTo(at + 5, y)
  context.stroke()
}
