/** The timeframes the product speaks, shortest first. Days start at 00:00 UTC, weeks on Monday. */
export const timeframes = ['1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '8h', '12h', '1d', '3d', '1w'] as const
export type Timeframe = (typeof timeframes)[number]

const MINUTE = 60_000
const unitLength = { m: MINUTE, h: 60 * MINUTE, d: 1440 * MINUTE, w: 10_080 * MINUTE }

/** Length of one bar in milliseconds. */
export function barLength(timeframe: Timeframe): number {
  const unit = timeframe.at(-1) as keyof typeof unitLength
  return Number(timeframe.slice(0, -1)) * unitLength[unit]
}

/** 1970-01-01 was a Thursday; weekly bars start on the Monday before. */
const MONDAY_OFFSET = 4 * 1440 * MINUTE

/** Open time (UTC milliseconds) of the bar that `time` falls into. */
export function barOpen(timeframe: Timeframe, time: number): number {
  const length = barLength(timeframe)
  const offset = timeframe === '1w' ? MONDAY_OFFSET : 0
  return Math.floor((time - offset) / length) * length + offset
}
