import { exp, log } from '../../nodes/define/functions.ts'
import type { TickBars } from './practice-days.ts'
import { createRandom } from './random.ts'

/** A step down the ladder of timeframes: a day into hours, an hour into five minutes, five minutes into minutes. */
export type Level = {
  readonly parts: number
  /** Minutes in one part: the least lots it trades. */
  readonly minutes: number
  /** Expected volatility of each part against the others, by the habits of the day. */
  readonly season: readonly number[]
  /** How strongly volatility clusters among the parts: persistence and step of its logarithm. */
  readonly persistence: number
  readonly wander: number
}

/** Hours of a crypto day, UTC: quiet before Europe opens, busiest when America does. */
const hours = [
  0.95, 0.9, 0.86, 0.82, 0.78, 0.76, 0.8, 0.9, 1.0, 1.02, 0.98, 0.96, 1.05, 1.28, 1.42, 1.38, 1.25, 1.12, 1.05, 1.02, 1.0, 0.94, 0.88, 0.92,
]

const even = (parts: number): number[] => Array.from({ length: parts }, () => 1)

/** Levels from the day down; the streams of level n are numbered n + 1. */
export const levels: readonly Level[] = [
  { parts: 24, minutes: 60, season: hours, persistence: 0.8, wander: 0.24 },
  { parts: 12, minutes: 5, season: [1.12, ...even(11)], persistence: 0.7, wander: 0.22 },
  { parts: 5, minutes: 1, season: even(5), persistence: 0.5, wander: 0.25 },
]

const MARKET = 0
const OWN = 100

/** A splitter of one market's bars; it keeps scratch memory, so one caller at a time. */
export type Splitter = (level: number, parent: TickBars, row: number, index: number, out: TickBars, at: number) => void

/**
 * Makes the splitter of one market. It writes the parts of one bar to `out` from row `at`: the first part opens at the bar's open, the last closes at its
 * close, the highest high and lowest low are the bar's, and lots add up exactly. `index` is the bar's number since 1970 in its own timeframe; with it any
 * part of the market can be made without the parts before it.
 *
 * The path is a Brownian bridge whose steps share the whole market's randomness in the given proportion, with volatility that clusters. Its variance is
 * Garman and Klass' estimate from the bar itself (1980); the extremes within each part follow Rayleigh's law. What lies beyond the bar's body is then
 * stretched to end exactly at its high and low.
 */
export function createSplitter(seed: number, stream: number, shared: number): Splitter {
  const common = createRandom()
  const own = createRandom()
  const alone = Math.sqrt(1 - shared * shared)
  const steps = new Float64Array(24)
  const variance = new Float64Array(24)
  const highs = new Float64Array(24)
  const lows = new Float64Array(24)
  const closes = new Float64Array(24)
  const weights = new Float64Array(24)

  return (level, parent, row, index, out, at) => {
    const { parts, minutes, season, persistence, wander } = levels[level]
    const open = parent.open[row]
    const high = parent.high[row]
    const low = parent.low[row]
    const close = parent.close[row]
    common.seek(seed, MARKET, level + 1, index)
    own.seek(seed, OWN + stream, level + 1, index)

    let cluster = (wander / Math.sqrt(1 - persistence * persistence)) * common.tent()
    let total = 0
    let walked = 0
    for (let i = 0; i < parts; i++) {
      cluster = persistence * cluster + wander * common.tent()
      const sigma = season[i] * exp(cluster)
      const step = sigma * (shared * common.normal() + alone * own.normal())
      steps[i] = step
      walked += step
      variance[i] = sigma * sigma
      total += sigma * sigma
    }

    const range = high - low
    const body = close - open
    const spread = 0.5 * range * range - 0.38629436111989057 * body * body
    const scale = Math.sqrt(spread / total)
    let elapsed = 0
    let path = 0
    let previous = open
    let highest = -Infinity
    let lowest = Infinity
    let highestAt = 0
    let lowestAt = 0
    for (let i = 0; i < parts; i++) {
      path += steps[i]
      elapsed += variance[i] / total
      const next = i === parts - 1 ? close : open + body * elapsed + scale * (path - walked * elapsed)
      const move = next - previous
      const part = (2 * spread * variance[i]) / total
      const top = (previous + next + Math.sqrt(move * move - part * log(own.unit()))) / 2
      const bottom = (previous + next - Math.sqrt(move * move - part * log(own.unit()))) / 2
      closes[i] = next
      highs[i] = top
      lows[i] = bottom
      if (top > highest) {
        highest = top
        highestAt = i
      }
      if (bottom < lowest) {
        lowest = bottom
        lowestAt = i
      }
      previous = next
    }

    const upperEdge = Math.max(open, close)
    const lowerEdge = Math.min(open, close)
    const upper = highest > upperEdge ? (high - upperEdge) / (highest - upperEdge) : 0
    const lower = lowest < lowerEdge ? (lowerEdge - low) / (lowerEdge - lowest) : 0
    // A monotone map keeps every part a valid bar: beyond the body the path is stretched to end at the bar's own extremes.
    for (let i = 0; i < parts; i++) {
      closes[i] = fit(closes[i], upperEdge, lowerEdge, upper, lower, high, low)
      highs[i] = fit(highs[i], upperEdge, lowerEdge, upper, lower, high, low)
      lows[i] = fit(lows[i], upperEdge, lowerEdge, upper, lower, high, low)
    }
    highs[highestAt] = high
    lows[lowestAt] = low

    let weight = 0
    previous = open
    for (let i = 0; i < parts; i++) {
      const row = at + i
      const ends = closes[i]
      out.open[row] = previous
      out.close[row] = ends
      out.high[row] = highs[i]
      out.low[row] = lows[i]
      // Trades come with movement: a part's share of the lots grows with its range and its move.
      const wide = highs[i] - lows[i] + 1 + Math.abs(ends - previous)
      weight += wide * season[i] * exp(0.3 * own.tent())
      weights[i] = weight
      previous = ends
    }

    const spare = parent.volume[row] - parts * minutes
    let given = 0
    for (let i = 0; i < parts; i++) {
      const until = i === parts - 1 ? spare : Math.floor(spare * (weights[i] / weight))
      out.volume[at + i] = minutes + until - given
      given = until
    }
  }
}

/** The tick nearest to a price of the raw path after stretching what lies beyond the bar's body by `upper` and `lower`. */
function fit(price: number, upperEdge: number, lowerEdge: number, upper: number, lower: number, high: number, low: number): number {
  if (price > upperEdge) price = upperEdge + (price - upperEdge) * upper
  else if (price < lowerEdge) price = lowerEdge - (lowerEdge - price) * lower
  const ticks = Math.floor(price + 0.5)
  return ticks > high ? high : ticks < low ? low : ticks
}
