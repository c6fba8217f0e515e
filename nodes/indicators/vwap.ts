import { defineNode } from '../define/node.ts'
import { choice, int } from '../define/params.ts'
import { candles, measured } from '../define/ports.ts'
import type { CandleColumns } from '../define/ports.ts'

const DAY = 86_400_000
/** 1970-01-05, the first Monday of the count. */
const FIRST_MONDAY = 4 * DAY
/** Rows after which a rolling sum is added up anew. */
const FRESH_ROWS = 1024

const anchors = ['day', 'week', 'history', 'rolling'] as const
type Anchor = (typeof anchors)[number]

/** Price × volume of a bar: its typical price times its volume. */
function turnoverAt({ high, low, close, volume }: CandleColumns, row: number): number {
  return ((high[row] + low[row] + close[row]) / 3) * volume[row]
}

export const vwap = defineNode({
  type: 'indicator.vwap',
  version: 1,
  title: 'Volume-weighted average price',
  category: 'indicators',
  summary: 'Average price paid per unit, since the day began or over the last N bars',
  docs: `What an average buyer has paid.

**Formula** Σ typical · volume / Σ volume, typical = (high + low + close) / 3, summed
- *day*: since the first bar that opens on this UTC day (the usual session VWAP in a market that never closes);
- *week*: since Monday 00:00 UTC;
- *history*: since the first bar there is, as Stock.Indicators without a start date;
- *rolling*: over the last *period* bars. Only this one uses *period*.

**Seed** none. The first day or week may be a partial one: it begins where the history does.

**Without any volume** since the anchor there is no price: the output is missing.`,
  params: {
    anchor: choice(anchors, { label: 'Since', help: 'UTC day, Monday, the first bar, or the last bars' }),
    period: int({ default: 20, min: 1, max: 5000, unit: 'bars', help: 'Rolling only' }),
  },
  inputs: { candles: candles() },
  outputs: { average: measured('price') },
  missing: 'restart',
  warmup: ({ anchor, period }) => (anchor === 'rolling' ? period : 1),
  history: ({ anchor, period }) => (anchor === 'rolling' ? period : 0),
  // Σ typical · volume, Σ volume; then the number of the day, or: the largest of both sums and the rows since they were added up.
  state: () => 5,
  kernel: ({ anchor, period }) => (anchor === 'rolling' ? rolling(period) : anchored(anchor)),
  plot: 'price',
  examples: [
    {
      title: 'A new day begins on the third bar',
      inputs: { candles: { time: [DAY - 2, DAY - 1, DAY], close: [10, 13, 20], volume: [1, 2, 1] } },
      outputs: { average: [10, 12, 20] },
    },
    {
      title: 'The last two bars',
      params: { anchor: 'rolling', period: 2 },
      inputs: { candles: { close: [10, 13, 20, 20, 20], volume: [1, 2, 0, 0, 1] } },
      outputs: { average: [null, 12, 13, null, 20] },
    },
  ],
})

type Loop = (
  inputs: { readonly candles: CandleColumns },
  outputs: { readonly average: Float64Array },
  state: Float64Array,
  from: number,
  to: number,
) => void

/** Number of the day or week a time falls into; always 0 for the whole history. */
function numberOf(time: number, anchor: Anchor): number {
  if (anchor === 'day') return Math.floor(time / DAY)
  return anchor === 'week' ? Math.floor((time - FIRST_MONDAY) / (7 * DAY)) : 0
}

function anchored(anchor: Anchor): Loop {
  return ({ candles: bars }, { average }, state, from, to) => {
    const { time, volume } = bars
    let turnover = state[0]
    let quantity = state[1]
    let current = state[2]
    for (let i = from; i < to; i++) {
      const now = numberOf(time[i], anchor)
      if (now !== current) {
        turnover = 0
        quantity = 0
        current = now
      }
      turnover += turnoverAt(bars, i)
      quantity += volume[i]
      average[i] = turnover / quantity
    }
    state[0] = turnover
    state[1] = quantity
    state[2] = current
  }
}

function rolling(period: number): Loop {
  return ({ candles: bars }, { average }, state, from, to) => {
    const { volume } = bars
    let turnover = state[0]
    let quantity = state[1]
    let largestTurnover = state[2]
    let largestQuantity = state[3]
    let age = state[4]
    for (let i = from; i < to; i++) {
      if (age > 0) {
        turnover += turnoverAt(bars, i) - turnoverAt(bars, i - period)
        quantity += volume[i] - volume[i - period]
        if (turnover > largestTurnover) largestTurnover = turnover
        if (quantity > largestQuantity) largestQuantity = quantity
        age = age === FRESH_ROWS ? 0 : age + 1
      }
      // Added up anew now and then, and when what is left is small against what was there: an outlier's rounding would weigh.
      if (age === 0 || turnover * 1024 < largestTurnover || quantity * 1024 < largestQuantity) {
        turnover = 0
        quantity = 0
        for (let j = i - period + 1; j <= i; j++) {
          turnover += turnoverAt(bars, j)
          quantity += volume[j]
        }
        largestTurnover = turnover
        largestQuantity = quantity
        age = 1
      }
      average[i] = turnover / quantity
    }
    state[0] = turnover
    state[1] = quantity
    state[2] = largestTurnover
    state[3] = largestQuantity
    state[4] = age
  }
}
