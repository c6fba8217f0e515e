import { defineGate } from '../define/node.ts'
import { int } from '../define/params.ts'
import { measured, number } from '../define/ports.ts'

/** Observations that must lie before the current one: fewer say nothing about a 95th percentile. */
const LEAST = 100
const BREACH = 95
const RELEASE = 90
const CALM = 3

// State: earlier observations at hand, whether it blocks, calm observations in a row while it blocks, then the earlier ones sorted.
const EARLIER = 0
const BLOCKS = 1
const CALM_ROWS = 2
const SORTED = 3

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
  state: ({ window }) => SORTED + window,
  start:
    ({ window }) =>
    ({ volatility }, { blocked, percentile }, state, row) => {
      state[EARLIER] = LEAST
      state.set(volatility.subarray(row - LEAST, row), SORTED)
      state.subarray(SORTED, SORTED + LEAST).sort()
      judge(volatility, blocked, percentile, state, row, window)
    },
  kernel:
    ({ window }) =>
    ({ volatility }, { blocked, percentile }, state, from, to) => {
      for (let i = from; i < to; i++) judge(volatility, blocked, percentile, state, i, window)
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

/** Judges one row against the rows before it, then puts it among them. */
function judge(
  volatility: Float64Array,
  blocked: Uint8Array,
  percentile: Float64Array,
  state: Float64Array,
  row: number,
  window: number,
): void {
  const earlier = state[EARLIER]
  const below = rank(state, earlier, volatility[row])
  // Above the value of rank r exactly when at least r values lie below; ranks in whole numbers, so that no division rounds them.
  const aboveBreach = below >= Math.ceil((BREACH * earlier) / 100)
  const aboveRelease = below >= Math.ceil((RELEASE * earlier) / 100)
  if (aboveBreach) state[BLOCKS] = 1
  state[CALM_ROWS] = state[BLOCKS] === 1 && !aboveRelease ? state[CALM_ROWS] + 1 : 0
  if (state[CALM_ROWS] >= CALM) {
    state[BLOCKS] = 0
    state[CALM_ROWS] = 0
  }
  blocked[row] = state[BLOCKS]
  percentile[row] = below / earlier

  // The oldest makes room: what lies between its place and the new one's moves by one.
  const gap = earlier < window ? earlier : rank(state, earlier, volatility[row - window])
  const place = below > gap ? below - 1 : below
  if (place < gap) state.copyWithin(SORTED + place + 1, SORTED + place, SORTED + gap)
  else state.copyWithin(SORTED + gap, SORTED + gap + 1, SORTED + place + 1)
  state[SORTED + place] = volatility[row]
  if (earlier < window) state[EARLIER] = earlier + 1
}

/** How many of the first `count` sorted values are below `value`, by halving. */
function rank(state: Float64Array, count: number, value: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (state[SORTED + middle] < value) low = middle + 1
    else high = middle
  }
  return low
}
