import { defineNode } from '../define/node.ts'
import { number, sameAs } from '../define/ports.ts'

export const acceptRepaintNumber = defineNode({
  type: 'math.accept-repaint',
  version: 1,
  title: 'Accept repaint (number)',
  category: 'math',
  summary: 'Lets a number of a forming bar through, knowing that it may change',
  docs: `A number computed from a bar that is still forming may be another one when the bar has closed. Nothing of the kind reaches an order by accident; this node is where you say that you **mean** it, for a price or a size. For conditions there is *Accept repaint*.

The number passes unchanged. Every report of a strategy with this node says *repaints*.`,
  params: {},
  inputs: { source: number() },
  outputs: { result: sameAs('source') },
  acceptsForming: true,
  missing: 'skip',
  warmup: () => 1,
  history: () => 0,
  state: () => 0,
  kernel:
    () =>
    ({ source }, { result }, _state, from, to) => {
      for (let i = from; i < to; i++) result[i] = source[i]
    },
  examples: [{ title: 'Unchanged', inputs: { source: [1, null, 3] }, outputs: { result: [1, null, 3] } }],
})
