import { barLength } from '../../nodes/define/timeframe.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import type { Plan } from '../compile/plan.ts'
import { contentKey } from '../market/content-key.ts'
import { tenTo } from '../money/amounts.ts'
import type { Binding, RunOutcome } from '../protocol/run.ts'
import { noStats } from '../venue/stats.ts'
import type { Core } from './core.ts'
import { fillCounts, streamFacts } from './facts.ts'
import { boundHash, engineVersion } from './run-id.ts'
import { accountMoney } from './slots.ts'

export type CoreOutcomeInput = {
  readonly core: Core
  readonly runId: string
  readonly document: Pick<StrategyDocument, 'id' | 'name' | 'revision'>
  readonly plan: Plan
  readonly binding: Binding
  /** What the bars of each stream came from, in words. */
  readonly sources: readonly string[]
  /** Open of the first bar that may decide. */
  readonly from: number
  readonly marks: readonly string[]
}

/** What a run in steps comes to so far, in the shape every report is made from. */
export function outcomeOf({ core, runId, document, plan, binding, sources, from, marks }: CoreOutcomeInput): RunOutcome {
  const { desk, logs, tally } = core
  const instruments = plan.slots.map((_, slot) => core.desks.slots[slot].instrument)
  const { currency, scale } = accountMoney(plan, instruments)
  const streams = logs.map((log, stream) => {
    const candles = log.candles()
    const { slot, timeframe } = plan.streams[stream]
    const { instrument } = core.desks.slots[slot]
    const data = { instrument, source: sources[stream], dataKey: contentKey(candles, timeframe), candles }
    return streamFacts(plan, stream, data, { timeframe, calendar: instrument.calendar, candles }, from)
  })
  return {
    runId,
    planHash: plan.hash,
    boundHash: boundHash(
      plan.hash,
      binding,
      plan.slots.map((_, slot) => core.desks.slots[slot].instrument),
    ),
    engineVersion,
    strategy: { id: document.id, name: document.name, revision: document.revision },
    binding,
    currency,
    unit: tenTo(scale),
    streams,
    times: Float64Array.from(tally.times),
    equity: Float64Array.from(tally.equity),
    price: Float64Array.from(tally.price),
    trades: desk.trades(),
    orders: desk.orders(),
    fills: desk.fills,
    denials: desk.denials,
    counts: fillCounts(core.venue.stats ?? noStats(), tally.sameStepIntents),
    unsettledDecisions: unsettledDecisions(core, plan),
    marks: [
      ...marks,
      ...(plan.repaints ? ['repaints'] : []),
      ...(sources.some((source) => source.includes('simulated')) ? ['simulated market'] : []),
    ],
  }
}

/** Decisions taken while the seed of some recursive value still weighed in. */
function unsettledDecisions({ logs, tally }: Core, plan: Plan): number {
  const settled = new Map(
    plan.signals.map(({ signal, fires }) => {
      const { clock } = plan.columns[fires]
      if (clock >= logs.length) return [signal.node, -Infinity] as const
      const { time } = logs[clock].candles()
      const open = time[Math.min(plan.leads[clock].settle, time.length - 1)] ?? 0
      return [signal.node, open + barLength(plan.streams[clock].timeframe)] as const
    }),
  )
  return tally.decided.filter(({ node, time }) => time < (settled.get(node) ?? -Infinity)).length
}
