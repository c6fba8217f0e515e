import type { Category, NodeDefinition } from '../../../nodes/define/node.ts'

/** First word of a type, by category. */
export const singular = {
  market: 'market',
  indicators: 'indicator',
  math: 'math',
  logic: 'logic',
  signals: 'signal',
  sizing: 'sizing',
  risk: 'risk',
  orders: 'order',
} as const satisfies Record<Category, string>

/** What is wrong with what a node says of itself. */
export function wordProblems(node: NodeDefinition): string[] {
  const problems: string[] = []
  const { type, version, title, summary, docs, migrations = {} } = node
  if (!type.startsWith(`${singular[node.category]}.`)) problems.push(`${type} is not of ${node.category}`)
  if (!(Number.isInteger(version) && version >= 1)) problems.push(`version is ${version}`)
  for (const [name, words] of Object.entries({ title, summary, docs })) if (words.trim() === '') problems.push(`no ${name}`)
  if (summary.length > 100 || summary.endsWith('.')) problems.push('the summary is one short line without a full stop')
  // Bars come from outside: there is nothing to work out.
  if (node.role !== 'candles' && node.examples.length === 0) problems.push('no example')
  for (const from of Object.keys(migrations))
    if (!(Number(from) < version)) problems.push(`a migration from ${from}, its own version or later`)
  return problems
}

/** What is wrong with its parameters and ports: defaults, ranges, and names of each other. */
export function portProblems(node: NodeDefinition): string[] {
  const problems: string[] = []
  for (const [name, { kind, form, schema, default: standard }] of Object.entries(node.params)) {
    if (!schema.safeParse(standard).success) problems.push(`the default of ${name} is not allowed`)
    const isNumber = kind === 'int' || kind === 'decimal'
    if (isNumber !== (form.min !== undefined && form.max !== undefined)) problems.push(`${name} has no range`)
  }
  const isNumberInput = (port: string) => node.inputs[port]?.kind === 'number'
  for (const [port, input] of Object.entries(node.inputs)) {
    if (input.kind !== 'number') continue
    const literal = input.literal === undefined ? undefined : (node.params[input.literal]?.kind ?? 'missing')
    if (literal !== undefined && literal !== 'int' && literal !== 'decimal') problems.push(`the written number of ${port} is ${literal}`)
    if (typeof input.unit === 'object' && !isNumberInput(input.unit.sameAs)) problems.push(`${port} is measured like ${input.unit.sameAs}`)
  }
  for (const [port, output] of Object.entries(node.outputs)) {
    if (output.kind !== 'number' || typeof output.unit === 'string' || !('sameAs' in output.unit)) continue
    if (!isNumberInput(output.unit.sameAs)) problems.push(`${port} is measured like ${output.unit.sameAs}`)
  }
  return problems
}
