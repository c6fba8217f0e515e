import { defineNode } from '../define/node.ts'
import { candles, measured } from '../define/ports.ts'

export const obv = defineNode({
  type: 'indicator.obv',
  version: 1,
  title: 'On-balance volume',
  category: 'indicators',
  summary: 'Volume of rising bars less volume of falling bars, summed up',
  docs: `A running balance: the volume of a bar that closes above the one before is added, of one that closes below taken away, of an unchanged one left out.

**Formula** OBV = OBV₋₁ + volume · sign(close − close₋₁).
**Source** Joseph Granville.

**Seed** the first bar's volume, as in TA-Lib. Tulip and Stock.Indicators begin with 0, so they differ for good by that one volume. The level depends on where the history begins and means nothing: compare it with its own past, an average or a slope.

The sum carries its rounding errors along, so it stays exact however long it runs.`,
  params: {},
  inputs: { candles: candles() },
  outputs: { balance: measured('quantity') },
  missing: 'restart',
  warmup: () => 1,
  history: () => 1,
  state: () => 2,
  start:
    () =>
    (inputs, { balance }, state, row) => {
      state[0] = inputs.candles.volume[row]
      state[1] = 0
      balance[row] = state[0]
    },
  kernel:
    () =>
    (inputs, { balance }, state, from, to) => {
      const { close, volume } = inputs.candles
      let sum = state[0]
      let lost = state[1]
      for (let i = from; i < to; i++) {
        const change = close[i] - close[i - 1]
        const signed = change > 0 ? volume[i] : change < 0 ? -volume[i] : 0
        const next = sum + signed
        // What the addition rounded away, exactly (Knuth's two-sum).
        const part = next - sum
        lost += sum - (next - part) + (signed - part)
        sum = next
        balance[i] = sum + lost
      }
      state[0] = sum
      state[1] = lost
    },
  plot: 'pane',
  examples: [
    {
      title: 'Up, down, unchanged',
      inputs: { candles: { close: [10, 11, 9, 9], volume: [5, 3, 4, 7] } },
      outputs: { balance: [5, 8, 4, 4] },
    },
  ],
})
