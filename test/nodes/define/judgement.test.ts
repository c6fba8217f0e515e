import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fields, type Plan } from '../../../engine/compile/plan.ts'
import { createExplainer } from '../../../engine/run/why.ts'
import type { Graph, GraphNode } from '../../../nodes/strategy/1-resolve.ts'
import { nodes } from '../../../nodes/index.ts'
import { punchHoles, randomFrom, randomParams, randomTable } from '../../kit/contract/random-inputs.ts'
import { asSubject, plainColumns, run, type Data, type Subject, type Table, type Written } from '../../kit/contract/subject.ts'

const judging = nodes.flatMap((node) => (node.judge && asSubject(node) ? [node] : []))

test('every node that gives a condition from its own row and the rows just before says by what', () => {
  const silent = nodes.filter(({ outputs, judge }) => !judge && Object.values(outputs).some(({ kind }) => kind === 'condition'))
  // These answer by what they remember, or are gates, whose refusals carry a value and a limit of their own.
  expect(silent.map(({ type }) => type).sort()).toEqual([
    'logic.cooldown',
    'logic.latch',
    'logic.previous-condition',
    'risk.volatility-spike',
  ])
})

describe.each(judging.map((node) => [node.type, node] as const))('%s', (_type, node) => {
  const subject = asSubject(node)!

  test('its judgement says what its kernel says, on every row', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const random = randomFrom(seed)
        const values = randomParams(random, subject)
        const rows = 3 * Math.max(subject.warmup(values), subject.history(values)) + 40
        const table = randomTable(random, subject, values, rows, 0)
        // Whole tens: what is compared often stands level, which is where above and at-or-above part.
        for (const data of plainColumns(table))
          if (data instanceof Float64Array) for (const [i, value] of data.entries()) data[i] = Math.round(value / 10) * 10
        punchHoles(random, table)
        const written = run(subject, values, table)
        const { says, output } = explainerOver(node as GraphNode['definition'] & Subject, values, table, written)
        // A signal is given or not; whether it is not given for a no or an unknown is nobody's question.
        const plain = (value: number) => (output === 'fires' ? Number(value === 1) : value)
        const judged = Array.from({ length: rows }, (_, row) => plain(says(row)))
        expect(judged).toEqual([...written[output]!].map(plain))
      }),
      { numRuns: 15 },
    )
  })
})

/** The explainer on a graph of this node alone, its conditions given by nodes that tell nothing of themselves. */
function explainerOver(definition: GraphNode['definition'] & Subject, params: GraphNode['params'], table: Table, written: Written) {
  const columns: Data[] = fields.map((field) => {
    const candles = Object.values(table).find((input) => 'close' in input)
    return candles && 'close' in candles ? candles[field] : new Float64Array(0)
  })
  const wires = new Map<string, number>()
  const add = (name: string, data: Data) => {
    wires.set(name, columns.length)
    columns.push(data)
    return columns.length - 1
  }
  const inputs: Record<string, { column: number } | { candles: number }> = {}
  const byPath = new Map<string, GraphNode>()
  for (const [port, input] of Object.entries(table)) {
    if ('close' in input) inputs[port] = { candles: 0 }
    else inputs[port] = { column: add(`given-${port}.result`, input) }
    const silent = { ...definition, judge: undefined, inputs: {}, outputs: { result: { kind: 'condition' } } }
    byPath.set(`given-${port}`, nodeOf(`given-${port}`, silent as never, {}, {}))
  }
  const outputs = Object.fromEntries(Object.entries(written).map(([port, data]) => [port, add(`it.${port}`, data)]))
  const sources = Object.fromEntries(Object.keys(table).map((port) => [port, [{ node: `given-${port}`, port: 'result' }]]))
  byPath.set('it', nodeOf('it', definition, params, sources))
  const rows = Object.values(written)[0]!.length
  const plan = {
    series: [{ kind: 'kernel', node: 'it', computation: definition, params, clock: 0, inputs, outputs }],
    account: [],
    wires,
    columns: columns.map(() => ({ clock: 0 })),
  } as unknown as Plan
  const timeline = { closes: () => new Float64Array(rows), rows: () => new Int32Array(0) }
  const graph: Graph = { slots: {}, nodes: [...byPath.values()], byPath }
  const explainer = createExplainer(graph, { plan, timeline, read: (column, from, to) => columns[column]!.slice(from, to) })
  const output = Object.entries(definition.outputs).find(([, { kind }]) => kind === 'condition')![0]
  return { output, says: (row: number) => explainer.says('it', row) }
}

function nodeOf(path: string, definition: GraphNode['definition'], params: GraphNode['params'], inputs: GraphNode['inputs']): GraphNode {
  return { path, definition, params, given: new Set(), muted: false, inputs }
}
