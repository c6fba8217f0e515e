import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compile } from '../../engine/compile/compile.ts'
import { check } from '../../nodes/strategy/2-check.ts'
import type { Finding } from '../../nodes/strategy/findings.ts'
import { formatDocument } from '../../nodes/strategy/format.ts'
import { parseDocument, readDocument } from '../../nodes/strategy/parse.ts'
import { small } from './small-document.ts'
import { mutate, mutation, type Json } from './mutate.ts'

const folder = 'examples/strategies'
const examples: readonly (readonly [string, Json])[] = [
  ['a small document with a subgraph', small],
  ...(existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.endsWith('.weir'))
    .map((name) => [name, JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as Json] as const),
]

/** Facts as the engine would have them: markets and many bars. */
const facts = {
  instruments: { main: { symbol: 'BTC/USDT', shortable: true }, hedge: { symbol: 'ETH/USDT', shortable: true } },
  streams: {},
}

type Fate = 'unreadable' | 'faulty' | 'runs' | 'silent' | 'changed by writing'

const spoken = (findings: readonly Finding[]) => findings.every(({ code, message }) => code.length > 0 && message.length > 0)

/** What becomes of a file: read, checked, compiled. Whatever is wrong must be a finding with a code and a sentence. */
function fateOf(text: string): Fate {
  const parsed = parseDocument(text)
  if ('findings' in parsed) return parsed.findings.length > 0 && spoken(parsed.findings) ? 'unreadable' : 'silent'
  const { findings, plan } = compile(parsed.document, facts)
  const faulty = findings.some(({ severity }) => severity === 'error')
  if (!spoken(findings) || faulty !== (plan === undefined)) return 'silent'
  // What was read can be written and means the same when read again.
  const again = parseDocument(formatDocument(parsed.document))
  if (!('document' in again) || JSON.stringify(sorted(again.document)) !== JSON.stringify(sorted(parsed.document)))
    return 'changed by writing'
  return faulty ? 'faulty' : 'runs'
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(sorted)
  return Object.fromEntries(
    Object.entries(value)
      .sort(([x], [y]) => (x < y ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}

describe('a mutated document is read or refused, never thrown over', () => {
  const seen = new Map<Fate, number>()

  test.each(examples)('%s', (_, document) => {
    expect(fateOf(JSON.stringify(document))).toBe('runs')
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
        const fate = fateOf(mutate(document, mutations))
        expect(['unreadable', 'faulty', 'runs']).toContain(fate)
        seen.set(fate, (seen.get(fate) ?? 0) + 1)
      }),
      { numRuns: document === small ? 300 : 80 },
    )
  })

  test('the cases went every way', () => {
    for (const fate of ['unreadable', 'faulty', 'runs'] as const) expect([fate, (seen.get(fate) ?? 0) > 20]).toEqual([fate, true])
  })

  test('any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' })), (text) => {
        expect(fateOf(text)).toBe('unreadable')
      }),
      { numRuns: 500 },
    )
  })
})

