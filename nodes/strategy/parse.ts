import type { z } from 'zod'
import { documentSchema, formatVersion, type StrategyDocument } from './document.ts'
import { finding, type Finding } from './findings.ts'
import { migrate } from './migrate.ts'

/** A document, or why there is none. `notes` tell what a migration changed. */
export type Parsed = { readonly document: StrategyDocument; readonly notes: readonly string[] } | { readonly findings: readonly Finding[] }

/** Most findings listed for one malformed file: a hostile file must not produce a million. */
const MOST_FINDINGS = 50
/** Deepest nesting read. The format itself needs 6. */
const DEEPEST = 40
/** Most values read from one file; a strategy of 2,000 nodes holds some 40,000. */
const MOST_VALUES = 2_000_000
/** Most nodes after subgraphs are inlined: 40 definitions that hold each other twice would be 2⁴⁰. */
const MOST_NODES = 50_000

/** Reads the text of a strategy file. Never throws: whatever is wrong is listed. */
export function parseDocument(text: string): Parsed {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    const problem = text.trim() === '' ? 'it is empty' : error instanceof Error ? error.message : 'not JSON'
    return { findings: [finding('document.unreadable', { problem })] }
  }
  return readDocument(value)
}

/** Reads a strategy from a parsed value: a file, a paste, a message. */
export function readDocument(value: unknown): Parsed {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { findings: [finding('document.unreadable', { problem: 'it holds no object' })] }
  }
  const excess = tooMuch(value)
  if (excess !== undefined) return { findings: [finding('document.unreadable', { problem: excess })] }
  const { format, formatVersion: version } = value as { format?: unknown; formatVersion?: unknown }
  if (format !== 'weir-strategy') {
    return {
      findings: [
        finding('document.unreadable', {
          problem: `its "format" is ${format === undefined ? 'missing' : JSON.stringify(format).slice(0, 60)}`,
        }),
      ],
    }
  }
  if (typeof version === 'number' && version > formatVersion) {
    return { findings: [finding('document.newer-version', { version, known: formatVersion })] }
  }
  const migrated = migrate(value as Record<string, unknown>)
  if ('problem' in migrated) return { findings: [finding('document.unreadable', { problem: migrated.problem })] }
  const parsed = documentSchema.safeParse(migrated.value)
  if (parsed.success) {
    if (inlinedNodes(parsed.data) > MOST_NODES) {
      const problem = `inlined they come to more than ${MOST_NODES} nodes`
      return { findings: [finding('document.invalid', { where: 'subgraphs', problem })] }
    }
    return { document: parsed.data, notes: migrated.notes }
  }
  return { findings: parsed.error.issues.slice(0, MOST_FINDINGS).map(issueFinding) }
}

function issueFinding(issue: z.core.$ZodIssue): Finding {
  const where = issue.path.length === 0 ? 'document' : issue.path.map(String).join('.').slice(0, 160)
  const node = issue.path[0] === 'nodes' && typeof issue.path[1] === 'string' ? issue.path[1] : undefined
  return finding('document.invalid', { where, problem: issue.message.slice(0, 300) }, { node })
}

/** Why a value is not read at all; shared parts count each time they are met, so the walk ends. */
function tooMuch(value: unknown): string | undefined {
  let left = MOST_VALUES
  const walk = (inner: unknown, levels: number): string | undefined => {
    if (typeof inner !== 'object' || inner === null) return undefined
    if (levels === 0) return `it is nested deeper than ${DEEPEST} levels`
    // The schema would drop it in silence.
    if (Object.hasOwn(inner, '__proto__')) return 'it holds a part named "__proto__"'
    for (const part of Object.values(inner)) {
      if (--left < 0) return `it holds more than ${MOST_VALUES} values`
      const problem = walk(part, levels - 1)
      if (problem !== undefined) return problem
    }
    return undefined
  }
  return walk(value, DEEPEST)
}

/** Nodes and instances after inlining; a definition inside itself counts once, resolving reports it. */
function inlinedNodes(document: StrategyDocument): number {
  const known = new Map<string, number>()
  const count = (nodes: StrategyDocument['nodes']): number =>
    Object.values(nodes).reduce((sum, { type }) => sum + 1 + (type.startsWith('subgraph.') ? inside(type.slice('subgraph.'.length)) : 0), 0)
  const inside = (name: string): number => {
    if (!Object.hasOwn(document.subgraphs, name)) return 0
    const before = known.get(name)
    if (before !== undefined) return before
    known.set(name, 0)
    const total = count(document.subgraphs[name]!.nodes)
    known.set(name, total)
    return total
  }
  return count(document.nodes)
}
