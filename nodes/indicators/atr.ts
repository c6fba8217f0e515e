import { defineNode } from '../define/node.ts'
import { int } from '../define/params.ts'
import { candles, measured } from '../define/ports.ts'
import { settleRows } from '../define/settle.ts'
import { meanTrueRange, trueRangeAt } from '../loops/true-range.ts'

export const atr = defineNode({
  type: 'indicator.atr',
  version: 1,
  title: 'Average true range',
  category: 'indicators',
  summary: 'How far price moves in a bar, on average',
  docs: `The usual measure of how restless a market is, in the unit of the price. Stops and sizes are often some multiple of it.

**Formula** true range = the widest of high − low, |high − previous close|, |low − previous close|. ATR = (ATR₋₁ (n − 1) + true range) / n, Wilder's average.
**Source** J. Welles Wilder, *New Concepts in Technical Trading Systems* (1978).

**Seed** the mean of the first *period* true ranges, the first of which needs a previous close: the first value appears with row *period* + 1, as in TA-Lib and Stock.Indicators. Tulip counts high − low of the very first bar as a true range and
begins a row earlier; both agree once the seed is forgotten. The output *range* is the true range of the bar and begins with the average; with *period* 1 the two are the same.`,
  params: { period: int({ default: 14, min: 1, max: 5000, unit: 'bars' }) },
  inputs: { candles: candles() },
  outputs: {
    average: measured('price', { summary: 'Average true range' }),
    range: measured('price', { summary: 'True range of this bar' }),
  },
  missing: 'restart',
  warmup: ({ period }) => period + 1,
  settle: ({ period }) => period + 1 + settleRows(1 - 1 / period),
  history: ({ period }) => period,
  state: () => 1,
  start:
    ({ period }) =>
    (inputs, { average, range }, state, row) => {
      state[0] = meanTrueRange(inputs.candles, period, row)
      average[row] = state[0]
      range[row] = trueRangeAt(inputs.candles, row)
    },
  kernel: ({ period }) => {
    const fresh = 1 / period
    const kept = (period - 1) / period
    return (inputs, { average, range }, state, from, to) => {
      let value = state[0]
      for (let i = from; i < to; i++) {
        const size = trueRangeAt(inputs.candles, i)
        value = value * kept + size * fresh
        average[i] = value
        range[i] = size
      }
      state[0] = value
    }
  },
  plot: 'pane',
  examples: [
    {
      title: 'Ranges 3 and 2, then a gap up of 4',
      params: { period: 2 },
      inputs: { candles: { high: [10, 12, 12, 15], low: [9, 9, 10, 14], close: [10, 11, 11, 15] } },
      outputs: { average: [null, null, 2.5, 3.25], range: [null, null, 2, 4] },
    },
  ],
})
