import { above } from '../define/judgement.ts'
import { defineNode } from '../define/node.ts'
import { decimal, int } from '../define/params.ts'
import { candles, measured } from '../define/ports.ts'
import { settleRows } from '../define/settle.ts'
import { meanTrueRange, trueRangeAt } from '../loops/true-range.ts'

export const supertrend = defineNode({
  type: 'indicator.supertrend',
  version: 1,
  title: 'Supertrend',
  category: 'indicators',
  summary: 'A trailing line some ATRs away, and which side of it price is on',
  docs: `Below price while the trend is up, above it while down. The line only moves towards price, until a close passes it and the trend flips.

**Formula** mid = (high + low) / 2; upper = mid + k ATR, lower = mid − k ATR. The upper line falls to the new upper but rises only after a close above it; the lower line rises to the new lower but falls only after a close below it.
Up and a close at or below the lower line: the trend turns down. Down and a close above the upper line: it turns up. ATR is Wilder's, as in *Average true range*.
**Source** Olivier Seban. Equal to Stock.Indicators; TA-Lib and Tulip have none. TradingView keeps the trend up on a close exactly at the line.

**Seed** row *period* + 1: the ATR's first value; up if the close is at or above mid. The direction forgets this with its first flip, the line with the ATR's seed.`,
  params: {
    period: int({ default: 10, min: 1, max: 5000, unit: 'bars' }),
    multiplier: decimal({ default: 3, min: 0.1, max: 100, label: 'ATRs' }),
  },
  inputs: { candles: candles() },
  outputs: {
    line: measured('price', { summary: 'The trailing line' }),
    up: { kind: 'condition', summary: 'The trend is up' },
    judged: measured('price', {
      summary: 'The line this close was judged by: the one below while the trend was up, else the one above',
      plotted: false,
    }),
  },
  missing: 'restart',
  warmup: ({ period }) => period + 1,
  settle: ({ period }) => period + 1 + settleRows(1 - 1 / period),
  history: ({ period }) => period,
  // ATR, upper line, lower line, 1 while the trend is up.
  state: () => 4,
  start:
    ({ period, multiplier }) =>
    (inputs, { line, up, judged }, state, row) => {
      const { high, low, close } = inputs.candles
      const average = meanTrueRange(inputs.candles, period, row)
      const middle = (high[row] + low[row]) / 2
      const upper = middle + multiplier * average
      const lower = middle - multiplier * average
      const rises = close[row] >= middle ? close[row] > lower : close[row] > upper
      state[0] = average
      state[1] = upper
      state[2] = lower
      state[3] = rises ? 1 : 0
      judged[row] = close[row] >= middle ? lower : upper
      line[row] = rises ? lower : upper
      up[row] = rises ? 1 : 0
    },
  kernel: ({ period, multiplier }) => {
    const fresh = 1 / period
    const kept = (period - 1) / period
    return (inputs, { line, up, judged }, state, from, to) => {
      const { high, low, close } = inputs.candles
      let average = state[0]
      let upper = state[1]
      let lower = state[2]
      let rising = state[3]
      for (let i = from; i < to; i++) {
        average = average * kept + trueRangeAt(inputs.candles, i) * fresh
        const middle = (high[i] + low[i]) / 2
        const above = middle + multiplier * average
        const below = middle - multiplier * average
        const before = close[i - 1]
        if (above < upper || before > upper) upper = above
        if (below > lower || before < lower) lower = below
        judged[i] = rising === 1 ? lower : upper
        rising = close[i] > judged[i] ? 1 : 0
        line[i] = rising === 1 ? lower : upper
        up[i] = rising
      }
      state[0] = average
      state[1] = upper
      state[2] = lower
      state[3] = rising
    }
  },
  plot: 'price',
  judge: () => () => above({ input: 'candles', field: 'close' }, { output: 'judged' }),
  examples: [
    {
      title: 'Up, then a fall through the line',
      params: { period: 1, multiplier: 1 },
      inputs: { candles: { high: [10, 12, 13, 9], low: [8, 10, 11, 6], close: [9, 12, 12, 7] } },
      outputs: { line: [null, 8, 10, 13.5], up: [null, 1, 1, 0] },
    },
  ],
})
