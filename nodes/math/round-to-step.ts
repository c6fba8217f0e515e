import { defineNode } from '../define/node.ts'
import { choice, decimal } from '../define/params.ts'
import { number, sameAs } from '../define/ports.ts'

export const roundToStep = defineNode({
  type: 'math.round-to-step',
  version: 1,
  title: 'Round to step',
  category: 'math',
  summary: 'Snaps a number to the lines of a grid',
  docs: `The multiple of *step* at or below, nearest to, or at or above the number. *step* is the number in the box until a wire replaces it.

| direction | formula |
|---|---|
| down | ⌊x ÷ step⌋ × step |
| nearest | ⌊x ÷ step + ½⌋ × step |
| up | ⌈x ÷ step⌉ × step |

Missing where the step is not above zero. This is arithmetic for a strategy's own grid; orders are rounded to the market's tick and lot by themselves.`,
  params: {
    direction: choice(['down', 'nearest', 'up'], { label: 'Direction' }),
    step: decimal({ label: 'Step', default: 1, min: 1e-9, max: 1e12, help: 'Used while nothing is wired to step' }),
  },
  inputs: { source: number(), step: number({ sameAs: 'source' }, { literal: 'step' }) },
  outputs: { result: sameAs('source') },
  missing: 'skip',
  warmup: () => 1,
  history: () => 0,
  state: () => 0,
  kernel: ({ direction }) => {
    const shift = direction === 'nearest' ? 0.5 : 0
    return ({ source, step }, { result }, _state, from, to) => {
      for (let i = from; i < to; i++) {
        const steps = source[i] / step[i] + shift
        result[i] = step[i] > 0 ? (direction === 'up' ? Math.ceil(steps) : Math.floor(steps)) * step[i] : NaN
      }
    }
  },
  examples: [
    { title: 'Grid line below', params: { step: 50 }, inputs: { source: [149, 150, 151] }, outputs: { result: [100, 150, 150] } },
    {
      title: 'Nearest and wired',
      params: { direction: 'nearest' },
      inputs: { source: [12, 13, 14], step: [5, 5, 0] },
      outputs: { result: [10, 15, null] },
    },
  ],
})
