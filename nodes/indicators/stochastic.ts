import { defineNode } from '../define/node.ts'
import { int } from '../define/params.ts'
import { candles, measured } from '../define/ports.ts'
import { extremeState, highestAt, lowestAt, rollHighest, rollLowest } from '../loops/extremes.ts'

/** Where `close` lies between `lowest` and `highest`, in percent; 0 without any range, as TA-Lib. */
function placeOf(close: number, highest: number, lowest: number): number {
  return highest > lowest ? (100 * (close - lowest)) / (highest - lowest) : 0
}

/** Puts `value` behind the last ones kept from `at` on, drops the oldest, returns the mean of all `period`, oldest added first. */
function takeMean(value: number, state: Float64Array, at: number, period: number): number {
  let sum = 0
  for (let k = at; k < at + period - 1; k++) {
    state[k] = state[k + 1]
    sum += state[k]
  }
  state[at + period - 1] = value
  return (sum + value) / period
}

export const stochastic = defineNode({
  type: 'indicator.stochastic',
  version: 1,
  title: 'Stochastic oscillator',
  category: 'indicators',
  summary: 'Where the close lies within the range of the last N bars, 0 to 100',
  docs: `Near 100 the market closes at the top of its recent range, near 0 at the bottom.

**Formula** fast K = 100 (close − lowest low) / (highest high − lowest low) over *period* bars, this one included; K = SMA(fast K, *slowing*); D = SMA(K, *signal*).
The **fast stochastic** is *slowing* 1: then K is the fast K and D its average.
**Source** George Lane. Equal to TA-Lib's STOCH and STOCHF, Tulip and Stock.Indicators.

**Seed** none. K and D speak together, from row *period* + *slowing* + *signal* − 2 on, as in TA-Lib (Stock.Indicators shows K earlier).

**Without any range** in the window the fast K is 0, as all three say.`,
  params: {
    period: int({ default: 14, min: 1, max: 5000, unit: 'bars' }),
    slowing: int({ default: 3, min: 1, max: 100, unit: 'bars', help: '1 is the fast stochastic' }),
    signal: int({ default: 3, min: 1, max: 100, unit: 'bars' }),
  },
  inputs: { candles: candles() },
  outputs: { k: measured('plain', { summary: '%K' }), d: measured('plain', { summary: '%D, the average of K' }) },
  missing: 'restart',
  warmup: ({ period, slowing, signal }) => period + slowing + signal - 2,
  history: ({ period, slowing, signal }) => period + slowing + signal - 3,
  // Extremes of highs and lows, the last fast Ks, the last Ks.
  state: ({ period, slowing, signal }) => 2 * extremeState(period) + slowing + signal,
  start: ({ period, slowing, signal }) => {
    const fastAt = 2 * extremeState(period)
    return (inputs, { k, d }, state, row) => {
      const { high, low, close } = inputs.candles
      for (let i = row - slowing - signal + 2; i <= row; i++) {
        const fast = placeOf(close[i], highestAt(high, period, i), lowestAt(low, period, i))
        k[row] = takeMean(fast, state, fastAt, slowing)
        d[row] = takeMean(k[row], state, fastAt + slowing, signal)
      }
    }
  },
  kernel: ({ period, slowing, signal }) => {
    const lowAt = extremeState(period)
    const fastAt = 2 * extremeState(period)
    return (inputs, { k, d }, state, from, to) => {
      const { high, low, close } = inputs.candles
      // The extremes pass through the output columns on their way to K and D.
      rollHighest(high, k, state, 0, period, 0, from, to)
      rollLowest(low, d, state, lowAt, period, 0, from, to)
      for (let i = from; i < to; i++) {
        const fast = placeOf(close[i], k[i], d[i])
        const slow = takeMean(fast, state, fastAt, slowing)
        k[i] = slow
        d[i] = takeMean(slow, state, fastAt + slowing, signal)
      }
    }
  },
  plot: 'pane',
  examples: [
    {
      title: 'Fast: top, middle, bottom of three bars',
      params: { period: 3, slowing: 1, signal: 1 },
      inputs: { candles: { high: [4, 4, 4, 4, 4], low: [0, 0, 0, 0, 0], close: [1, 2, 4, 2, 0] } },
      outputs: { k: [null, null, 100, 50, 0], d: [null, null, 100, 50, 0] },
    },
  ],
})
