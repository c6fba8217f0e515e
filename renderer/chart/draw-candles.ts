import { bucketsInView } from './layout.ts'
import { crisp, inPane, snap, VOLUME_SHARE, type Frame, type ScaledPane } from './frame.ts'

/** Wider than this a candle has a body; narrower it is a line from low to high. */
const BODY_WIDTH = 4

/** Bars of a slot. Up is hollow, down is filled: the colours say the same a second time. */
export function drawCandles(frame: Frame, pane: ScaledPane): void {
  const { context, palette, ratio, loaded, range, x, barWidth, state } = frame
  const { open, high, low, close } = loaded.candles
  const span = state.info?.slots.find(({ name }) => name === loaded.slot)?.span ?? 1
  // A bar of a longer timeframe stands where it closes and is as wide as its time.
  const width = loaded.size === 1 ? barWidth * span : barWidth * loaded.size
  const shift = loaded.size === 1 ? 1 - span : 0
  const [first, past] = bucketsInView(loaded, { from: range.from - span, to: range.to + span })
  const hair = 1 / ratio
  const body = Math.max(hair, Math.min(width * 0.72, width - 1))
  inPane(frame, pane, () => {
    for (const rising of [true, false]) {
      const colour = rising ? palette.gain : palette.loss
      context.fillStyle = colour
      context.strokeStyle = colour
      context.lineWidth = Math.max(1, hair)
      context.beginPath()
      for (let i = first; i < past; i++) {
        if (close[i]! >= open[i]! !== rising || high[i] !== high[i]) continue
        const left = x(loaded.from + i * loaded.size + shift)
        const middle = crisp(left + width / 2, ratio)
        const [top, bottom] = [pane.y(high[i]!), pane.y(low[i]!)]
        if (width < BODY_WIDTH) {
          const edge = snap(left, ratio)
          context.fillRect(
            edge,
            snap(top, ratio),
            Math.max(hair, snap(left + width, ratio) - edge),
            Math.max(hair, snap(bottom, ratio) - snap(top, ratio)),
          )
          continue
        }
        const [head, foot] = [pane.y(Math.max(open[i]!, close[i]!)), pane.y(Math.min(open[i]!, close[i]!))]
        context.moveTo(middle, top)
        context.lineTo(middle, head)
        context.moveTo(middle, foot)
        context.lineTo(middle, bottom)
        const edge = crisp(middle - body / 2, ratio)
        const tall = Math.max(hair, foot - head)
        if (rising && tall > 2) context.rect(edge, head, body, tall)
        else context.fillRect(edge, head, body, tall)
      }
      context.stroke()
    }
  })
}

/** Volume at the foot of the candles, quiet: how much was traded, not which way. */
export function drawVolume(frame: Frame, pane: ScaledPane): void {
  const { context, palette, ratio, loaded, range, x, barWidth, state } = frame
  const { volume } = loaded.candles
  const span = state.info?.slots.find(({ name }) => name === loaded.slot)?.span ?? 1
  const width = loaded.size === 1 ? barWidth * span : barWidth * loaded.size
  const shift = loaded.size === 1 ? 1 - span : 0
  const [first, past] = bucketsInView(loaded, range)
  let most = 0
  for (let i = first; i < past; i++) if (volume[i]! > most) most = volume[i]!
  if (most === 0) return
  const room = pane.height * VOLUME_SHARE
  const bottom = pane.top + pane.height
  const wide = snap(Math.max(1 / ratio, Math.min(width * 0.72, width - 1)), ratio)
  inPane(frame, pane, () => {
    context.fillStyle = palette.inkFaint
    context.globalAlpha = 0.32
    for (let i = first; i < past; i++) {
      if (!(volume[i]! > 0)) continue
      const top = snap(bottom - (volume[i]! / most) * room, ratio)
      const start = x(loaded.from + i * loaded.size + shift)
      const left = snap(width < BODY_WIDTH ? start : start + (width - wide) / 2, ratio)
      const right = width < BODY_WIDTH ? snap(start + width, ratio) : left + wide
      if (right > left) context.fillRect(left, top, right - left, bottom - top)
    }
  })
}
