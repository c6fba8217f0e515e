import type { Finding } from '../../nodes/strategy/findings.ts'
import { tell } from './output.ts'
import { exitCodes, type ExitCode } from './stop.ts'

/** "error  fast.source: message  [code]" */
export function findingLine({ severity, node, port, message, code }: Finding): string {
  const place = node === undefined ? '' : port === undefined ? `${node}: ` : `${node}.${port}: `
  return `${severity.padEnd(7)} ${place}${message}  [${code}]`
}

/** The exit code findings with errors end with: what is no strategy file at all is bad input. */
export function stopCode(findings: readonly Finding[]): ExitCode {
  return findings.some(({ code }) => code === 'document.unreadable') ? exitCodes.input : exitCodes.findings
}

/** Findings on stderr, errors first. Notes are left to "weir check". */
export function sayFindings(findings: readonly Finding[]): void {
  for (const severity of ['error', 'warning'] as const) {
    for (const finding of findings) if (finding.severity === severity) tell(findingLine(finding))
  }
}
