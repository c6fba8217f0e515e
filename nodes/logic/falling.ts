import { changes } from '../define/judgement.ts'
import { defineNode } from '../define/node.ts'
import { choice, int } from '../define/params.ts'
import { number } from '../define/ports.ts'

export const falling = defineNode({
  type: 'logic.falling',
  version: 1,
  title: 'Falling',
  category: 'logic',
  summary: 'Has a number been going down over the last bars?',
  docs: `| measure | yes when |
|---|---|
| every-bar | each of the last *bars* changes went down: x₋ₙ < … < x₋₁ < x read backwards, every value lower than the one before it |
| overall | x is lower than it was *bars* ago, whatever lay between |

An unchanged value is neither rising nor falling. **Unknown** until *bars* + 1 values in a row are there, and again after a missing one.`,
  params: {
    bars: int({ default: 1, min: 1, max: 5000, unit: 'bars' }),
    measure: choice(['every-bar', 'overall'], { label: 'Measure' }),
  },
  inputs: { source: number() },
  outputs: { result: { kind: 'condition' } },
  missing: 'restart',
  warmup: ({ bars }) => bars + 1,
  history: ({ bars }) => bars,
  state: () => 1,
  start:
    ({ bars, measure }) =>
    ({ source }, { result }, state, row) => {
      let steps = 0
      for (let i = row - bars + 1; i <= row; i++) steps = source[i] < source[i - 1] ? steps + 1 : 0
      state[0] = steps
      result[row] = (measure === 'overall' ? source[row] < source[row - bars] : steps >= bars) ? 1 : 0
    },
  kernel: ({ bars, measure }) => {
    const overall = measure === 'overall'
    // state[0]: how many changes in a row went the right way, counted up to `bars`.
    return ({ source }, { result }, state, from, to) => {
      let steps = state[0]
      for (let i = from; i < to; i++) {
        steps = source[i] < source[i - 1] ? Math.min(steps + 1, bars) : 0
        result[i] = (overall ? source[i] < source[i - bars] : steps >= bars) ? 1 : 0
      }
      state[0] = steps
    }
  },
  judge: ({ bars, measure }) => changes(bars, measure === 'overall', 'below'),
  examples: [
    { title: 'Two bars, every one', params: { bars: 2 }, inputs: { source: [5, 4, 3, 3, 2] }, outputs: { result: [null, null, 1, 0, 0] } },
    {
      title: 'Two bars overall',
      params: { bars: 2, measure: 'overall' },
      inputs: { source: [4, 2, 3, 1] },
      outputs: { result: [null, null, 1, 1] },
    },
  ],
})
