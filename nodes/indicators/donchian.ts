import { defineNode } from '../define/node.ts'
import { flag, int } from '../define/params.ts'
import { candles, measured } from '../define/ports.ts'
import { extremeState, rollHighest, rollLowest } from '../loops/extremes.ts'

export const donchian = defineNode({
  type: 'indicator.donchian',
  version: 1,
  title: 'Donchian channel',
  category: 'indicators',
  summary: 'Highest high and lowest low of the last N bars',
  docs: `The channel the turtles traded: buy when price leaves it upward, sell when it leaves it downward.

**This bar does not count** unless *include this bar* is switched on: the channel is that of the *period* bars before. Only so can a close break out of it; a channel with this bar in it always contains the close.
Stock.Indicators does the same. Most charting sites draw the channel with the bar in it.

**Formula** upper = max(high₋₁ … high₋ₙ), lower = min(low₋₁ … low₋ₙ), middle = (upper + lower) / 2; with this bar, high₀ … high₋ₙ₊₁.
**Source** Richard Donchian.

**Seed** none: the first value appears with row *period* + 1, with this bar in it on row *period*.`,
  params: {
    period: int({ default: 20, min: 1, max: 5000, unit: 'bars' }),
    includeCurrent: flag({ default: false, label: 'Include this bar', help: 'Off: a close can break out of the channel' }),
  },
  inputs: { candles: candles() },
  outputs: { upper: measured('price'), middle: measured('price'), lower: measured('price') },
  missing: 'restart',
  warmup: ({ period, includeCurrent }) => period + (includeCurrent ? 0 : 1),
  history: ({ period, includeCurrent }) => period - 1 + (includeCurrent ? 0 : 1),
  state: ({ period }) => 2 * extremeState(period),
  kernel: ({ period, includeCurrent }) => {
    const lag = includeCurrent ? 0 : 1
    const lows = extremeState(period)
    return (inputs, { upper, middle, lower }, state, from, to) => {
      rollHighest(inputs.candles.high, upper, state, 0, period, lag, from, to)
      rollLowest(inputs.candles.low, lower, state, lows, period, lag, from, to)
      for (let i = from; i < to; i++) middle[i] = (upper[i] + lower[i]) / 2
    }
  },
  plot: 'price',
  examples: [
    {
      title: 'The two bars before',
      params: { period: 2 },
      inputs: { candles: { high: [5, 7, 6, 9], low: [3, 4, 5, 6], close: [4, 6, 6, 8] } },
      outputs: { upper: [null, null, 7, 7], middle: [null, null, 5, 5.5], lower: [null, null, 3, 4] },
    },
    {
      title: 'This bar and the one before',
      params: { period: 2, includeCurrent: true },
      inputs: { candles: { high: [5, 7, 6, 9], low: [3, 4, 5, 6], close: [4, 6, 6, 8] } },
      outputs: { upper: [null, 7, 7, 9], middle: [null, 5, 5.5, 7], lower: [null, 3, 4, 5] },
    },
  ],
})
