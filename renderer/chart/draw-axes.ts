import { AXIS_HEIGHT, AXIS_WIDTH } from './layout.ts'
import { crisp, type Frame, type ScaledPane } from './frame.ts'
import { decimalsOfText, fixed } from './numbers.ts'
import { decimalsOf, roundSteps, timeTicks, type Tick } from './ticks.ts'
import { timeAt, barOfTime } from './bar-times.ts'

/** Grid and values of one pane. */
export function drawValueAxis(frame: Frame, pane: ScaledPane): void {
  const { context, palette, plotWidth, ratio, width } = frame
  // Even a low pane tells what it is measured in.
  const room = pane.kind === 'price' ? 44 : Math.min(26, pane.height / 2.4)
  const { values, step } = roundSteps(
    pane.low,
    pane.isEmpty ? pane.low : pane.high,
    pane.height,
    room,
    pane.kind === 'price' ? tickOf(frame) : 0,
  )
  context.lineWidth = 1 / ratio
  context.strokeStyle = palette.line
  context.beginPath()
  for (const value of values) {
    const y = crisp(pane.y(value), ratio)
    context.moveTo(0, y)
    context.lineTo(plotWidth, y)
  }
  context.stroke()
  context.fillStyle = palette.inkSoft
  context.textAlign = 'left'
  context.textBaseline = 'middle'
  for (const value of values) {
    const y = pane.y(value)
    if (y < pane.top + 7 || y > pane.top + pane.height - 7) continue
    context.fillText(axisText(frame, pane, value, step), plotWidth + 6, y, AXIS_WIDTH - 8)
  }
  context.strokeStyle = palette.lineStrong
  context.beginPath()
  context.moveTo(0, crisp(pane.top + pane.height, ratio))
  context.lineTo(width, crisp(pane.top + pane.height, ratio))
  context.stroke()
}

/** How a value stands on a pane's axis: prices by tick, drawdown in per cent. */
export function axisText(frame: Frame, pane: ScaledPane, value: number, step: number): string {
  if (pane.kind === 'price') return fixed(value, decimalsOfText(tickTextOf(frame)))
  if (pane.kind === 'drawdown') return `${fixed(-value * 100, Math.max(0, decimalsOf(step * 100)))} %`
  return fixed(value, decimalsOf(step))
}

/** Days and hours under the panes, and a line through all of them where a larger unit begins. */
export function drawTimeAxis(frame: Frame): void {
  const { context, palette, plotWidth, height, ratio } = frame
  const bottom = height - AXIS_HEIGHT
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.lineWidth = 1 / ratio
  for (const { at, label, strong } of ticksOf(frame)) {
    const x = frame.x(at)
    if (x < 0 || x > plotWidth) continue
    context.strokeStyle = strong ? palette.lineStrong : palette.line
    context.beginPath()
    context.moveTo(crisp(x, ratio), 0)
    context.lineTo(crisp(x, ratio), bottom + 3)
    context.stroke()
    if (x < 18 || x > plotWidth - 14) continue
    context.fillStyle = strong ? palette.ink : palette.inkSoft
    context.fillText(label, x, bottom + AXIS_HEIGHT / 2 + 1)
  }
}

/** Round times, placed on bars; what falls into a gap stands where trading goes on, once. */
function ticksOf({ loaded, range, state, plotWidth }: Frame): Tick[] {
  const { info } = state
  if (!info) return []
  const from = timeAt(loaded, Math.max(0, range.from), info) - info.barLength
  const to = timeAt(loaded, Math.min(info.bars, range.to), info) - info.barLength
  const ticks: Tick[] = []
  for (const tick of timeTicks(from, to, plotWidth)) {
    const bar = barOfTime(loaded, tick.at + info.barLength, info)
    const before = ticks.at(-1)
    if (before && bar - before.at < 1) ticks.pop()
    ticks.push({ ...tick, at: bar })
  }
  return ticks
}

function tickTextOf({ state }: Frame): string {
  return state.info?.slots.find(({ name }) => name === state.slot)?.tick ?? '0.01'
}

const tickOf = (frame: Frame) => Number(tickTextOf(frame))
