import type { NodeDefinition } from '../../../nodes/define/node.ts'
import type { Params } from '../../../nodes/define/params.ts'
import type { CandleColumns, Inputs, Outputs } from '../../../nodes/define/ports.ts'
import { createRunner, type AnyComputation } from '../../../engine/compile/runner.ts'
import type { Column } from '../../../engine/columns/column.ts'

/** A node that computes, as the contract sees it: its ports, its parameters and its kernel. */
export type Subject = AnyComputation & {
  readonly type: string
  readonly params: Params
  readonly inputs: Inputs
  readonly outputs: Outputs
}

export type Values = Readonly<Record<string, unknown>>
export type Data = Float64Array | Uint8Array
/** Columns by input port; absent for an optional input left free. */
export type Table = Readonly<Record<string, Data | CandleColumns>>
export type Written = Readonly<Record<string, Data>>

/** The node as a subject, or undefined when it computes nothing. */
export function asSubject(node: NodeDefinition): Subject | undefined {
  return 'kernel' in node && node.kernel ? node : undefined
}

/** Names of the outputs a kernel writes. */
export function columnsOf({ outputs }: Subject): [name: string, kind: 'number' | 'condition'][] {
  return Object.entries(outputs).flatMap(([name, { kind }]) =>
    kind === 'number' || kind === 'condition' ? [[name, kind] as [string, typeof kind]] : [],
  )
}

/** What no kernel ever writes: an output that still holds it was forgotten. */
const UNWRITTEN = { number: -9.87654321e-77, condition: 99 } as const

export function isUnwritten(data: Data, row: number): boolean {
  return data[row] === (data instanceof Uint8Array ? UNWRITTEN.condition : UNWRITTEN.number)
}

/** Empty outputs, every row marked as not yet written. */
export function blankOutputs(subject: Subject, length: number): Record<string, Data> {
  return Object.fromEntries(
    columnsOf(subject).map(([name, kind]) => [
      name,
      kind === 'number' ? new Float64Array(length).fill(UNWRITTEN.number) : new Uint8Array(length).fill(UNWRITTEN.condition),
    ]),
  )
}

/** A runner over raw columns: the one the engine runs, told nothing in advance about what is missing. */
export function runnerOver(subject: Subject, values: Values, inputs: Table, outputs: Record<string, Data>) {
  const asColumn = (data: Data, holes: boolean): Column => ({ data, validFrom: 0, holes })
  const bound = Object.entries(inputs).map(([port, input]) => [port, 'close' in input ? input : asColumn(input, true)] as const)
  const written = Object.entries(outputs).map(([name, data]) => [name, asColumn(data, false)] as const)
  return createRunner(subject, values, Object.fromEntries(bound), Object.fromEntries(written))
}

/** Runs rows [0, n) in blocks whose lengths are asked for one by one; row 0 has the absolute number `base`. */
export function run(subject: Subject, values: Values, inputs: Table, base = 0, nextBlock: () => number = () => Infinity): Written {
  const length = rowsOf(inputs)
  const outputs = blankOutputs(subject, length)
  const runner = runnerOver(subject, values, inputs, outputs)
  for (let from = 0; from < length;) {
    const to = Math.min(length, from + nextBlock())
    runner.advance(from, to, base)
    from = to
  }
  return outputs
}

/** Rows of a table. A node without a wired column has none. */
export function rowsOf(inputs: Table): number {
  return Math.min(...Object.values(inputs).map((input) => ('close' in input ? input.close.length : input.length)))
}

/** Every plain column of a table, those of candles one by one. */
export function plainColumns(inputs: Table): Data[] {
  return Object.values(inputs).flatMap((input) => ('close' in input ? Object.values(input) : [input]))
}

/** A table of its own with the rows [from, to). */
export function copyRows(inputs: Table, from: number, to: number): Table {
  const copy = (input: Data | CandleColumns): Data | CandleColumns =>
    'close' in input
      ? {
          time: input.time.slice(from, to),
          open: input.open.slice(from, to),
          high: input.high.slice(from, to),
          low: input.low.slice(from, to),
          close: input.close.slice(from, to),
          volume: input.volume.slice(from, to),
        }
      : input.slice(from, to)
  return Object.fromEntries(Object.entries(inputs).map(([port, input]) => [port, copy(input)]))
}

/** Where two runs first differ, bit for bit, over `rows` rows; undefined when they do not. Any missing equals any other. */
export function firstDifference(a: Written, aFrom: number, b: Written, bFrom: number, rows: number): string | undefined {
  for (const name of Object.keys(a)) {
    for (let i = 0; i < rows; i++) {
      if (!Object.is(a[name][aFrom + i], b[name][bFrom + i]))
        return `${name} at row ${aFrom + i}: ${a[name][aFrom + i]} against ${b[name][bFrom + i]}`
    }
  }
  return undefined
}
