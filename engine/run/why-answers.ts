import type { Graph } from '../../nodes/strategy/1-resolve.ts'
import type { Handlers } from '../protocol/requests.ts'
import type { RunOutcome } from '../protocol/run.ts'
import type { RunColumns } from './run-columns.ts'
import { createExplainer, type Explainer } from './why.ts'

/** A run kept; without columns and graph its values are no longer at hand. */
type Kept = { readonly outcome: RunOutcome; readonly columns?: RunColumns; readonly graph?: () => Graph }

/** `found` finds a run made since the engine started. */
export function answerWhy(found: (run: string) => Kept | undefined): Handlers['run.why'] {
  const explainers = new WeakMap<RunColumns, Explainer>()

  return async ({ run, node, time }) => {
    const kept = found(run)
    if (!kept?.columns || !kept.graph) return { ok: false, message: 'the values of this run are no longer at hand; run it again' }
    const { columns, outcome, graph } = kept
    const explainer = explainers.get(columns) ?? createExplainer(graph(), columns)
    explainers.set(columns, explainer)
    const at = explainer.rowAt(node, time)
    const denials = outcome.denials.flatMap(({ signal, time: denied, by, code, value, limit, enforced }) =>
      enforced && signal === node && denied === time ? [{ by, code, value, limit }] : [],
    )
    if (!at) return { ok: true, why: { time: null, says: 2, reasons: [], denials } }
    const reasons = explainer.explain(node, at.row)?.reasons ?? []
    return { ok: true, why: { time: at.time, says: explainer.says(node, at.row), reasons, denials } }
  }
}
