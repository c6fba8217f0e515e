import { defineNode } from '../define/node.ts'
import { decimal, int } from '../define/params.ts'
import { candles, measured } from '../define/ports.ts'
import { settleRows } from '../define/settle.ts'
import { meanTrueRange, trueRangeAt } from '../loops/true-range.ts'

type Periods = { readonly period: number; readonly atrPeriod: number }

const warmup = ({ period, atrPeriod }: Periods) => Math.max(period, atrPeriod + 1)

export const keltner = defineNode({
  type: 'indicator.keltner',
  version: 1,
  title: 'Keltner channel',
  category: 'indicators',
  summary: 'Exponential average, with bands some ATRs away',
  docs: `Like Bollinger's bands, but as wide as bars usually are.

**Formula** middle = EMA of the close; upper, lower = middle ± k ATR. EMA and ATR as in their own nodes.
**Source** Chester Keltner, in Linda Raschke's form. Equal to Stock.Indicators; TA-Lib and Tulip have none. Keltner's own channel took the mean of the typical price and of high − low.

**Seed** each average its own: the EMA the mean of the first *period* closes, the ATR the mean of the first *ATR period* true ranges. The channel begins when both speak.`,
  params: {
    period: int({ default: 20, min: 1, max: 5000, unit: 'bars' }),
    multiplier: decimal({ default: 2, min: 0.1, max: 100, label: 'ATRs' }),
    atrPeriod: int({ default: 10, min: 1, max: 5000, unit: 'bars', label: 'ATR period' }),
  },
  inputs: { candles: candles() },
  outputs: { upper: measured('price'), middle: measured('price'), lower: measured('price') },
  missing: 'restart',
  warmup,
  settle: (periods) => warmup(periods) + Math.max(settleRows(1 - 2 / (periods.period + 1)), settleRows(1 - 1 / periods.atrPeriod)),
  history: (periods) => warmup(periods) - 1,
  state: () => 2,
  start: (params) => {
    const { period, atrPeriod, multiplier } = params
    const alpha = 2 / (period + 1)
    return (inputs, { upper, middle, lower }, state, row) => {
      const { close } = inputs.candles
      const first = row - warmup(params) + 1
      let mean = 0
      for (let i = first; i < first + period; i++) mean += close[i]
      mean /= period
      for (let i = first + period; i <= row; i++) mean += alpha * (close[i] - mean)
      let range = meanTrueRange(inputs.candles, atrPeriod, first + atrPeriod)
      for (let i = first + atrPeriod + 1; i <= row; i++) range = (range * (atrPeriod - 1) + trueRangeAt(inputs.candles, i)) / atrPeriod
      state[0] = mean
      state[1] = range
      upper[row] = mean + multiplier * range
      middle[row] = mean
      lower[row] = mean - multiplier * range
    }
  },
  kernel: ({ period, atrPeriod, multiplier }) => {
    const alpha = 2 / (period + 1)
    const fresh = 1 / atrPeriod
    const kept = (atrPeriod - 1) / atrPeriod
    return (inputs, { upper, middle, lower }, state, from, to) => {
      const { close } = inputs.candles
      let mean = state[0]
      let range = state[1]
      for (let i = from; i < to; i++) {
        mean += alpha * (close[i] - mean)
        range = range * kept + trueRangeAt(inputs.candles, i) * fresh
        const half = multiplier * range
        upper[i] = mean + half
        middle[i] = mean
        lower[i] = mean - half
      }
      state[0] = mean
      state[1] = range
    }
  },
  plot: 'price',
  examples: [
    {
      title: 'Mean of three closes, one range of 4',
      params: { period: 3, atrPeriod: 2, multiplier: 1 },
      inputs: { candles: { high: [10, 12, 14], low: [8, 8, 10], close: [9, 11, 13] } },
      outputs: { upper: [null, null, 15], middle: [null, null, 11], lower: [null, null, 7] },
    },
  ],
})
