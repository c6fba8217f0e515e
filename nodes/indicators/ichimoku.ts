import { defineNode } from '../define/node.ts'
import { int } from '../define/params.ts'
import { candles, measured } from '../define/ports.ts'
import { extremeState, highestAt, lowestAt, rollHighest, rollLowest } from '../loops/extremes.ts'

type Periods = { readonly conversion: number; readonly base: number; readonly span: number; readonly displacement: number }

const warmup = ({ conversion, base, span, displacement }: Periods) => Math.max(conversion, base, span) + displacement

/** Where each part of the state begins: pairs of extremes, then leading spans A on their way, the oldest at `next`. */
function layout({ conversion, base, span, displacement }: Periods) {
  const baseAt = 2 * extremeState(conversion)
  const spanAt = baseAt + 2 * extremeState(base)
  const next = spanAt + 2 * extremeState(span)
  return { baseAt, spanAt, next, waiting: next + 1, size: next + 1 + displacement }
}

export const ichimoku = defineNode({
  type: 'indicator.ichimoku',
  version: 1,
  title: 'Ichimoku',
  category: 'indicators',
  summary: 'Conversion and base line, and the cloud that stands at this bar',
  docs: `Middle lines of three ranges; the two leading spans are drawn *displacement* bars ahead and form the cloud.

**Formula** middle(n) = (highest high + lowest low) / 2 over n bars, this one included. Tenkan = middle(9), kijun = middle(26), span A = (tenkan + kijun) / 2, span B = middle(52).
**The cloud as known now:** *span A* and *span B* are the values that stand over or under this bar on a chart, worked out *displacement* bars ago. Nothing here looks ahead. The cloud of the bars to come is (tenkan + kijun) / 2 and middle(52) of now: build it from the tenkan and kijun
outputs and from *Highest* and *Lowest*.
**Chikou** is the close drawn *displacement* bars back. At any bar that would be a close from the future, so there is no such output: compare the close with the price of 26 bars ago instead (a *Previous* step), which is what the chikou rule means.
**Source** Goichi Hosoda. Equal to Stock.Indicators; TA-Lib and Tulip have none. Some charts shift by one bar less, counting this bar as the first.

**Seed** none. All outputs speak together, when the longest range and the displacement are filled.`,
  params: {
    conversion: int({ default: 9, min: 1, max: 1000, unit: 'bars', label: 'Tenkan' }),
    base: int({ default: 26, min: 1, max: 1000, unit: 'bars', label: 'Kijun' }),
    span: int({ default: 52, min: 1, max: 1000, unit: 'bars', label: 'Span B' }),
    displacement: int({ default: 26, min: 1, max: 1000, unit: 'bars' }),
  },
  inputs: { candles: candles() },
  outputs: {
    tenkan: measured('price', { summary: 'Conversion line' }),
    kijun: measured('price', { summary: 'Base line' }),
    spanA: measured('price', { summary: 'Leading span A at this bar' }),
    spanB: measured('price', { summary: 'Leading span B at this bar' }),
  },
  missing: 'restart',
  warmup,
  history: (periods) => warmup(periods) - 1,
  state: (periods) => layout(periods).size,
  start: (periods) => {
    const { next, waiting } = layout(periods)
    const run = roll(periods)
    return (inputs, { tenkan, kijun, spanA, spanB }, state, row) => {
      const { high, low } = inputs.candles
      const middleAt = (period: number, at: number) => (highestAt(high, period, at) + lowestAt(low, period, at)) / 2
      state[next] = 0
      for (let k = 0; k < periods.displacement; k++) {
        const at = row - periods.displacement + k
        state[waiting + k] = (middleAt(periods.conversion, at) + middleAt(periods.base, at)) / 2
      }
      run(high, low, tenkan, kijun, spanA, spanB, state, row, row + 1)
    }
  },
  kernel: (periods) => {
    const run = roll(periods)
    return (inputs, { tenkan, kijun, spanA, spanB }, state, from, to) =>
      run(inputs.candles.high, inputs.candles.low, tenkan, kijun, spanA, spanB, state, from, to)
  },
  plot: 'price',
  examples: [
    {
      title: 'One bar of displacement',
      params: { conversion: 1, base: 2, span: 2, displacement: 1 },
      inputs: { candles: { high: [4, 6, 8], low: [2, 4, 6], close: [3, 5, 7] } },
      outputs: { tenkan: [null, null, 7], kijun: [null, null, 6], spanA: [null, null, 4.5], spanB: [null, null, 4] },
    },
  ],
})

/** The lines of rows [from, to). Lows pass through the span A column on their way. */
function roll(periods: Periods) {
  const { conversion, base, span, displacement } = periods
  const { baseAt, spanAt, next, waiting } = layout(periods)
  return (
    high: Float64Array,
    low: Float64Array,
    tenkan: Float64Array,
    kijun: Float64Array,
    spanA: Float64Array,
    spanB: Float64Array,
    state: Float64Array,
    from: number,
    to: number,
  ): void => {
    const rollMiddle = (middle: Float64Array, at: number, period: number, lag: number) => {
      rollHighest(high, middle, state, at, period, lag, from, to)
      rollLowest(low, spanA, state, at + extremeState(period), period, lag, from, to)
      for (let i = from; i < to; i++) middle[i] = (middle[i] + spanA[i]) / 2
    }
    rollMiddle(tenkan, 0, conversion, 0)
    rollMiddle(kijun, baseAt, base, 0)
    rollMiddle(spanB, spanAt, span, displacement)
    let oldest = state[next] | 0
    for (let i = from; i < to; i++) {
      const slot = waiting + oldest
      spanA[i] = state[slot]
      state[slot] = (tenkan[i] + kijun[i]) / 2
      oldest = oldest + 1 === displacement ? 0 : oldest + 1
    }
    state[next] = oldest
  }
}
