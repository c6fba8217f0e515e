import { readdir, readFile } from 'node:fs/promises'
import { parseDocument } from '../../nodes/strategy/parse.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'

/** The example strategies that come with the product, one folder above the build. */
const folder = new URL('../examples/strategies/', import.meta.url)

export type Template = { readonly name: string; readonly document: StrategyDocument }

/** Names of the examples, in alphabetical order. */
export async function listTemplates(): Promise<string[]> {
  const names = await readdir(folder)
  return names
    .filter((name) => name.endsWith('.weir'))
    .map((name) => name.slice(0, -'.weir'.length))
    .sort()
}

/** One example. Throws a fault when it cannot be read: it is part of the product. */
export async function readTemplate(name: string): Promise<Template> {
  const read = parseDocument(await readFile(new URL(`${name}.weir`, folder), 'utf8'))
  if ('findings' in read) throw new Error(`the example "${name}" is broken: ${read.findings[0].message}`)
  return { name, document: read.document }
}
