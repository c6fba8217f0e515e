/**
 * Textbook indicators, each row computed from its whole window or from the first row on, by the formula as it stands in the books.
 * Slow on purpose: nothing is carried that could drift. NaN before the first value.
 */

const rows = (length: number, value: (i: number) => number): number[] => Array.from({ length }, (_, i) => value(i))

function sum(values: readonly number[], from: number, to: number): number {
  let total = 0
  for (let i = from; i <= to; i++) total += values[i]
  return total
}

/** Mean of the last `period` values. */
export function sma(values: readonly number[], period: number): number[] {
  return rows(values.length, (i) => (i < period - 1 ? Number.NaN : sum(values, i - period + 1, i) / period))
}

/** Exponential average with α = 2 ÷ (period + 1), seeded with the mean of the first `period` values present. */
export function ema(values: readonly number[], period: number): number[] {
  const first = values.findIndex((value) => !Number.isNaN(value))
  const out = rows(values.length, () => Number.NaN)
  if (first < 0 || first + period > values.length) return out
  let average = sum(values, first, first + period - 1) / period
  out[first + period - 1] = average
  for (let i = first + period; i < values.length; i++) {
    average = average + (2 / (period + 1)) * (values[i] - average)
    out[i] = average
  }
  return out
}

/** Wilder's average: the mean of the first `period` values from row `first` on, then (average · (n − 1) + value) ÷ n. */
function wilder(values: readonly number[], period: number, first: number): number[] {
  const out = rows(values.length, () => Number.NaN)
  const seed = first + period - 1
  if (seed >= values.length) return out
  out[seed] = sum(values, first, seed) / period
  for (let i = seed + 1; i < values.length; i++) out[i] = (out[i - 1] * (period - 1) + values[i]) / period
  return out
}

/** 100 · average gain ÷ (average gain + average loss), 50 where nothing moved. */
export function rsi(values: readonly number[], period: number): number[] {
  const change = rows(values.length, (i) => (i === 0 ? Number.NaN : values[i] - values[i - 1]))
  const gain = wilder(
    change.map((by) => Math.max(by, 0)),
    period,
    1,
  )
  const loss = wilder(
    change.map((by) => Math.max(-by, 0)),
    period,
    1,
  )
  return gain.map((up, i) => (up + loss[i] === 0 ? 50 : (100 * up) / (up + loss[i])))
}

/** Both averages begin on row `slow`; line, signal and histogram speak together. */
export function macd(values: readonly number[], fast: number, slow: number, signal: number) {
  const quick = rows(values.length, () => Number.NaN)
  if (slow <= values.length) quick[slow - 1] = sum(values, slow - fast, slow - 1) / fast
  for (let i = slow; i < values.length; i++) quick[i] = quick[i - 1] + (2 / (fast + 1)) * (values[i] - quick[i - 1])
  const long = ema(values, slow)
  const line = rows(values.length, (i) => quick[i] - long[i])
  const trigger = ema(line, signal)
  return {
    line: line.map((value, i) => (Number.isNaN(trigger[i]) ? Number.NaN : value)),
    signal: trigger,
    histogram: line.map((value, i) => value - trigger[i]),
  }
}

/** Population standard deviation of the last `period` values. */
export function deviation(values: readonly number[], period: number): number[] {
  const mean = sma(values, period)
  return rows(values.length, (i) => {
    if (i < period - 1) return Number.NaN
    let squares = 0
    for (let j = i - period + 1; j <= i; j++) squares += (values[j] - mean[i]) ** 2
    return Math.sqrt(squares / period)
  })
}

/** Mean ± k deviations. */
export function bollinger(values: readonly number[], period: number, width: number) {
  const middle = sma(values, period)
  const spread = deviation(values, period)
  return { middle, upper: middle.map((mean, i) => mean + width * spread[i]), lower: middle.map((mean, i) => mean - width * spread[i]) }
}

