import { defineNode } from '../define/node.ts'
import { int } from '../define/params.ts'
import { number, sameAs } from '../define/ports.ts'
import { settleRows } from '../define/settle.ts'

type Periods = { readonly fast: number; readonly slow: number; readonly signal: number }

const decay = (period: number) => 1 - 2 / (period + 1)
const longer = ({ fast, slow }: Periods) => Math.max(fast, slow)
const shorter = ({ fast, slow }: Periods) => Math.min(fast, slow)

function mean(source: Float64Array, period: number, row: number): number {
  let sum = 0
  for (let i = row - period + 1; i <= row; i++) sum += source[i]
  return sum / period
}

export const macd = defineNode({
  type: 'indicator.macd',
  version: 1,
  title: 'MACD',
  category: 'indicators',
  summary: 'Distance between a fast and a slow average, and its own average',
  docs: `Moving average convergence and divergence: above 0 the fast average runs above the slow one.

**Formula** line = EMA(fast) − EMA(slow); signal = EMA of the line; histogram = line − signal. EMAs weigh the newest value 2 / (period + 1). If *fast* is the longer of the two periods they change places, as in TA-Lib.
**Source** Gerald Appel.

**Seed** TA-Lib's: both averages begin on row *slow*, each from the mean of the values before it (the fast one from the last *fast* of them), the signal from the mean of the first *signal* values of the line. All three outputs
speak together, from row *slow* + *signal* − 1 on. Stock.Indicators begins the fast average on row *fast*: the two agree once that is forgotten.

**Tulip** differs for good at 12/26: it weighs the newest value 0.15 and 0.075 instead of 2/13 and 2/27.`,
  params: {
    fast: int({ default: 12, min: 1, max: 5000, unit: 'bars' }),
    slow: int({ default: 26, min: 2, max: 5000, unit: 'bars' }),
    signal: int({ default: 9, min: 1, max: 5000, unit: 'bars' }),
  },
  inputs: { source: number('any') },
  outputs: {
    line: sameAs('source'),
    signal: sameAs('source'),
    histogram: sameAs('source'),
  },
  missing: 'restart',
  warmup: (periods) => longer(periods) + periods.signal - 1,
  settle: (periods) => longer(periods) + periods.signal - 1 + settleRows(decay(longer(periods))) + settleRows(decay(periods.signal)),
  history: (periods) => longer(periods) + periods.signal - 2,
  state: () => 3,
  start: (periods) => {
    const fastAlpha = 1 - decay(shorter(periods))
    const slowAlpha = 1 - decay(longer(periods))
    return ({ source }, { line, signal, histogram }, state, row) => {
      const first = row - periods.signal + 1
      let fast = mean(source, shorter(periods), first)
      let slow = mean(source, longer(periods), first)
      let sum = fast - slow
      for (let i = first + 1; i <= row; i++) {
        fast += fastAlpha * (source[i] - fast)
        slow += slowAlpha * (source[i] - slow)
        sum += fast - slow
      }
      const average = sum / periods.signal
      state[0] = fast
      state[1] = slow
      state[2] = average
      line[row] = fast - slow
      signal[row] = average
      histogram[row] = fast - slow - average
    }
  },
  kernel: (periods) => {
    const fastAlpha = 1 - decay(shorter(periods))
    const slowAlpha = 1 - decay(longer(periods))
    const signalAlpha = 1 - decay(periods.signal)
    return ({ source }, { line, signal, histogram }, state, from, to) => {
      let fast = state[0]
      let slow = state[1]
      let average = state[2]
      for (let i = from; i < to; i++) {
        const value = source[i]
        fast += fastAlpha * (value - fast)
        slow += slowAlpha * (value - slow)
        const distance = fast - slow
        average += signalAlpha * (distance - average)
        line[i] = distance
        signal[i] = average
        histogram[i] = distance - average
      }
      state[0] = fast
      state[1] = slow
      state[2] = average
    }
  },
  plot: 'pane',
  examples: [
    {
      title: 'A rise begins',
      params: { fast: 1, slow: 3, signal: 2 },
      inputs: { source: [4, 4, 4, 4, 8] },
      outputs: { line: [null, null, null, 0, 2], signal: [null, null, null, 0, 4 / 3], histogram: [null, null, null, 0, 2 / 3] },
    },
  ],
})
