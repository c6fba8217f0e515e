import { firing } from '../define/firing.ts'
import { firingJudge } from '../define/judgement.ts'
import { defineSignal } from '../define/node.ts'
import { choice, slot, text } from '../define/params.ts'
import { condition } from '../define/ports.ts'

export const enter = defineSignal({
  type: 'signal.enter',
  version: 1,
  title: 'Enter',
  category: 'signals',
  summary: 'Asks to open a position when a condition says so',
  docs: `Gives an entry signal for one slot and side.

**When it turns true** (default) the signal is given on the first bar on which the condition is yes after a bar on which it was no.
**While it is true** it is given on every such bar; entries that meet a position already open are refused as *already in* unless sizing allows additions.

An unknown condition (warming up, missing data) never gives a signal, and a yes that follows an unknown is not "turning true".`,
  params: {
    slot: slot(),
    side: choice(['long', 'short'], { label: 'Side' }),
    fire: choice(['turns-true', 'while-true'], { label: 'Fire when' }),
    reason: text({ label: 'Reason', default: '', help: 'Shown beside every order this signal leads to' }),
  },
  inputs: { when: condition() },
  outputs: { signal: { kind: 'signal', sized: false }, fires: { kind: 'condition' } },
  missing: 'pass',
  warmup: () => 1,
  history: () => 0,
  state: () => 1,
  kernel: ({ fire }) => firing(fire === 'while-true'),
  judge: ({ fire }) => firingJudge(fire === 'while-true'),
  signal: ({ slot, side, reason }) => ({ slot, action: 'enter', side, reason }),
  examples: [
    { title: 'Turns true', inputs: { when: [0, 1, 1, 0, 1] }, outputs: { fires: [0, 1, 0, 0, 1] } },
    { title: 'While true', params: { fire: 'while-true' }, inputs: { when: [0, 1, 1, null, 1] }, outputs: { fires: [0, 1, 1, 0, 1] } },
  ],
})
