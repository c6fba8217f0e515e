import type { Plan } from '../compile/plan.ts'
import { contentKey } from '../market/content-key.ts'
import { runBacktest } from './backtest.ts'
import { createCandleLog } from './candle-log.ts'
import type { RecordedSession } from './parity-journal.ts'
import type { Rerun, TrueBars } from './parity-rerun.ts'

/**
 * The backtest of a session's bars as they are known today: the engine every backtest is made by, over whole columns, and not the one
 * the session ran on. What is open at the end is marked, as it is in a session, whatever the profile does at the end of its data.
 */
export function backtestOf({ start, histories }: RecordedSession, plan: Plan, truth: readonly TrueBars[]): Rerun {
  const { binding, plan: config, feed, from } = start
  const logs = histories.map(createCandleLog)
  for (const { bars } of truth) for (const { stream, bar } of bars) logs[stream].push(bar)
  const { outcome } = runBacktest({
    document: config.document,
    plan,
    binding: { ...binding, from, fillProfile: { ...binding.fillProfile, closeAtEnd: 'mark' } },
    streams: logs.map((log, stream) => {
      const candles = log.candles()
      const { slot, timeframe } = plan.streams[stream]
      return { instrument: config.desk.slots[slot].instrument, source: feed, dataKey: contentKey(candles, timeframe), candles }
    }),
    store: { get: () => undefined, put() {} },
    canceled: () => false,
  })
  return { orders: outcome.orders, fills: outcome.fills }
}
