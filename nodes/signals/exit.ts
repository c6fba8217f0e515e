import { firing } from '../define/firing.ts'
import { firingJudge } from '../define/judgement.ts'
import { defineSignal } from '../define/node.ts'
import { choice, slot, text } from '../define/params.ts'
import { condition } from '../define/ports.ts'

export const exit = defineSignal({
  type: 'signal.exit',
  version: 1,
  title: 'Exit',
  category: 'signals',
  summary: 'Asks to close the position when a condition says so',
  docs: `Gives an exit signal for one slot.

**While it is true** (default) the signal is given on every bar on which the condition is yes, so an exit that was refused or left unfilled is asked for again. Without a position it is answered *no position* and nothing happens.
**When it turns true** it is given only on the first yes after a no.

*Side* says which position it may close: *any*, or only a *long* or a *short* one. Exits pass every gate, and on a bar with both an entry and an exit the exit wins.

An unknown condition (warming up, missing data) never gives a signal.`,
  params: {
    slot: slot(),
    side: choice(['any', 'long', 'short'], { label: 'Side' }),
    fire: choice(['while-true', 'turns-true'], { label: 'Fire when' }),
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
  signal: ({ slot, side, reason }) => ({ slot, action: 'exit', side, reason }),
  examples: [
    { title: 'While true', inputs: { when: [0, 1, 1, null, 1] }, outputs: { fires: [0, 1, 1, 0, 1] } },
    { title: 'Turns true', params: { fire: 'turns-true' }, inputs: { when: [0, 1, 1, 0, 1] }, outputs: { fires: [0, 1, 0, 0, 1] } },
  ],
})
