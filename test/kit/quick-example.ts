import { formatDocument } from '../../nodes/strategy/format.ts'
import { readDocument } from '../../nodes/strategy/parse.ts'

/** The crossing-averages example in minutes, quick to cross, and small enough for the limits of a live account. */
export function quickExample(text: string): string {
  const read = readDocument(JSON.parse(text.replaceAll('"1h"', '"1m"')))
  if ('findings' in read) throw new Error(read.findings.map(({ message }) => message).join('; '))
  const { document } = read
  const nodes = Object.fromEntries(
    Object.entries(document.nodes).map(([id, node]) => {
      if (node.type === 'indicator.sma') return [id, { ...node, params: { ...node.params, period: id === 'fast' ? 2 : 3 } }]
      return node.type === 'sizing.percent-of-equity' ? [id, { ...node, params: { ...node.params, percent: 4 } }] : [id, node]
    }),
  )
  return formatDocument({ ...document, nodes })
}
