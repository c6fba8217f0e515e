import type { Finding } from '../../nodes/strategy/findings.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { checkedOf } from '../stores/check.ts'
import type { RunState } from '../stores/run.ts'
import { entryTo } from './go-to.ts'

/**
 * Everything there is to say about a strategy as it stands: what the checker finds, and what the last run found in addition because it
 * knew the data and the markets. Of the latter only what is about nodes still there.
 */
export function allFindings(document: StrategyDocument, { findings: ofRun }: Pick<RunState, 'findings'>): readonly Finding[] {
  const own = checkedOf(document).findings
  const known = new Set(own.map(keyOfFinding))
  const more = ofRun.filter(({ code, node }) => isAboutFacts(code) && (node === undefined || entryTo(document, node) !== undefined))
  return [...own, ...more.filter((one) => !known.has(keyOfFinding(one)))].toSorted((a, b) => rank[a.severity] - rank[b.severity])
}

/** How many of each weight. */
export function countFindings(findings: readonly Finding[]): { readonly errors: number; readonly warnings: number } {
  return {
    errors: findings.filter(({ severity }) => severity === 'error').length,
    warnings: findings.filter(({ severity }) => severity === 'warning').length,
  }
}

export function keyOfFinding({ code, node, port, message }: Finding): string {
  return `${code} ${node ?? ''} ${port ?? ''} ${message}`
}

const rank = { error: 0, warning: 1, note: 2 } as const

/** Only with data or instruments at hand can these be told; all others the window tells itself, and newer. */
function isAboutFacts(code: Finding['code']): boolean {
  return code.startsWith('data.') || code.startsWith('market.')
}
