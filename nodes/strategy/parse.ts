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
  if (tooDeep(value, DEEPEST))
    return { findings: [finding('document.unreadable', { problem: `it is nested deeper than ${DEEPEST} levels` })] }
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
  if (parsed.success) return { document: parsed.data, notes: migrated.notes }
  return { findings: parsed.error.issues.slice(0, MOST_FINDINGS).map(issueFinding) }
}

function issueFinding(issue: z.core.$ZodIssue): Finding {
  const where = issue.path.length === 0 ? 'document' : issue.path.map(String).join('.').slice(0, 160)
  const node = issue.path[0] === 'nodes' && typeof issue.path[1] === 'string' ? issue.path[1] : undefined
  return finding('document.invalid', { where, problem: issue.message.slice(0, 300) }, { node })
}

function tooDeep(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (left === 0) return true
  return Object.values(value).some((inner) => tooDeep(inner, left - 1))
}
