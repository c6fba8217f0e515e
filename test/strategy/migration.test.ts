import { expect, test } from 'vitest'
import { findNode } from '../../nodes/index.ts'
import { resolve } from '../../nodes/strategy/1-resolve.ts'
import { migrate } from '../../nodes/strategy/migrate.ts'
import { sampleStrategy } from '../kit/strategy.ts'

/** The catalogue of a later Weir, in which the moving average was given a second version: "length" became "period". */
function laterCatalogue(type: string) {
  const node = findNode(type)
  if (type !== 'indicator.sma' || node?.role !== 'series') return node
  return { ...node, version: 2, migrations: { 1: ({ length, ...rest }: Record<string, unknown>) => ({ ...rest, period: length }) } }
}

test('a node of an older version is brought up to date and its parameters carried over', () => {
  const document = sampleStrategy()
  document.nodes['fast'] = { type: 'indicator.sma', version: 1, params: { length: 7 } }
  document.nodes['slow'] = { type: 'indicator.sma', version: 2, params: { period: 30 } }
  const { graph, findings } = resolve(document, laterCatalogue)
  expect(findings).toEqual([expect.objectContaining({ code: 'node.migrated', severity: 'note', node: 'fast' })])
  expect(graph.byPath.get('fast')?.params).toEqual({ period: 7 })
  expect(graph.byPath.get('slow')?.params).toEqual({ period: 30 })
})

test('a document of the current format passes through the migration untouched', () => {
  const document = { ...sampleStrategy() }
  expect(migrate(document)).toEqual({ value: document, notes: [] })
})

test.each([[undefined], ['1'], [0], [-3]])('a document that says format version %s is refused', (formatVersion) => {
  expect(migrate({ ...sampleStrategy(), formatVersion })).toHaveProperty('problem')
})
