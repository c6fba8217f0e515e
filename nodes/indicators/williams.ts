import { defineNode } from '../define/node.ts'
import { int } from '../define/params.ts'
import { candles, measured } from '../define/ports.ts'
import { extremeState, rollHighest, rollLowest } from '../loops/extremes.ts'

export const williams = defineNode({
  type: 'indicator.williams',
  version: 1,
  title: 'Williams %R',
  category: 'indicators',
  summary: 'How far the close lies below the high of the last N bars, 0 to −100',
  docs: `The fast stochastic turned over: near 0 the market closes at the top of its recent range, near −100 at the bottom.

**Formula** −100 (highest high − close) / (highest high − lowest low) over *period* bars, this one included.
**Source** Larry Williams. Equal to TA-Lib, Tulip and Stock.Indicators.

**Seed** none. **Without any range** in the window it is 0, as in TA-Lib.`,
  params: { period: int({ default: 14, min: 1, max: 5000, unit: 'bars' }) },
  inputs: { candles: candles() },
  outputs: { place: measured('plain') },
  missing: 'restart',
  warmup: ({ period }) => period,
  history: ({ period }) => period - 1,
  // Extremes of highs, extremes of lows.
  state: ({ period }) => 2 * extremeState(period) + 1,
  kernel: ({ period }) => {
    const lowAt = extremeState(period)
    return (inputs, { place }, state, from, to) => {
      const { high, low, close } = inputs.candles
      for (let i = from; i < to; i++) {
        rollHighest(high, place, state, 0, period, 0, i, i + 1)
        const highest = place[i]
        rollLowest(low, place, state, lowAt, period, 0, i, i + 1)
        const range = highest - place[i]
        place[i] = range > 0 ? (-100 * (highest - close[i])) / range : 0
      }
    }
  },
  plot: 'pane',
  examples: [
    {
      title: 'At the top, in the middle, no range',
      params: { period: 1 },
      inputs: { candles: { high: [4, 4, 3], low: [0, 0, 3], close: [4, 2, 3] } },
      outputs: { place: [0, -50, 0] },
    },
  ],
})
