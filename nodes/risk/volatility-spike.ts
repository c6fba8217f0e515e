import { defineGate } from '../define/node.ts'
import { int } from '../define/params.ts'
import { measured, number } from '../define/ports.ts'

/** Observations that must lie before the current one: fewer say nothing about a 95th percentile. */
const LEAST = 100
const BREACH = 95
const RELEASE = 90
const CALM = 3

export const volatilitySpike = defineGate({
  type: 'risk.volatility-spike',
  version: 1,
  title: 'Volatility spike',
  category: 'risk',
  summary: 'No new entries while volatility is far above what it has been',
  docs: `Wire a measure of volatility to *volatility*: an average true range over price, a standard deviation, an implied-volatility index. It is judged against its own past, the *window* observations **before** the current one.

**Blocked** when the current value is above their 95th percentile. **Released** once it has been at or below the 90th for 3 observations in a row. Percentiles are by nearest rank: of n values in order, number ⌈0.95 n⌉ and ⌈0.90 n⌉.

| | blocked |
|---|---|
| fewer than 100 earlier observations, or volatility missing | unknown: **entries are refused** |
| 100 and more, but fewer than *window* | judged against those there are |
| after a missing value | starts anew: unknown until 100 have come again |

*Percentile* is the share of earlier observations below the current one; it is what a refusal reports. A measure computed from past prices is a **proxy** for the volatility that options trade at, and lags it.

Code of refusal: *volatility spike*. Exits always pass. Rule and defaults: the account rule of the same name.`,
  params: { window: int({ label: 'Window', default: 365, min: LEAST, max: 5000, unit: 'observations' }) },
  inputs: { order: { kind: 'gate' }, volatility: number() },
  outputs: { intent: { kind: 'intent' }, blocked: { kind: 'condition' }, percentile: measured('ratio') },
  missing: 'restart',
  warmup: () => LEAST + 1,
  history: ({ window }) => window,
  state: () => 3,
  // state: earlier observations at hand, whether it blocks, calm observations in a row while it blocks.
  start: ({ window }) => {
    const judge = judgeAgainst(window)
    return ({ volatility }, { blocked, percentile }, state, row) => {
      state[0] = LEAST
      judge(volatility, blocked, percentile, state, row)
    }
  },
  kernel: ({ window }) => {
    const judge = judgeAgainst(window)
    return ({ volatility }, { blocked, percentile }, state, from, to) => {
      for (let i = from; i < to; i++) judge(volatility, blocked, percentile, state, i)
    }
  },
  gate:
    () =>
    (order, _account, _inputs, { blocked, percentile }, row) => {
      if (order.signal.action === 'exit' || blocked[row] === 0) return 'allow'
      return { code: 'VOLATILITY_SPIKE', value: percentile[row], limit: BREACH / 100 }
    },
  examples: [
    { title: 'Calm', signal: 'enter long', lots: 1, wires: { blocked: 0, percentile: 0.6 }, answer: 'allow' },
    {
      title: 'Above the 95th percentile',
      signal: 'enter long',
      lots: 1,
      wires: { blocked: 1, percentile: 0.98 },
      answer: { code: 'VOLATILITY_SPIKE', value: 0.98, limit: 0.95 },
    },
    {
      title: 'Too little is known',
      signal: 'enter long',
      lots: 1,
      wires: { blocked: 2, percentile: null },
      answer: { code: 'VOLATILITY_SPIKE' },
    },
  ],
})

/** Judges one row against up to `window` rows before it; state as described above. */
function judgeAgainst(window: number) {
  return (volatility: Float64Array, blocked: Uint8Array, percentile: Float64Array, state: Float64Array, row: number): void => {
    const earlier = state[0]
    let below = 0
    for (let i = row - earlier; i < row; i++) if (volatility[i] < volatility[row]) below++
    // Above the value of rank r exactly when at least r values lie below; ranks in whole numbers, so that no division rounds them.
    const aboveBreach = below >= Math.ceil((BREACH * earlier) / 100)
    const aboveRelease = below >= Math.ceil((RELEASE * earlier) / 100)
    if (aboveBreach) state[1] = 1
    state[2] = state[1] === 1 && !aboveRelease ? state[2] + 1 : 0
    if (state[2] >= CALM) {
      state[1] = 0
      state[2] = 0
    }
    state[0] = Math.min(earlier + 1, window)
    blocked[row] = state[1]
    percentile[row] = below / earlier
  }
}
