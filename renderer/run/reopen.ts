import type { RunRecord } from '../../engine/protocol/runs.ts'
import type { Documents } from '../stores/documents.ts'

/**
 * Opens the graph of a past run exactly as it ran, in a tab of its own with the run's own data, range, capital and profiles.
 * Answers with why not, where the record's document cannot be read.
 */
export function reopen(documents: Documents, { document, report: { binding } }: RunRecord): string | undefined {
  const opened = documents.openText(JSON.stringify(document), { name: undefined, hash: undefined, untrusted: false })
  if ('problems' in opened) return opened.problems.join('; ')
  const { slots, from, to, capital, fillProfile, riskProfile } = binding
  const sources = Object.entries(slots).map(([slot, { source }]) => [slot, source] as const)
  opened.tab.run.set({
    data: sources[0]?.[1] ?? 'practice',
    slots: Object.fromEntries(sources),
    from,
    to,
    capital,
    fillProfile,
    riskProfile,
  })
  return undefined
}
