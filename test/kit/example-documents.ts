import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { parseDocument } from '../../nodes/strategy/parse.ts'

const folder = join(import.meta.dirname, '../../examples/strategies')

/** Names of the strategies that come with the program. */
export function exampleNames(): string[] {
  return readdirSync(folder).flatMap((file) => (file.endsWith('.weir') ? [file.slice(0, -5)] : []))
}

/** One of them, read as the program reads it. */
export function example(name: string): StrategyDocument {
  const parsed = parseDocument(readFileSync(join(folder, `${name}.weir`), 'utf8'))
  if (!('document' in parsed)) throw new Error(`${name}: ${JSON.stringify(parsed.findings)}`)
  return parsed.document
}
