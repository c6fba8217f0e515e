import { defineNode } from '../define/node.ts'
import { number, sameAs } from '../define/ports.ts'

export const absolute = defineNode({
  type: 'math.absolute',
  version: 1,
  title: 'Absolute value',
  category: 'math',
  summary: 'The size of a number without its sign',
  docs: `**Formula** |x|: x where x ≥ 0, else −x. How far apart two lines are is the absolute value of their difference.`,
  params: {},
  inputs: { source: number() },
  outputs: { result: sameAs('source') },
  missing: 'skip',
  warmup: () => 1,
  history: () => 0,
  state: () => 0,
  kernel:
    () =>
    ({ source }, { result }, _state, from, to) => {
      for (let i = from; i < to; i++) result[i] = Math.abs(source[i])
    },
  examples: [{ title: 'Without a sign', inputs: { source: [-3, 0, 2, null] }, outputs: { result: [3, 0, 2, null] } }],
})
