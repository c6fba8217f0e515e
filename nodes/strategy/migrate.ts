import { formatVersion } from './document.ts'

type Raw = Record<string, unknown>
type Step = (document: Raw) => { readonly value: Raw; readonly note: string }

/**
 * Steps from an older file format to the next, by the version they start from. There is one format so far.
 * A step says what it changed and may not lose a wire; `migrate` counts.
 */
const steps: Readonly<Record<number, Step>> = {}

export type Migrated = { readonly value: Raw; readonly notes: readonly string[] } | { readonly problem: string }

/** Brings a document of an older format up to date, or says why it cannot be done. */
export function migrate(document: Raw): Migrated {
  let value = document
  const notes: string[] = []
  while (value['formatVersion'] !== formatVersion) {
    const version = value['formatVersion']
    const step = typeof version === 'number' ? steps[version] : undefined
    if (!step) return { problem: `its format version is ${version === undefined ? 'missing' : JSON.stringify(version)}` }
    const before = countWires(value)
    const next = step(value)
    if (countWires(next.value) !== before) return { problem: `bringing it up from version ${String(version)} would lose a wire` }
    value = next.value
    notes.push(next.note)
  }
  return { value, notes }
}

function countWires(document: Raw): number {
  const own = Array.isArray(document['wires']) ? document['wires'].length : 0
  const subgraphs = Object.values((document['subgraphs'] ?? {}) as Record<string, Raw>)
  return subgraphs.reduce((sum, subgraph) => sum + (Array.isArray(subgraph['wires']) ? subgraph['wires'].length : 0), own)
}
