import { compile } from '../../engine/compile/compile.ts'
import type { Plan } from '../../engine/compile/plan.ts'
import type { Candles } from '../../engine/market/candles.ts'
import { honestBar1, research1 } from '../../engine/protocol/profiles.ts'
import type { Binding, RunOutcome } from '../../engine/protocol/run.ts'
import { runBacktest } from '../../engine/run/backtest.ts'
import type { ColumnStore } from '../../engine/run/series.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { instrument } from './instruments.ts'

const nothing: ColumnStore = { get: () => undefined, put() {} }

/** A binding with every default rule on. */
export const defaultBinding: Binding = {
  slots: {},
  from: null,
  to: null,
  capital: '10000',
  fillProfile: honestBar1,
  riskProfile: research1,
}

/** The plan of a document that has no errors. */
export function planOf(document: StrategyDocument): Plan {
  const { plan, findings } = compile(document)
  if (!plan) throw new Error(JSON.stringify(findings))
  return plan
}

/** Runs a strategy of one slot over given candles in this thread. */
export function runOver(
  document: StrategyDocument,
  candles: Candles,
  { store = nothing, binding = defaultBinding, plan = planOf(document) } = {},
): RunOutcome {
  const streams = [{ instrument: instrument(), source: 'a walk', dataKey: 'walk', candles }]
  return runBacktest({ document, plan, binding, streams, store, canceled: () => false }).outcome
}
