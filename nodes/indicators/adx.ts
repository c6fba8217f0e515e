import { defineNode } from '../define/node.ts'
import { int } from '../define/params.ts'
import { candles, measured } from '../define/ports.ts'
import { settleRows } from '../define/settle.ts'
import { directionIndex, directionLine, directionState, seedDirection, stepDirection } from '../loops/direction.ts'

export const adx = defineNode({
  type: 'indicator.adx',
  version: 1,
  title: 'Average directional index',
  category: 'indicators',
  summary: 'How strong the trend is, whichever way it goes, 0 to 100',
  docs: `Below about 20 a market wanders, above 25 it trends. The direction is told by the two DI lines.

**Formula** DX = 100 |+DI − −DI| / (+DI + −DI), with the DI lines of *Directional movement*; ADX = (ADX₋₁ (n − 1) + DX) / n.
**Source** J. Welles Wilder, *New Concepts in Technical Trading Systems* (1978).

**Seed** TA-Lib's: the DI sums begin as there, the first ADX is the mean of the first *period* DX, on row 2 × *period*. Tulip and Stock.Indicators seed the sums otherwise; all agree once that is forgotten, which takes about 300 rows at period 14.

**Where DX is 0 / 0**, no bar reaching beyond the one before, the ADX stays as it was, as in TA-Lib.`,
  params: { period: int({ default: 14, min: 2, max: 5000, unit: 'bars' }) },
  inputs: { candles: candles() },
  outputs: {
    strength: measured('plain', { summary: 'ADX' }),
    plus: measured('plain', { summary: '+DI' }),
    minus: measured('plain', { summary: '−DI' }),
  },
  missing: 'restart',
  warmup: ({ period }) => 2 * period,
  settle: ({ period }) => 2 * period + 2 * settleRows(1 - 1 / period),
  history: ({ period }) => 2 * period - 1,
  state: () => directionState + 1,
  start:
    ({ period }) =>
    (inputs, { strength, plus, minus }, state, row) => {
      seedDirection(inputs.candles, state, period, row - period)
      let sum = 0
      for (let i = row - period + 1; i <= row; i++) {
        stepDirection(inputs.candles, state, (period - 1) / period, i)
        plus[row] = directionLine(state[0], state[2])
        minus[row] = directionLine(state[1], state[2])
        const index = directionIndex(plus[row], minus[row])
        if (index >= 0) sum += index
      }
      state[directionState] = sum / period
      strength[row] = sum / period
    },
  kernel: ({ period }) => {
    const fresh = 1 / period
    const kept = (period - 1) / period
    return (inputs, { strength, plus, minus }, state, from, to) => {
      let value = state[directionState]
      for (let i = from; i < to; i++) {
        stepDirection(inputs.candles, state, kept, i)
        const up = directionLine(state[0], state[2])
        const down = directionLine(state[1], state[2])
        const index = directionIndex(up, down)
        if (index >= 0) value = value * kept + index * fresh
        strength[i] = value
        plus[i] = up
        minus[i] = down
      }
      state[directionState] = value
    }
  },
  plot: 'pane',
  examples: [
    {
      title: 'All movement upward, then a turn',
      params: { period: 2 },
      inputs: { candles: { high: [10, 12, 13, 14], low: [8, 9, 11, 12], close: [9, 11, 12, 13] } },
      outputs: { strength: [null, null, null, 100], plus: [null, null, null, 200 / 3.75], minus: [null, null, null, 0] },
    },
  ],
})
