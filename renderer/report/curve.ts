import type { ReportDocument } from '../../engine/protocol/report.ts'

/** A curve in a box of 1,000 by 1,000, and the values its edges stand for. */
export type Curve = {
  readonly equity: string
  readonly hold: string
  readonly drawdown: string
  readonly low: number
  readonly high: number
  /** Deepest fall of the points drawn, a fraction. */
  readonly deepest: number
}

/** The equity of a report as paths, time from left to right. Undefined without two known points. */
export function drawCurve({ equity }: Pick<ReportDocument, 'equity'>): Curve | undefined {
  const points = equity.map(([time, own, held]) => ({
    time,
    own: own === null ? NaN : Number(own),
    held: held === null ? NaN : Number(held),
  }))
  const known = points.flatMap(({ own, held }) => [own, held]).filter((value) => value === value)
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last || last.time <= first.time || known.length < 2) return undefined
  const low = known.reduce((least, value) => Math.min(least, value), Infinity)
  const high = known.reduce((most, value) => Math.max(most, value), -Infinity)
  const x = (time: number) => round(((time - first.time) / (last.time - first.time)) * 1000)
  const y = (value: number) => round(high === low ? 500 : 1000 - ((value - low) / (high - low)) * 1000)
  let peak = -Infinity
  const falls = points.map(({ time, own }) => {
    if (own > peak) peak = own
    return { time, fall: own === own && peak > 0 ? (peak - own) / peak : NaN }
  })
  const deepest = falls.reduce((most, { fall }) => (fall > most ? fall : most), 0)
  return {
    equity: path(points.map(({ time, own }) => [x(time), own === own ? y(own) : NaN])),
    hold: path(points.map(({ time, held }) => [x(time), held === held ? y(held) : NaN])),
    drawdown: `M0 0${falls.map(({ time, fall }) => (fall === fall ? `L${x(time)} ${round(deepest === 0 ? 0 : (fall / deepest) * 1000)}` : '')).join('')}L1000 0Z`,
    low,
    high,
    deepest,
  }
}

/** A line that stops where a value is missing and goes on where one is known again. */
function path(points: readonly (readonly [number, number])[]): string {
  let text = ''
  let down = false
  for (const [x, y] of points) {
    if (y === y) text += `${down ? 'L' : 'M'}${x} ${y}`
    down = y === y
  }
  return text
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
