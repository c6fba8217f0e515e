import { defineNode } from '../define/node.ts'
import { measured, number } from '../define/ports.ts'

export const asPlain = defineNode({
  type: 'math.as-plain',
  version: 1,
  title: 'As plain number',
  category: 'math',
  summary: 'Takes the unit away, so that unlike things can be compared',
  docs: `The number passes unchanged; its unit is dropped. A price and a volume can then be added or compared, which is rarely what one wants: the refused wire that led here may have been right.

The way back is *As price*, *As quantity*, *As notional* or *As ratio*.`,
  params: {},
  inputs: { source: number() },
  outputs: { result: measured('plain') },
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
