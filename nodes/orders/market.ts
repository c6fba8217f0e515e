import { defineOrder } from '../define/node.ts'
import { decimal, flag } from '../define/params.ts'

export const marketOrder = defineOrder({
  type: 'order.market',
  version: 1,
  title: 'Market order',
  category: 'orders',
  summary: 'Buys or sells now, at the best price there is, within a slippage cap',
  docs: `Fills at the next price: in a backtest the open of the next bar plus slippage.

**Guarded** (default) it is sent as an immediate-or-cancel limit at the reference price plus (buying) or minus (selling) the slippage cap; the reference is the middle of the book at sending, in a backtest the last close. What cannot be had within the cap is dropped for an entry. For an **exit** the rest is tried again at once with twice the cap, up to three times, then as a plain market order: getting out matters more than the price.

A fill more than 0.5 % away from the reference is reported as a breach in every mode.`,
  params: {
    guarded: flag({ label: 'Guarded', default: true }),
    slippageCap: decimal({ label: 'Slippage cap', default: 1, min: 0.05, max: 20, unit: '%' }),
  },
  inputs: { intent: { kind: 'intent' } },
  outputs: {},
  orders:
    ({ guarded, slippageCap }) =>
    () => ({
      type: 'market',
      timeInForce: 'IOC',
      replace: false,
      ...(guarded ? { maxSlippage: slippageCap / 100 } : {}),
    }),
  examples: [{ title: 'Guarded', signal: 'enter long', lots: 10, answer: { type: 'market', timeInForce: 'IOC', maxSlippage: 0.01 } }],
})
