import { defineNode } from '../define/node.ts'
import { number } from '../define/ports.ts'
import { rootUnit } from '../define/units.ts'

export const squareRoot = defineNode({
  type: 'math.square-root',
  version: 1,
  title: 'Square root',
  category: 'math',
  summary: 'The root of a number; of a negative one it is missing',
  docs: `**Formula** √x, missing where x < 0. The root of a ratio is a ratio, of anything else a plain number.`,
  params: {},
  inputs: { source: number() },
  outputs: { result: { kind: 'number', unit: { from: ({ source }) => rootUnit(source) } } },
  missing: 'skip',
  warmup: () => 1,
  history: () => 0,
  state: () => 0,
  kernel:
    () =>
    ({ source }, { result }, _state, from, to) => {
      for (let i = from; i < to; i++) result[i] = Math.sqrt(source[i])
    },
  examples: [{ title: 'Roots', inputs: { source: [9, 0, -1, null] }, outputs: { result: [3, 0, null, null] } }],
})
