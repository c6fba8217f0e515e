import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { categories, type NodeDefinition } from '../../nodes/define/node.ts'
import { findNode, nodes } from '../../nodes/index.ts'
import { latch } from '../../nodes/logic/latch.ts'
import { constant } from '../../nodes/market/constant.ts'
import { position } from '../../nodes/market/position.ts'
import { exposure } from '../../nodes/risk/exposure.ts'
import { percentOfEquity } from '../../nodes/sizing/percent-of-equity.ts'
import { checks, type CheckName } from '../kit/contract/kernel-checks.ts'
import { randomFrom, randomParams, randomTable } from '../kit/contract/random-inputs.ts'
import { exampleProblems } from '../kit/contract/example-checks.ts'
import { asSubject, columnsOf, run, type Subject } from '../kit/contract/subject.ts'
import { portProblems, singular, wordProblems } from '../kit/contract/word-checks.ts'
import { mutants } from '../kit/mutants/kernels.ts'

/** The contract every node passes. A new node is tested by being listed in nodes/index.ts; nothing here names one, but for planted mistakes. */

const folder = join(import.meta.dirname, '../../nodes')
const subjects = nodes.flatMap((node) => asSubject(node) ?? [])
const names = Object.keys(checks) as CheckName[]

test('every file of a family is one node, named after its file, and listed once', () => {
  const files = categories.flatMap((category) =>
    readdirSync(join(folder, category))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${singular[category]}.${file.slice(0, -3)}`),
  )
  expect(nodes.map((node) => node.type).sort()).toEqual(files.sort())
  expect(nodes.length).toBeGreaterThan(40)
  expect(subjects.length).toBeGreaterThan(30)
})

test.each(nodes.map((node) => [node.type, node] as const))('%s says what it is', (type, node) => {
  expect(findNode(type)).toBe(node)
  expect([...wordProblems(node), ...portProblems(node)]).toEqual([])
})

test.each(nodes.map((node) => [node.type, node] as const))('%s: its examples come out as written', (_type, node) => {
  expect(exampleProblems(node)).toEqual([])
})

describe.each(subjects.map((subject) => [subject.type, subject] as const))('%s', (_type, subject) => {
  test.each(names)('%s', (name) => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        expect(checks[name](subject, seed)).toEqual([])
      }),
      { numRuns: 12 },
    )
  })

  test('the cases were not empty', () => {
    for (const [name, { missing, distinct }] of tally(subject)) {
      expect(distinct, `${name} takes more than one value`).toBeGreaterThan(1)
      expect(missing, `${name} is not always missing`).toBeLessThan(1)
    }
  })
})

/** What the outputs were over the cases of twenty seeds: share of missing values, number of different ones. */
function tally(subject: Subject): [name: string, { missing: number; distinct: number }][] {
  const runs = Array.from({ length: 20 }, (_, seed) => {
    const random = randomFrom(seed)
    const values = randomParams(random, subject)
    const rows = 3 * Math.max(subject.warmup(values), subject.history(values)) + 60
    return run(subject, values, randomTable(random, subject, values, rows, 0))
  })
  return columnsOf(subject).map(([name, kind]) => {
    const all = runs.flatMap((written) => [...written[name]])
    const known = all.filter((value) => (kind === 'condition' ? value < 2 : !Number.isNaN(value)))
    return [name, { missing: 1 - known.length / all.length, distinct: new Set(known).size }]
  })
}

describe('REQ-74: a planted bug is found, a look into the next row among them; every node passes the same checks', () => {
  test.each(mutants.map((mutant) => [mutant.bug, mutant] as const))('%s', (_bug, { subject, foundBy }) => {
    const seeds = Array.from({ length: 12 }, (_, seed) => seed)
    expect(seeds.flatMap((seed) => checks[foundBy](subject, seed))).not.toEqual([])
  })

  test('every check finds one', () => {
    expect(new Set(mutants.map((mutant) => mutant.foundBy))).toEqual(new Set(names))
  })
})

test('a wrong example is found', () => {
  const wrong = [
    { ...percentOfEquity, examples: [{ title: 'too many', signal: 'enter long', answer: { lots: 10_001 } }] },
    { ...exposure, examples: [{ title: 'passes', signal: 'enter long', lots: 16_000, answer: 'allow' }] },
    { ...position, examples: [{ title: 'short', account: { heldLots: -5 }, outputs: { long: 1 } }] },
    { ...constant, examples: [{ title: 'another', params: { value: 3 }, inputs: {}, outputs: { value: [3, 4] } }] },
    { ...latch, examples: [{ title: 'off', inputs: { set: [1], reset: [0] }, outputs: { result: [0] } }] },
  ] satisfies NodeDefinition[]
  for (const node of wrong) expect(exampleProblems(node), node.type).toHaveLength(1)
})
