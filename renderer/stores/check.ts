import { check, type Checked } from '../../nodes/strategy/2-check.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'

/** The checker's word on a document, worked out once per document: every edit makes a new one. */
const known = new WeakMap<StrategyDocument, Checked>()

export function checkedOf(document: StrategyDocument): Checked {
  const seen = known.get(document)
  if (seen) return seen
  const checked = check(document)
  known.set(document, checked)
  return checked
}
