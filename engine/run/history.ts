import { barLength } from '../../nodes/define/timeframe.ts'
import type { Plan } from '../compile/plan.ts'
import type { Candles } from '../market/candles.ts'
import { barAt } from './candle-log.ts'
import type { PlanStep, StreamBar } from './plan-steps.ts'

/** Candles of every stream as the steps a plan takes over them, in order of time: computed, not decided on. */
export function historySteps(plan: Plan, histories: readonly Candles[]): PlanStep[] {
  const closes = histories.map(({ time, length }, stream) =>
    Array.from({ length }, (_, row) => time[row] + barLength(plan.streams[stream].timeframe)),
  )
  const times = [...new Set(plan.baseStreams.flatMap((stream) => closes[stream]))].sort((a, b) => a - b)
  const next = histories.map(() => 0)
  return times.map((time) => {
    const bars: StreamBar[] = []
    for (const [stream, candles] of histories.entries()) {
      for (; closes[stream][next[stream]] <= time; next[stream]++) bars.push({ stream, bar: barAt(candles, next[stream])! })
    }
    return { time, bars, account: null }
  })
}

/** Bars that closed after the last base-clock row of the history: the first step takes them. */
export function barsAfter(plan: Plan, histories: readonly Candles[]): StreamBar[] {
  const closeOf = (stream: number, row: number) => histories[stream].time[row] + barLength(plan.streams[stream].timeframe)
  const last = Math.max(-Infinity, ...plan.baseStreams.map((stream) => closeOf(stream, histories[stream].length - 1) || -Infinity))
  return histories.flatMap((candles, stream) => {
    let row = candles.length
    while (row > 0 && closeOf(stream, row - 1) > last) row--
    return Array.from({ length: candles.length - row }, (_, i) => ({ stream, bar: barAt(candles, row + i)! }))
  })
}
