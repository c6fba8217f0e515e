import { defineNode } from '../define/node.ts'
import { slot } from '../define/params.ts'
import { measured, number } from '../define/ports.ts'

export const asNotional = defineNode({
  type: 'math.as-notional',
  version: 1,
  title: 'As notional',
  category: 'math',
  summary: 'States that a plain number is an amount of money',
  docs: `The number passes unchanged; only what it is said to measure does. Arithmetic that leaves the named units (price × price, an oscillator) ends as a *plain* number, and orders, stops and sizes do not take those.

Put this node where **you** know that the result is money in the quote currency of the slot, for example before *Fixed amount*.`,
  params: { slot: slot({ help: 'The market whose unit the result carries' }) },
  inputs: { source: number() },
  outputs: { result: measured('notional') },
  missing: 'skip',
  warmup: () => 1,
  history: () => 0,
  state: () => 0,
  kernel:
    () =>
    ({ source }, { result }, _state, from, to) => {
      for (let i = from; i < to; i++) result[i] = source[i]
    },
  examples: [{ title: 'The number itself does not change', inputs: { source: [1.5, null, -2] }, outputs: { result: [1.5, null, -2] } }],
})
