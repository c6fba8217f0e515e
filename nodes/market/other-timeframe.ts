import { defineCandles } from '../define/node.ts'
import { slot, timeframe } from '../define/params.ts'
import { candles, measured } from '../define/ports.ts'

export const otherTimeframe = defineCandles({
  type: 'market.other-timeframe',
  version: 1,
  title: 'Other timeframe',
  category: 'market',
  summary: 'Bars of the same market, longer or shorter than the slot says',
  docs: `The bars of a slot at a timeframe of your choice: the daily trend beside hourly entries, for example.

**What you see is what was known.** An hourly bar sees the last daily bar that had **closed** by then, never the one still forming, so a backtest cannot know the day's end at noon. The value stays the same until the next longer bar closes; one that is more than two expected bars old is missing.

Indicators wired behind this node count in bars of *this* timeframe: an average of 50 here spans 50 days, not 50 hours.

Days start at 00:00 UTC, weeks on Monday. The outputs are those of *Candles*.`,
  params: { slot: slot(), timeframe: timeframe({ default: '1d' }) },
  inputs: {},
  outputs: {
    candles: candles(),
    open: measured('price'),
    high: measured('price'),
    low: measured('price'),
    close: measured('price'),
    volume: measured('quantity'),
  },
  stream: ({ slot, timeframe }) => ({ slot, timeframe }),
  examples: [],
})
