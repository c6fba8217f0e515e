import { defineNode } from '../define/node.ts'
import { candles, measured } from '../define/ports.ts'

export const barPrices = defineNode({
  type: 'market.bar-prices',
  version: 1,
  title: 'Bar prices',
  category: 'market',
  summary: 'Middle, typical and average price of each bar',
  docs: `One price for the whole bar instead of the close alone.

| output | formula | also known as |
|---|---|---|
| middle | (high + low) ÷ 2 | hl2, median price |
| typical | (high + low + close) ÷ 3 | hlc3 |
| average | (open + high + low + close) ÷ 4 | ohlc4 |

Equal to TA-Lib's MEDPRICE, TYPPRICE and AVGPRICE.`,
  params: {},
  inputs: { candles: candles() },
  outputs: { middle: measured('price'), typical: measured('price'), average: measured('price') },
  missing: 'skip',
  warmup: () => 1,
  history: () => 0,
  state: () => 0,
  kernel:
    () =>
    ({ candles }, { middle, typical, average }, _state, from, to) => {
      const { open, high, low, close } = candles
      for (let i = from; i < to; i++) {
        middle[i] = (high[i] + low[i]) / 2
        typical[i] = (high[i] + low[i] + close[i]) / 3
        average[i] = (high[i] + low[i] + close[i] + open[i]) / 4
      }
    },
  plot: 'price',
  examples: [
    {
      title: 'One bar',
      inputs: { candles: { open: [11], high: [16], low: [10], close: [13] } },
      outputs: { middle: [13], typical: [13], average: [12.5] },
    },
  ],
})
