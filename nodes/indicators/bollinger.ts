import { defineNode } from '../define/node.ts'
import { decimal, int } from '../define/params.ts'
import { measured, number, sameAs } from '../define/ports.ts'
import { meanOf, rollSpread, seedSpread, spreadState, squaredDeviationsOf } from '../loops/spread.ts'

export const bollinger = defineNode({
  type: 'indicator.bollinger',
  version: 1,
  title: 'Bollinger bands',
  category: 'indicators',
  summary: 'Mean of the last N values, with bands some standard deviations away',
  docs: `Bands that widen when the market moves and narrow when it rests.

**Formula** middle = SMA(n); upper, lower = middle ± k σ, σ the population's standard deviation (divisor n) of the same n values.
%B = (x − lower) / (upper − lower): 0 at the lower band, 1 at the upper. Bandwidth = (upper − lower) / middle, as a fraction.
**Source** John Bollinger, *Bollinger on Bollinger Bands* (2001). Equal to TA-Lib, Tulip and Stock.Indicators; to the last digits only where their sums of squares keep them.

**Seed** none: the first value appears with the *period*-th row.

**A flat window** has no width: the bands lie on the middle, the bandwidth is 0 and %B, being 0 / 0, is missing.`,
  params: {
    period: int({ default: 20, min: 2, max: 5000, unit: 'bars' }),
    deviations: decimal({ default: 2, min: 0.1, max: 20, label: 'Standard deviations' }),
  },
  inputs: { source: number('any') },
  outputs: {
    upper: sameAs('source'),
    middle: sameAs('source'),
    lower: sameAs('source'),
    percentB: measured('ratio', { summary: 'Where the value lies between the bands: 0 lower, 1 upper' }),
    bandwidth: measured('ratio', { summary: 'Distance between the bands as a fraction of the middle' }),
  },
  missing: 'restart',
  warmup: ({ period }) => period,
  history: ({ period }) => period,
  state: () => spreadState,
  rebase: true,
  start:
    ({ period, deviations }) =>
    ({ source }, { upper, middle, lower, percentB, bandwidth }, state, row) => {
      seedSpread(source, state, period, row)
      const mean = meanOf(state, period)
      const half = deviations * Math.sqrt(squaredDeviationsOf(state, period) / period)
      upper[row] = mean + half
      middle[row] = mean
      lower[row] = mean - half
      percentB[row] = (source[row] - (mean - half)) / (half + half)
      bandwidth[row] = (half + half) / mean
    },
  kernel: ({ period, deviations }) => {
    const share = 1 / period
    return ({ source }, { upper, middle, lower, percentB, bandwidth }, state, from, to) => {
      rollSpread(source, middle, upper, state, period, from, to)
      for (let i = from; i < to; i++) {
        const mean = middle[i]
        const half = deviations * Math.sqrt(upper[i] * share)
        upper[i] = mean + half
        lower[i] = mean - half
        percentB[i] = (source[i] - (mean - half)) / (half + half)
        bandwidth[i] = (half + half) / mean
      }
    }
  },
  plot: 'price',
  examples: [
    {
      title: 'Two values, one deviation',
      params: { period: 2, deviations: 1 },
      inputs: { source: [2, 4, 4] },
      outputs: { upper: [null, 4, 4], middle: [null, 3, 4], lower: [null, 2, 4], percentB: [null, 1, null], bandwidth: [null, 2 / 3, 0] },
    },
  ],
})
