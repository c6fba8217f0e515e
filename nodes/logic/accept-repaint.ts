import { defineNode } from '../define/node.ts'
import { condition } from '../define/ports.ts'

export const acceptRepaint = defineNode({
  type: 'logic.accept-repaint',
  version: 1,
  title: 'Accept repaint',
  category: 'logic',
  summary: 'Lets a condition on a forming bar through, knowing that it may change',
  docs: `A condition computed from a bar that is still forming may be yes now and no when the bar has closed. Nothing of the kind reaches an order by accident; this node is where you say that you **mean** it.

The condition passes unchanged. Every report of a strategy with this node says *repaints*: a chart drawn afterwards will not show all the signals that were acted on.`,
  params: {},
  inputs: { source: condition() },
  outputs: { result: { kind: 'condition' } },
  acceptsForming: true,
  missing: 'pass',
  warmup: () => 1,
  history: () => 0,
  state: () => 0,
  kernel:
    () =>
    ({ source }, { result }, _state, from, to) => {
      for (let i = from; i < to; i++) result[i] = source[i]
    },
  judge: () => () => ({ yes: 'source' }),
  examples: [{ title: 'Unchanged', inputs: { source: [0, 1, null] }, outputs: { result: [0, 1, null] } }],
})
