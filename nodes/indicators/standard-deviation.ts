import { defineNode } from '../define/node.ts'
import { flag, int } from '../define/params.ts'
import { number, sameAs } from '../define/ports.ts'
import { rollSpread, seedSpread, spreadState, squaredDeviationsOf } from '../loops/spread.ts'

const divisor = (period: number, sample: boolean) => (sample ? period - 1 : period)

export const standardDeviation = defineNode({
  type: 'indicator.standard-deviation',
  version: 1,
  title: 'Standard deviation',
  category: 'indicators',
  summary: 'How far values scatter around their mean',
  docs: `Typical distance of the last *period* values from their mean, in their own unit.

**Formula** √(Σ(x − mean)² / n), the population's, as in TA-Lib, Tulip and Stock.Indicators. With *sample* the divisor is n − 1, as in most statistics and spreadsheets.

**Seed** none. A flat window gives exactly 0. The sums are taken around a value of the window and added up anew every 1,024 rows and when the spread collapses, so neither a high price nor an outlier that has left costs digits; TA-Lib and Tulip keep about eleven.`,
  params: {
    period: int({ default: 20, min: 2, max: 5000, unit: 'bars' }),
    sample: flag({ default: false, help: 'Divide by one less than the period' }),
  },
  inputs: { source: number('any') },
  outputs: { deviation: sameAs('source') },
  missing: 'restart',
  warmup: ({ period }) => period,
  history: ({ period }) => period,
  state: () => spreadState,
  rebase: true,
  start:
    ({ period, sample }) =>
    ({ source }, { deviation }, state, row) => {
      seedSpread(source, state, period, row)
      deviation[row] = Math.sqrt(squaredDeviationsOf(state, period) / divisor(period, sample))
    },
  kernel: ({ period, sample }) => {
    const share = 1 / divisor(period, sample)
    return ({ source }, { deviation }, state, from, to) => {
      rollSpread(source, deviation, deviation, state, period, from, to)
      for (let i = from; i < to; i++) deviation[i] = Math.sqrt(deviation[i] * share)
    }
  },
  plot: 'pane',
  examples: [
    { title: 'Population', params: { period: 2 }, inputs: { source: [2, 4, 4] }, outputs: { deviation: [null, 1, 0] } },
    { title: 'Sample', params: { period: 2, sample: true }, inputs: { source: [2, 4] }, outputs: { deviation: [null, Math.sqrt(2)] } },
  ],
})
