import type { Finding } from '../../nodes/strategy/findings.ts'
import { tell } from './output.ts'

/** "error  fast.source: message  [code]" */
export function findingLine({ severity, node, port, message, code }: Finding): string {
  const place = node === undefined ? '' : port === undefined ? `${node}: ` : `${node}.${port}: `
  return `${severity.padEnd(7)} ${place}${message}  [${code}]`
}

/** Findings on stderr, the serious first; notes only where asked for. */
export function sayFindings(findings: readonly Finding[]): void {
  for (const severity of ['error', 'warning'] as const) {
    for (const finding of findings) if (finding.severity === severity) tell(findingLine(finding))
  }
}
