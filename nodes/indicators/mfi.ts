import { defineNode } from '../define/node.ts'
import { int } from '../define/params.ts'
import { candles, measured } from '../define/ports.ts'
import type { CandleColumns } from '../define/ports.ts'

function typicalAt({ high, low, close }: CandleColumns, row: number): number {
  return (high[row] + low[row] + close[row]) / 3
}

/** Typical price × volume, above 0 for a bar whose typical price rose, below 0 for one where it fell. Reads one row back. */
function flowAt(bars: CandleColumns, row: number): number {
  const typical = typicalAt(bars, row)
  const before = typicalAt(bars, row - 1)
  if (typical > before) return typical * bars.volume[row]
  return typical < before ? -typical * bars.volume[row] : 0
}

/** Adds up the flows of the window that ends at `row`. State: flow in, flow out, the largest of each since the last time. */
function addUp(bars: CandleColumns, state: Float64Array, period: number, row: number): void {
  let inward = 0
  let outward = 0
  for (let i = row - period + 1; i <= row; i++) {
    const flow = flowAt(bars, i)
    if (flow > 0) inward += flow
    else outward -= flow
  }
  state[0] = inward
  state[1] = outward
  state[2] = inward
  state[3] = outward
}

function share(inward: number, outward: number): number {
  return inward + outward > 0 ? (100 * inward) / (inward + outward) : 50
}

export const mfi = defineNode({
  type: 'indicator.mfi',
  version: 1,
  title: 'Money flow index',
  category: 'indicators',
  summary: 'An RSI that weighs each bar by the money traded, 0 to 100',
  docs: `How much of the money of the last *period* bars was traded on rising prices.

**Formula** typical = (high + low + close) / 3; flow = typical · volume, in when typical is above that of the bar before, out when below; MFI = 100 Σin / (Σin + Σout).
**Source** Gene Quong and Avrum Soudack. Equal to TA-Lib, Tulip and Stock.Indicators.

**Seed** none: the first value appears with row *period* + 1.

**Without any flow** the formula is 0 / 0: here 50, as in RSI. TA-Lib says 0, and takes flows of less than 1 in all for none; Stock.Indicators says 100.`,
  params: { period: int({ default: 14, min: 1, max: 5000, unit: 'bars' }) },
  inputs: { candles: candles() },
  outputs: { strength: measured('plain') },
  missing: 'restart',
  warmup: ({ period }) => period + 1,
  history: ({ period }) => period + 1,
  state: () => 4,
  rebase: true,
  start:
    ({ period }) =>
    (inputs, { strength }, state, row) => {
      addUp(inputs.candles, state, period, row)
      strength[row] = share(state[0], state[1])
    },
  kernel:
    ({ period }) =>
    (inputs, { strength }, state, from, to) => {
      const bars = inputs.candles
      let inward = state[0]
      let outward = state[1]
      let largestIn = state[2]
      let largestOut = state[3]
      for (let i = from; i < to; i++) {
        const entering = flowAt(bars, i)
        const leaving = flowAt(bars, i - period)
        inward += Math.max(entering, 0) - Math.max(leaving, 0)
        outward += Math.max(-entering, 0) - Math.max(-leaving, 0)
        if (inward > largestIn) largestIn = inward
        if (outward > largestOut) largestOut = outward
        // A large flow has left, and its rounding would weigh.
        if (inward * 1024 < largestIn || outward * 1024 < largestOut) {
          addUp(bars, state, period, i)
          inward = state[0]
          outward = state[1]
          largestIn = state[2]
          largestOut = state[3]
        }
        strength[i] = share(inward, outward)
      }
      state[0] = inward
      state[1] = outward
      state[2] = largestIn
      state[3] = largestOut
    },
  plot: 'pane',
  examples: [
    {
      title: 'Up with 3, down with 1, then nothing',
      params: { period: 2 },
      inputs: { candles: { close: [10, 12, 9, 9, 9], volume: [1, 3, 4, 1, 1] } },
      outputs: { strength: [null, null, 50, 0, 50] },
    },
  ],
})
