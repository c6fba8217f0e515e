import { defineNode } from '../define/node.ts'
import { measured, number } from '../define/ports.ts'

export const asRatio = defineNode({
  type: 'math.as-ratio',
  version: 1,
  title: 'As ratio',
  category: 'math',
  summary: 'States that a plain number is a pure fraction',
  docs: `The number passes unchanged; only what it is said to measure does. Arithmetic that leaves the named units (price × price, an oscillator) ends as a *plain* number, and orders, stops and sizes do not take those.

Put this node where **you** know that the result is a fraction of like by like: 0.02 for 2 %. A percentage must be divided by 100 first.`,
  params: {},
  inputs: { source: number() },
  outputs: { result: measured('ratio') },
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
