import type { Finding } from '../../nodes/strategy/findings.ts'

/** A line of the text and what is to be said of it. Lines count from 1. */
export type LineMark = { readonly line: number; readonly message: string; readonly severity: Finding['severity'] }

/** Where each finding belongs in the text: the line of its node, else the first. Nodes are one line each, as the file is written. */
export function markLines(text: string, findings: readonly Finding[]): LineMark[] {
  const lines = text.split('\n')
  return findings.map(({ node, message, severity }) => {
    const id = node?.slice(node.lastIndexOf('/') + 1)
    const at = id === undefined ? -1 : lines.findIndex((line) => line.includes(`"${id}": {`) && line.includes('"type"'))
    return { line: at === -1 ? 1 : at + 1, message, severity }
  })
}
