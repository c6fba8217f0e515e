import { exp, log } from '../../nodes/define/functions.ts'
import { scales } from './decimals.ts'
import type { PracticeSymbol } from './practice-symbols.ts'
import { createRandom } from './random.ts'

const DAY = 86_400_000

/** 2015-01-01, the first day of the practice market. */
export const FIRST_DAY = Date.UTC(2015, 0, 1) / DAY

/** Bars as integers: prices in ticks, volume in lots, so that every level of the market adds up to the one above. */
export type TickBars = {
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
}

/** Columns for `rows` bars. */
export function allocateTickBars(rows: number): TickBars {
  const column = () => new Float64Array(rows)
  return { open: column(), high: column(), low: column(), close: column(), volume: column() }
}

/** Streams of random numbers by what they are for; `split` draws use the level as well. */
const MARKET = 0
const OWN = 100

/** Minutes of a day: no day trades fewer lots, so that none of its minutes is without a trade. */
const LEAST_LOTS = 1440

/** Trading is quieter at weekends: factors from Sunday to Saturday. */
const weekdayVolume = [0.72, 1.02, 1.1, 1.1, 1.08, 1.04, 0.7]

/** Standard deviation of the whole market's daily move in calm times. */
const MARKET_DAILY = 0.024

/**
 * The days [FIRST_DAY, FIRST_DAY + count) of one market. Prices follow a stochastic-volatility walk: the market's volatility is the product of a slow
 * and a quick autoregressive factor (S. Taylor, 1986), moves have fat tails from it and from rare jumps, a slow drift makes bull and bear times, and a
 * weak pull to the anchor keeps the price on its grid for decades. Turnover rises with volatility and with the size of the day's move.
 * The walk is sequential and the same whatever `count` is: 9,000 days take about two milliseconds.
 */
export function practiceDays(market: PracticeSymbol, seed: number, count: number): TickBars {
  const bars = allocateTickBars(count)
  const common = createRandom()
  const own = createRandom()
  common.seek(seed, MARKET, 0, 0)
  own.seek(seed, OWN + market.stream, 0, 0)
  const tickScale = scales[market.tickDecimals]
  const lotScale = scales[market.lotDecimals]
  let slow = 0
  let quick = 0
  let drift = 0
  let ownState = 0
  let mood = 0
  let ticks = Math.max(1, Math.round(market.start * tickScale))
  for (let i = 0; i < count; i++) {
    slow = 0.985 * slow + 0.062 * common.normal()
    quick = 0.8 * quick + 0.16 * common.normal()
    drift = 0.985 * drift + 0.00035 * common.normal()
    const jump = common.unit() < 0.012 ? 2.6 : 1
    const marketSigma = MARKET_DAILY * exp(slow + quick)
    const marketMove = marketSigma * jump * common.normal() + drift

    ownState = 0.95 * ownState + 0.11 * own.normal()
    const ownSigma = market.own * exp(ownState + 0.6 * (slow + quick))
    const ownMove = ownSigma * own.normal() * (own.unit() < 0.01 ? 3 : 1)
    const pull = 0.0011 * (log(market.anchor) - log(ticks / tickScale))
    const move = market.beta * marketMove + ownMove + pull
    const variance = market.beta * marketSigma * (market.beta * marketSigma) + ownSigma * ownSigma

    // Extremes of a Brownian bridge from 0 to the day's move: exact, by inversion of Rayleigh's law.
    const up = (move + Math.sqrt(move * move - 2 * variance * log(own.unit()))) / 2
    const down = (move - Math.sqrt(move * move - 2 * variance * log(own.unit()))) / 2
    const close = Math.max(1, Math.round(ticks * exp(move)))
    bars.open[i] = ticks
    bars.close[i] = close
    bars.high[i] = Math.max(ticks, close, Math.round(ticks * exp(up)))
    bars.low[i] = Math.max(1, Math.min(ticks, close, Math.round(ticks * exp(down))))

    mood = 0.9 * mood + 0.11 * own.normal()
    const sigma = Math.sqrt(variance)
    const activity = exp(mood + 0.7 * (slow + quick)) * (0.62 + 0.5 * (Math.abs(move) / sigma)) * weekdayVolume[(FIRST_DAY + i + 4) % 7]
    // Turnover in quote stays roughly level over the years, so the volume in base follows the price downwards.
    const lots = Math.floor(((market.turnover * activity) / ((ticks + close) / 2 / tickScale)) * lotScale)
    bars.volume[i] = Math.max(LEAST_LOTS, lots)
    ticks = close
  }
  return bars
}
