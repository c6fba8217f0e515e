import { defineNode } from '../define/node.ts'
import { int } from '../define/params.ts'
import { measured, number } from '../define/ports.ts'
import { settleRows } from '../define/settle.ts'

/** Share of gains in the movement, in percent. Averages this small have lost their digits: no movement. */
function strength(gain: number, loss: number): number {
  const movement = gain + loss
  return movement > 1e-290 ? (100 * gain) / movement : 50
}

export const rsi = defineNode({
  type: 'indicator.rsi',
  version: 1,
  title: 'Relative strength index',
  category: 'indicators',
  summary: 'How much of the recent movement was upward, 0 to 100',
  docs: `Average gain as a share of average movement. High values: the market has mostly risen.

**Formula** RSI = 100 G / (G + L). G and L are Wilder's averages of rises and falls from one value to the next: G = (G₋₁ (n − 1) + rise) / n.
**Source** J. Welles Wilder, *New Concepts in Technical Trading Systems* (1978).

**Seed** the means of the first *period* rises and falls, so the first value appears with row *period* + 1. Equal to TA-Lib, Tulip and Stock.Indicators.

**Without any movement** the formula is 0 / 0 and programs differ for good: TA-Lib says 0, Stock.Indicators 100, Tulip nothing. Here it is 50: a dead market is neither oversold nor overbought.`,
  params: { period: int({ default: 14, min: 2, max: 5000, unit: 'bars' }) },
  inputs: { source: number('any') },
  outputs: { strength: measured('plain') },
  missing: 'restart',
  warmup: ({ period }) => period + 1,
  settle: ({ period }) => period + 1 + settleRows(1 - 1 / period),
  history: ({ period }) => period,
  state: () => 2,
  start:
    ({ period }) =>
    ({ source }, outputs, state, row) => {
      let gain = 0
      let loss = 0
      for (let i = row - period + 1; i <= row; i++) {
        const change = source[i] - source[i - 1]
        if (change > 0) gain += change
        else loss -= change
      }
      state[0] = gain / period
      state[1] = loss / period
      outputs.strength[row] = strength(state[0], state[1])
    },
  kernel: ({ period }) => {
    const half = 0.5 / period
    const kept = (period - 1) / period
    return ({ source }, outputs, state, from, to) => {
      const column = outputs.strength
      let gain = state[0]
      let loss = state[1]
      for (let i = from; i < to; i++) {
        const change = source[i] - source[i - 1]
        // change + |change| is twice the rise, or 0: no branch, which a market makes impossible to guess.
        const size = Math.abs(change)
        gain = gain * kept + (size + change) * half
        loss = loss * kept + (size - change) * half
        column[i] = strength(gain, loss)
      }
      state[0] = gain
      state[1] = loss
    }
  },
  plot: 'pane',
  examples: [
    {
      title: 'Up 2, down 1, then up 1',
      params: { period: 2 },
      inputs: { source: [10, 12, 11, 12] },
      outputs: { strength: [null, null, 200 / 3, 80] },
    },
    { title: 'A flat market', params: { period: 2 }, inputs: { source: [10, 10, 10, 10] }, outputs: { strength: [null, null, 50, 50] } },
  ],
})
