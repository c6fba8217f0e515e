import { defineNode } from '../define/node.ts'
import { int } from '../define/params.ts'
import { condition, measured } from '../define/ports.ts'

export const countInWindow = defineNode({
  type: 'logic.count-in-window',
  version: 1,
  title: 'Count in window',
  category: 'logic',
  summary: 'On how many of the last bars a condition was true',
  docs: `Counts the yes among the last *bars* bars, this one included.

| window | result |
|---|---|
| fewer than *bars* bars so far | missing |
| all bars known | how many were yes |
| any bar unknown | missing, until *bars* known bars in a row have come after it |`,
  params: { bars: int({ default: 10, min: 1, max: 5000, unit: 'bars' }) },
  inputs: { when: condition() },
  outputs: { count: measured('count') },
  missing: 'restart',
  warmup: ({ bars }) => bars,
  history: ({ bars }) => bars,
  state: () => 1,
  start:
    ({ bars }) =>
    ({ when }, { count }, state, row) => {
      let yes = 0
      for (let i = row - bars + 1; i <= row; i++) yes += when[i]
      state[0] = yes
      count[row] = yes
    },
  kernel:
    ({ bars }) =>
    ({ when }, { count }, state, from, to) => {
      let yes = state[0]
      for (let i = from; i < to; i++) {
        yes += when[i] - when[i - bars]
        count[i] = yes
      }
      state[0] = yes
    },
  examples: [
    { title: 'Of the last three', params: { bars: 3 }, inputs: { when: [1, 0, 1, 1, 0, 0] }, outputs: { count: [null, null, 2, 2, 2, 1] } },
    { title: 'An unknown bar', params: { bars: 2 }, inputs: { when: [1, 1, null, 1, 0] }, outputs: { count: [null, 2, null, null, 1] } },
  ],
})
