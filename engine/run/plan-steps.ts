import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { compile } from '../compile/compile.ts'
import type { Plan } from '../compile/plan.ts'
import type { DeskConfig } from '../desk/contract.ts'
import { createSnapshotAccount, type AccountSnapshot } from '../desk/snapshot.ts'
import type { Calendar } from '../market/calendar.ts'
import type { LiveBar } from '../market/feed.ts'
import { collectDecisions, type Decision } from './decisions.ts'
import { createStepper } from './stepper.ts'

/** Everything a plan needs to run step by step: plain data, so that it can be sent to another thread and kept in a journal. */
export type PlanConfig = {
  readonly document: StrategyDocument
  readonly desk: DeskConfig
  /** Calendar of each stream's instrument. */
  readonly calendars: readonly Calendar[]
  /** Nodes whose values are wanted although they lead to no order. */
  readonly keep: readonly string[]
}

export type StreamBar = { readonly stream: number; readonly bar: LiveBar }

/** One base-clock step. `account` null: history, computed and not decided on. */
export type PlanStep = {
  /** Close time, UTC milliseconds. */
  readonly time: number
  /** Bars known since the step before, in order of their streams. */
  readonly bars: readonly StreamBar[]
  readonly account: AccountSnapshot | null
}

export type PlanAnswer = {
  readonly decisions: readonly Decision[]
  /** Value of every wire after the step: NaN or 2 where missing. */
  readonly values: Readonly<Record<string, number>>
}

/** A plan at work, one step at a time. */
export type PlanSteps = { readonly plan: Plan; step(step: PlanStep): PlanAnswer }

/** Compiles and starts a plan. The caller has checked the document: a finding here is a fault. */
export function startPlan({ document, desk, calendars, keep }: PlanConfig): PlanSteps {
  const { plan, findings } = compile(document, undefined, [...keep])
  if (!plan) throw new Error(`a document that had been checked does not compile: ${findings[0]?.message}`)
  const { account, load } = createSnapshotAccount(desk)
  const { list, decisions } = collectDecisions()
  const stepper = createStepper({ plan, calendars, account, decisions })
  const wires = [...plan.wires]
  return {
    plan,
    step({ time, bars, account: snapshot }) {
      for (const { stream, bar } of bars) stepper.append(stream, bar)
      stepper.compute(time)
      if (snapshot === null) {
        stepper.skip()
        return { decisions: [], values: {} }
      }
      load(snapshot)
      stepper.decide()
      return {
        decisions: list.splice(0),
        values: Object.fromEntries(wires.map(([wire, column]) => [wire, stepper.value(column)])),
      }
    },
  }
}
