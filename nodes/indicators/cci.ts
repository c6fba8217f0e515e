import { defineNode } from '../define/node.ts'
import { int } from '../define/params.ts'
import { candles, measured } from '../define/ports.ts'

/** Lambert's constant: keeps most values of an ordinary market within ±100. */
const SCALE = 0.015

export const cci = defineNode({
  type: 'indicator.cci',
  version: 1,
  title: 'Commodity channel index',
  category: 'indicators',
  summary: 'How far price stands from its mean, in mean deviations',
  docs: `Beyond ±100 the market is unusually far from its mean of *period* bars.

**Formula** typical = (high + low + close) / 3; CCI = (typical − mean) / (0.015 · mean deviation), where the mean deviation is Σ|typicalᵢ − mean| / n over the same n bars.
**Source** Donald Lambert, *Commodities* (1980). Equal to TA-Lib and Stock.Indicators; Tulip gives the same numbers but begins 2 × *period* − 1 rows in.

**Seed** none. **A flat window** gives 0, as in TA-Lib.

The mean deviation has no running form, so a bar costs as much as the period is long.`,
  params: { period: int({ default: 20, min: 2, max: 1000, unit: 'bars' }) },
  inputs: { candles: candles() },
  outputs: { index: measured('plain') },
  missing: 'restart',
  warmup: ({ period }) => period,
  history: ({ period }) => period - 1,
  // Where the next typical price goes, then the typical prices of the last bars.
  state: ({ period }) => 1 + period,
  start:
    ({ period }) =>
    (inputs, { index }, state, row) => {
      for (let k = 1; k < period; k++) state[k] = typicalAt(inputs.candles, row - period + k)
      state[0] = period
      index[row] = take(typicalAt(inputs.candles, row), state, period)
    },
  kernel:
    ({ period }) =>
    (inputs, { index }, state, from, to) => {
      for (let i = from; i < to; i++) index[i] = take(typicalAt(inputs.candles, i), state, period)
    },
  plot: 'pane',
  examples: [
    { title: 'A step up', params: { period: 2 }, inputs: { candles: { close: [10, 12] } }, outputs: { index: [null, 100 / 1.5] } },
    { title: 'A flat market', params: { period: 2 }, inputs: { candles: { close: [0.1, 0.1, 0.1] } }, outputs: { index: [null, 0, 0] } },
  ],
})

function typicalAt({ high, low, close }: { high: Float64Array; low: Float64Array; close: Float64Array }, row: number): number {
  return (high[row] + low[row] + close[row]) / 3
}

/** Puts `typical` in the place of the oldest and returns the index. Everything is measured from the newest price, so a flat window is exactly flat. */
function take(typical: number, state: Float64Array, period: number): number {
  const slot = state[0] | 0
  state[slot] = typical
  state[0] = slot === period ? 1 : slot + 1
  // Two sums side by side, of odd and even places: half as long to wait for.
  let sum = 0
  let other = 0
  for (let k = 1; k < period; k += 2) {
    sum += state[k] - typical
    other += state[k + 1] - typical
  }
  if (period % 2 === 1) sum += state[period] - typical
  const mean = (sum + other) / period
  let deviations = 0
  let others = 0
  for (let k = 1; k < period; k += 2) {
    deviations += Math.abs(state[k] - typical - mean)
    others += Math.abs(state[k + 1] - typical - mean)
  }
  if (period % 2 === 1) deviations += Math.abs(state[period] - typical - mean)
  deviations += others
  return deviations > 0 ? -mean / ((SCALE * deviations) / period) : 0
}