describe('hostile files', () => {
  const refused = (text: string) => ['unreadable', 'faulty'].includes(fateOf(text))

  test('nested a hundred thousand deep', () => {
    expect(refused('['.repeat(100_000) + ']'.repeat(100_000))).toBe(true)
    expect(refused(JSON.stringify(small).replace('"nodes":{', `"nodes":{"deep":${'{"a":'.repeat(20_000)}0${'}'.repeat(20_000)},`))).toBe(
      true,
    )
  })

  test('truncated anywhere', () => {
    const text = JSON.stringify(small)
    for (let end = 0; end < text.length; end += 7) expect(refused(text.slice(0, end))).toBe(true)
  })

  test('fifty thousand wires to nowhere', () => {
    const wires = Array.from({ length: 50_000 }, (_, i) => ({ from: `x${i}.y`, to: `z${i}.w` }))
    expect(refused(JSON.stringify({ ...(small as object), wires }))).toBe(true)
  })

  test('a long chain of nodes in a circle', () => {
    const count = 2000
    const nodes = Object.fromEntries(Array.from({ length: count }, (_, i) => [`n${i}`, { type: 'indicator.sma', version: 1, params: {} }]))
    const wires = Array.from({ length: count }, (_, i) => ({ from: `n${i}.average`, to: `n${(i + 1) % count}.source` }))
    const parsed = parseDocument(JSON.stringify({ ...(small as object), nodes, wires, subgraphs: {} }))
    expect('document' in parsed && check(parsed.document).findings.some(({ code }) => code === 'graph.cycle')).toBe(true)
  })

  test('subgraphs inside themselves, and doubling at every level', () => {
    const shell = { title: 'loop', inputs: [], outputs: [], promoted: {}, wires: [] }
    const self = { loop: { ...shell, nodes: { again: { type: 'subgraph.loop', version: 1, params: {} } } } }
    expect(
      refused(
        JSON.stringify({
          ...(small as object),
          subgraphs: self,
          nodes: { start: { type: 'subgraph.loop', version: 1, params: {} } },
          wires: [],
        }),
      ),
    ).toBe(true)
    const doubling = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => {
        const inner = { type: i === 39 ? 'market.constant' : `subgraph.level-${i + 1}`, version: 1, params: {} }
        return [`level-${i}`, { ...shell, nodes: { left: inner, right: inner } }]
      }),
    )
    expect(
      refused(
        JSON.stringify({
          ...(small as object),
          subgraphs: doubling,
          nodes: { start: { type: 'subgraph.level-0', version: 1, params: {} } },
          wires: [],
        }),
      ),
    ).toBe(true)
  })

  test('versions that do not exist', () => {
    for (const formatVersion of [0, 2, -1, 1.5, 1e300, '1', null, [1], {}])
      expect(refused(JSON.stringify({ ...(small as object), formatVersion }))).toBe(true)
    for (const version of [0, 2, 99, 1.5, '1', null]) {
      const changed = JSON.parse(JSON.stringify(small)) as { nodes: Record<string, { version: unknown }> }
      changed.nodes['slow'].version = version
      expect(refused(JSON.stringify(changed))).toBe(true)
    }
  })

  test('names that every object inherits', () => {
    for (const name of ['constructor', 'toString', '__proto__', 'valueOf', 'hasOwnProperty']) {
      const copy = () => JSON.parse(JSON.stringify(small)) as { nodes: Record<string, { type: string; params: object }>; wires: object[] }
      const own = (target: object, value: unknown) => Object.defineProperty(target, name, { value, enumerable: true, configurable: true })
      const unknownSubgraph = copy()
      unknownSubgraph.nodes['fast'].type = `subgraph.${name}`
      const unknownType = copy()
      unknownType.nodes['slow'].type = name
      const unknownParam = copy()
      own(unknownParam.nodes['slow'].params, 1)
      const unknownPromoted = copy()
      own(unknownPromoted.nodes['fast'].params, 1)
      const unknownPorts = copy()
      unknownPorts.wires.push({ from: `slow.${name}`, to: `entry.${name}` }, { from: `${name}.average`, to: 'entry.when' })
      const unknownSlot = copy()
      unknownSlot.nodes['candles'].params = { slot: name }
      for (const changed of [unknownSubgraph, unknownType, unknownParam, unknownPromoted, unknownPorts, unknownSlot])
        expect(refused(JSON.stringify(changed))).toBe(true)
    }
  })

  test('a value that contains itself', () => {
    const circular: Record<string, unknown> = { ...(small as object) }
    circular['nodes'] = circular
    const read = readDocument(circular)
    expect('findings' in read && read.findings.length).toBeGreaterThan(0)
  })

  test('a value whose parts are shared, doubling at every level', () => {
    let shared: unknown = 0
    for (let i = 0; i < 38; i++) shared = { left: shared, right: shared }
    const read = readDocument({ ...(small as object), nodes: { big: shared } })
    expect('findings' in read && read.findings.length).toBeGreaterThan(0)
  })
})
