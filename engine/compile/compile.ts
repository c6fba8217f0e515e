import { check, noFacts, type Checked } from '../../nodes/strategy/2-check.ts'
import type { Facts } from '../../nodes/strategy/check-facts.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { runnable, type Finding } from '../../nodes/strategy/findings.ts'
import { simplify } from './3-simplify.ts'
import { schedule } from './4-schedule.ts'
import { link } from './5-link.ts'
import type { Plan } from './plan.ts'

export type Compiled = {
  readonly findings: readonly Finding[]
  readonly checked: Checked
  /** Absent when a finding stops the run. */
  readonly plan?: Plan
}

/**
 * From document to plan: 1 resolve, 2 check (both in nodes/strategy, the same code the window runs), 3 simplify,
 * 4 schedule, 5 link. `keep` names nodes whose values are wanted although they lead to no order.
 */
export function compile(document: StrategyDocument, facts: Facts = noFacts, keep: readonly string[] = []): Compiled {
  const checked = check(document, facts)
  if (!runnable(checked.findings)) return { findings: checked.findings, checked }
  const simplified = simplify(checked, keep)
  return { findings: checked.findings, checked, plan: link(checked, simplified, schedule(checked, simplified)) }
}
