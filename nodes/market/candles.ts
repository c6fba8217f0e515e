import { defineCandles } from '../define/node.ts'
import { slot } from '../define/params.ts'
import { candles, measured } from '../define/ports.ts'

export const marketCandles = defineCandles({
  type: 'market.candles',
  version: 1,
  title: 'Candles',
  category: 'market',
  summary: 'Bars of a market at its own timeframe',
  docs: `The bars of one slot, at the timeframe the slot is set to. Every strategy starts here.

A strategy names *slots* (\`main\`, \`hedge\`, …), not exchanges: which instrument a slot stands for is its default or what the run bar says. To follow a **second market**, add a slot and drop another *Candles* node for it.

| output | meaning |
|---|---|
| candles | the whole bar, for nodes that need more than one price (ATR, Supertrend, session hours) |
| open, high, low, close | prices, quote per base |
| volume | traded quantity, in base |

A bar is known at its close: whatever is decided on it meets its first price at the next bar's open. A bar without trades is flat with volume 0; a missing bar has no row at all.`,
  params: { slot: slot() },
  inputs: {},
  outputs: {
    candles: candles(),
    open: measured('price'),
    high: measured('price'),
    low: measured('price'),
    close: measured('price'),
    volume: measured('quantity'),
  },
  stream: ({ slot }) => ({ slot, timeframe: undefined }),
  examples: [],
})
