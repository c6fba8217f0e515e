import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { check } from '../../nodes/strategy/2-check.ts'
import type { Facts } from '../../nodes/strategy/check-facts.ts'
import { findingTable, type Finding } from '../../nodes/strategy/findings.ts'
import { parseDocument } from '../../nodes/strategy/parse.ts'
import { edited, sampleStrategy, type Edit } from '../kit/strategy.ts'

/** One sample a finding: what a person did, and everything that is then said. */
type Sample = {
  readonly what: string
  readonly text?: string
  readonly edit?: Edit
  readonly facts?: Facts
  readonly expected: readonly { readonly code: string; readonly node?: string; readonly port?: string }[]
}

const folder = new URL('./findings/', import.meta.url)
const names = readdirSync(folder).map((file) => file.replace(/\.json$/, ''))

function findingsOf({ text, edit, facts }: Sample): readonly Finding[] {
  const parsed = parseDocument(text ?? JSON.stringify(edited(sampleStrategy(), edit ?? {})))
  return 'findings' in parsed ? parsed.findings : check(parsed.document, facts).findings
}

test('the sample strategy every case starts from has no findings', () => {
  expect(check(sampleStrategy()).findings).toEqual([])
})

test('every finding of the table has a sample, and every sample a finding', () => {
  // No node has a second version yet: test/strategy/migration.test.ts brings one of its own.
  expect([...names, 'node.migrated'].sort()).toEqual(Object.keys(findingTable).sort())
})

test.each(names)('%s', (name) => {
  const sample = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Sample
  const found = findingsOf(sample).map(({ code, node, port }) => ({
    code,
    ...(node === undefined ? {} : { node }),
    ...(port === undefined ? {} : { port }),
  }))
  expect(found).toEqual(sample.expected)
  expect(found.map(({ code }) => code)).toContain(name)
})
