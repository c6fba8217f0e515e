import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import type { Finding } from '../../nodes/strategy/findings.ts'
import { checkedOf } from '../stores/check.ts'

const known = new WeakMap<StrategyDocument, ReadonlyMap<string, readonly Finding[]>>()

/** Findings by the path of their node; an instance of a subgraph answers for what is inside it. */
export function issuesOf(document: StrategyDocument): ReadonlyMap<string, readonly Finding[]> {
  const seen = known.get(document)
  if (seen) return seen
  const byPath = new Map<string, Finding[]>()
  for (const finding of checkedOf(document).findings) {
    if (finding.node === undefined) continue
    for (let path = finding.node; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('/')))) {
      const list = byPath.get(path)
      if (list) list.push(finding)
      else byPath.set(path, [finding])
    }
  }
  known.set(document, byPath)
  return byPath
}

/** "1 error, 2 warnings"; empty for none. */
export function issueWords(findings: readonly Finding[]): string {
  const count = (severity: Finding['severity']) => findings.filter((one) => one.severity === severity).length
  const words = (n: number, word: string) => (n === 0 ? [] : [`${n} ${word}${n === 1 ? '' : 's'}`])
  return [...words(count('error'), 'error'), ...words(count('warning'), 'warning')].join(', ')
}
