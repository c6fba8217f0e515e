import { barLength } from '../../nodes/define/timeframe.ts'
import type { Plan } from '../compile/plan.ts'
import type { AccountSnapshot } from '../desk/snapshot.ts'
import type { Candles } from '../market/candles.ts'
import { barsAfter } from './history.ts'
import type { PlanStep, StreamBar } from './plan-steps.ts'

/** Puts bars together to the steps a plan takes: those of slower streams wait for the next row of the base clock. */
export type StepBars = {
  /** Bars of earlier closes that came too late: they enter as history before the next step. Answers with the base-clock rows among them. */
  late(bars: readonly StreamBar[]): number
  /** Bars that closed together. True when the base clock has a row there: then a step is due. */
  add(bars: readonly StreamBar[]): boolean
  /** The steps the plan has to take now, the last one to be decided on `account`. */
  take(time: number, account: AccountSnapshot): PlanStep[]
}

export function createStepBars(plan: Plan, histories: readonly Candles[]): StepBars {
  let carried = barsAfter(plan, histories)
  let history: PlanStep[] = []
  const isBase = ({ stream }: StreamBar) => plan.baseStreams.includes(stream)
  const closeOf = ({ stream, bar }: StreamBar) => bar.time + barLength(plan.streams[stream].timeframe)
  return {
    late(late) {
      let rows = 0
      for (const time of [...new Set(late.map(closeOf))].sort((a, b) => a - b)) {
        const bars = late.filter((one) => closeOf(one) === time)
        if (bars.some(isBase)) rows++
        history.push({ time, bars, account: null })
      }
      return rows
    },
    add(bars) {
      carried.push(...bars)
      return bars.some(isBase)
    },
    take(time, account) {
      const steps = [...history, { time, bars: carried, account }]
      history = []
      carried = []
      return steps
    },
  }
}
