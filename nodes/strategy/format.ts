import type { StrategyDocument } from './document.ts'

/**
 * The text of a strategy file: keys sorted, one line per node, wire, position and subgraph entry, so that a change
 * of one thing is a change of one line.
 */
export function formatDocument(document: StrategyDocument): string {
  return `${block(document, 0)}\n`
}

/** Records whose entries each take one line. */
const lineByLine = new Set(['nodes', 'wires', 'slots', 'positions', 'frames', 'notes', 'colours', 'promoted'])
const nested = new Set(['subgraphs', 'view'])

function block(value: object, depth: number, open = true): string {
  const pad = '  '.repeat(depth + 1)
  const lines = sortedEntries(value).map(([key, inner]) => `${pad}${JSON.stringify(key)}: ${member(key, inner, depth + 1, open)}`)
  return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n${'  '.repeat(depth)}}`
}

function member(key: string, value: unknown, depth: number, open: boolean): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (open && lineByLine.has(key)) return oneLineEach(value, depth)
  if (open && nested.has(key)) {
    return key === 'subgraphs' ? entries(value, depth) : block(value, depth)
  }
  return line(value)
}

/** Subgraph definitions: a block each, formatted like the document itself. */
function entries(value: object, depth: number): string {
  const pad = '  '.repeat(depth + 1)
  const lines = sortedEntries(value).map(([name, inner]) => `${pad}${JSON.stringify(name)}: ${block(inner as object, depth + 1)}`)
  return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n${'  '.repeat(depth)}}`
}

function oneLineEach(value: object, depth: number): string {
  const pad = '  '.repeat(depth + 1)
  const end = '  '.repeat(depth)
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[\n${value.map((item) => pad + line(item)).join(',\n')}\n${end}]`
  const lines = sortedEntries(value).map(([key, inner]) => `${pad}${JSON.stringify(key)}: ${line(inner)}`)
  return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n${end}}`
}

/** A value on one line, keys sorted. */
function line(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(line).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = sortedEntries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${line(inner)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

function sortedEntries(value: object): [string, unknown][] {
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
}
