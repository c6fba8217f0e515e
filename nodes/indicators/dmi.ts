import { defineNode } from '../define/node.ts'
import { int } from '../define/params.ts'
import { candles, measured } from '../define/ports.ts'
import { settleRows } from '../define/settle.ts'
import { directionLine, directionState, seedDirection, stepDirection } from '../loops/direction.ts'

export const dmi = defineNode({
  type: 'indicator.dmi',
  version: 1,
  title: 'Directional movement (+DI, −DI)',
  category: 'indicators',
  summary: 'How much of the range was made upward, and how much downward, 0 to 100',
  docs: `Which side reaches beyond the bar before. +DI above −DI: buyers do.

**Formula** up = high − high₋₁, down = low₋₁ − low; +DM = up if it is above 0 and above down, else 0; −DM the other way round. Each of +DM, −DM and true range is summed as S = S₋₁ − S₋₁ / n + new; +DI = 100 Σ+DM / Σrange, −DI = 100 Σ−DM / Σrange.
**Source** J. Welles Wilder, *New Concepts in Technical Trading Systems* (1978).

**Seed** TA-Lib's: plain sums over the first *period* − 1 bars that have a bar before, then one step of the smoothing; the first value appears with row *period* + 1. Stock.Indicators sums *period* bars; Tulip counts the first bar's high − low as
range and begins a row earlier. All agree once the seed is forgotten.

**Without any range** both lines are 0, as in TA-Lib.`,
  params: { period: int({ default: 14, min: 1, max: 5000, unit: 'bars' }) },
  inputs: { candles: candles() },
  outputs: {
    plus: measured('plain', { summary: '+DI' }),
    minus: measured('plain', { summary: '−DI' }),
  },
  missing: 'restart',
  warmup: ({ period }) => period + 1,
  settle: ({ period }) => period + 1 + settleRows(1 - 1 / period),
  history: ({ period }) => period,
  state: () => directionState,
  start:
    ({ period }) =>
    (inputs, { plus, minus }, state, row) => {
      seedDirection(inputs.candles, state, period, row - 1)
      stepDirection(inputs.candles, state, (period - 1) / period, row)
      plus[row] = directionLine(state[0], state[2])
      minus[row] = directionLine(state[1], state[2])
    },
  kernel: ({ period }) => {
    const kept = (period - 1) / period
    return (inputs, { plus, minus }, state, from, to) => {
      for (let i = from; i < to; i++) {
        stepDirection(inputs.candles, state, kept, i)
        plus[i] = directionLine(state[0], state[2])
        minus[i] = directionLine(state[1], state[2])
      }
    }
  },
  plot: 'pane',
  examples: [
    {
      title: 'Two bars up, one down',
      params: { period: 2 },
      inputs: { candles: { high: [10, 12, 13, 12], low: [8, 9, 11, 9], close: [9, 11, 12, 10] } },
      outputs: { plus: [null, null, 200 / 3.5, 100 / 4.75], minus: [null, null, 0, 200 / 4.75] },
    },
  ],
})
