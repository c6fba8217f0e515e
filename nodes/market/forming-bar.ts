import { defineNode } from '../define/node.ts'
import { timeframe } from '../define/params.ts'
import { candles, type NumberOutput } from '../define/ports.ts'
import { barOpen } from '../define/timeframe.ts'
import type { Unit } from '../define/units.ts'

const forming = (unit: Unit): NumberOutput => ({ kind: 'number', unit, forming: true })

export const formingBar = defineNode({
  type: 'market.forming-bar',
  version: 1,
  title: 'Forming bar',
  category: 'market',
  summary: 'The longer bar as far as it has come, before it has closed',
  docs: `Puts the bars of the wire together to the bar of a longer timeframe that is **still forming**: with hourly candles and *1d* the day so far.

| output | meaning |
|---|---|
| open | open of its first bar |
| high, low | extremes so far |
| close | the last close |
| volume | traded so far |

These values **change until the bar closes**: a breakout of the day that was there at noon may be gone at midnight, and a chart drawn afterwards does not show that it ever was. So nothing computed from them may reach an order unless an *Accept repaint* node says you know; every report then carries the word. For the last **closed** longer bar use *Other timeframe*.

Days start at 00:00 UTC, weeks on Monday. A timeframe that is not longer than the wire's gives the wire's own bars. When data begins within a longer bar, its first forming bar knows only what came since.`,
  params: { timeframe: timeframe({ default: '1d' }) },
  inputs: { candles: candles() },
  outputs: {
    open: forming('price'),
    high: forming('price'),
    low: forming('price'),
    close: forming('price'),
    volume: forming('quantity'),
  },
  missing: 'skip',
  warmup: () => 1,
  history: () => 0,
  state: () => 5,
  kernel: ({ timeframe }) => {
    // state: open time of the longer bar plus one (0 before the first), then its open, high, low and volume so far.
    return ({ candles: bars }, { open, high, low, close, volume }, state, from, to) => {
      for (let i = from; i < to; i++) {
        const begun = barOpen(timeframe, bars.time[i]) + 1
        const same = begun === state[0]
        state[0] = begun
        if (!same) state[1] = bars.open[i]
        state[2] = same ? Math.max(state[2], bars.high[i]) : bars.high[i]
        state[3] = same ? Math.min(state[3], bars.low[i]) : bars.low[i]
        state[4] = same ? state[4] + bars.volume[i] : bars.volume[i]
        open[i] = state[1]
        high[i] = state[2]
        low[i] = state[3]
        close[i] = bars.close[i]
        volume[i] = state[4]
      }
    }
  },
  plot: 'price',
  examples: [
    {
      title: 'A day of twelve-hour bars, and the next',
      inputs: {
        candles: {
          time: [0, 43_200_000, 86_400_000],
          open: [10, 12, 11],
          high: [13, 14, 12],
          low: [9, 11, 10],
          close: [12, 11, 12],
          volume: [5, 6, 7],
        },
      },
      outputs: { open: [10, 10, 11], high: [13, 14, 12], low: [9, 9, 10], close: [12, 11, 12], volume: [5, 11, 7] },
    },
  ],
})