export type Prices = { readonly high: readonly number[]; readonly low: readonly number[]; readonly close: readonly number[] }

/** Widest of high − low and the distances of both from the close before; missing on the first row. */
function trueRange({ high, low, close }: Prices): number[] {
  return rows(close.length, (i) =>
    i === 0 ? Number.NaN : Math.max(high[i] - low[i], Math.abs(high[i] - close[i - 1]), Math.abs(low[i] - close[i - 1])),
  )
}

/** Wilder's average of the true range; first value on row `period` + 1. */
export function atr(prices: Prices, period: number): number[] {
  return wilder(trueRange(prices), period, 1)
}

/** Highest of the `period` values ending `back` rows ago. */
export function highest(values: readonly number[], period: number, back = 0): number[] {
  return rows(values.length, (i) => (i - back < period - 1 ? Number.NaN : Math.max(...values.slice(i - back - period + 1, i - back + 1))))
}

/** Lowest of the `period` values ending `back` rows ago. */
export function lowest(values: readonly number[], period: number, back = 0): number[] {
  return rows(values.length, (i) => (i - back < period - 1 ? Number.NaN : Math.min(...values.slice(i - back - period + 1, i - back + 1))))
}

/** The trend (1 up, −1 down, 0 before the first value) and the line that a close has to pass to turn it. */
export function supertrend(prices: Prices, period: number, width: number) {
  const { high, low, close } = prices
  const range = atr(prices, period)
  const trend = rows(close.length, () => 0)
  const line = rows(close.length, () => Number.NaN)
  let upper = Number.NaN
  let lower = Number.NaN
  for (let i = period; i < close.length; i++) {
    const middle = (high[i] + low[i]) / 2
    const above = middle + width * range[i]
    const below = middle - width * range[i]
    if (i === period) {
      upper = above
      lower = below
      trend[i] = close[i] >= middle ? 1 : -1
    } else {
      if (above < upper || close[i - 1] > upper) upper = above
      if (below > lower || close[i - 1] < lower) lower = below
      if (trend[i - 1] === 1) trend[i] = close[i] <= lower ? -1 : 1
      else trend[i] = close[i] > upper ? 1 : -1
    }
    line[i] = trend[i] === 1 ? lower : upper
  }
  return { trend, line }
}

/** Middle lines, and the cloud as it stands over each bar: worked out `displacement` bars before. */
export function ichimoku({ high, low }: Prices, conversion: number, base: number, span: number, displacement: number) {
  const middle = (period: number): number[] => {
    const top = highest(high, period)
    const bottom = lowest(low, period)
    return top.map((value, i) => (value + bottom[i]) / 2)
  }
  const [tenkan, kijun, wide] = [middle(conversion), middle(base), middle(span)]
  const first = Math.max(conversion, base, span) + displacement - 1
  const shown = (value: (i: number) => number): number[] => rows(high.length, (i) => (i < first ? Number.NaN : value(i)))
  return {
    tenkan: shown((i) => tenkan[i]),
    kijun: shown((i) => kijun[i]),
    spanA: shown((i) => (tenkan[i - displacement] + kijun[i - displacement]) / 2),
    spanB: shown((i) => wide[i - displacement]),
  }
}

/** Volume-weighted typical price since the first bar that opens on the same UTC day; missing while nothing was traded. */
export function dayVwap({ high, low, close }: Prices, volume: readonly number[], time: readonly number[]): number[] {
  const day = (i: number) => Math.floor(time[i] / 86_400_000)
  return rows(close.length, (i) => {
    let first = i
    while (first > 0 && day(first - 1) === day(i)) first--
    let [paid, traded] = [0, 0]
    for (let j = first; j <= i; j++) {
      paid += ((high[j] + low[j] + close[j]) / 3) * volume[j]
      traded += volume[j]
    }
    return traded === 0 ? Number.NaN : paid / traded
  })
}
