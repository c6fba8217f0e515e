import type { Example } from '../../../nodes/define/node.ts'
import type { CandleColumns } from '../../../nodes/define/ports.ts'
import { columnsOf, run, type Data, type Subject, type Table, type Values } from './subject.ts'

const HOUR = 3_600_000

/** The parameters a document would give: the named ones parsed, the others at their defaults. Throws on one the node does not have. */
export function exampleParams(subject: Pick<Subject, 'type' | 'params'>, given: Values = {}): Values {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(subject.params, name))
  if (unknown !== undefined) throw new Error(`${subject.type} has no parameter "${unknown}"`)
  return Object.fromEntries(Object.entries(subject.params).map(([name, param]) => [name, param.schema.parse(given[name] ?? param.default)]))
}

/** Runs an example and says where the outputs are not what it promises (to 1e-9 relative). */
export function columnProblems(subject: Subject, example: Example): string[] {
  const values = exampleParams(subject, example.params)
  const written = run(subject, values, exampleTable(subject, example, values))
  const problems: string[] = []
  for (const [name, expected] of Object.entries(example.outputs)) {
    if (!columnsOf(subject).some(([column]) => column === name)) problems.push(`there is no output ${name}`)
    else
      for (const [row, wanted] of expected.entries())
        if (!agrees(written[name], row, wanted)) problems.push(`${name} is ${written[name][row]} at row ${row}, not ${wanted}`)
  }
  return problems
}

function agrees(data: Data, row: number, wanted: number | null): boolean {
  if (wanted === null) return data instanceof Uint8Array ? data[row] === 2 : Number.isNaN(data[row])
  return Math.abs(data[row] - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted))
}

function exampleTable(subject: Subject, example: Example, values: Values): Table {
  const rows = Math.max(...Object.values(example.outputs).map((column) => column.length))
  const table: Record<string, Data | CandleColumns> = {}
  for (const port of Object.keys(example.inputs))
    if (!Object.hasOwn(subject.inputs, port)) throw new Error(`${subject.type} has no input "${port}"`)
  for (const [port, input] of Object.entries(subject.inputs)) {
    const given = example.inputs[port]
    if (input.kind === 'candles') table[port] = exampleCandles(given as Readonly<Record<string, readonly number[]>>)
    else if (input.kind === 'condition' && given) table[port] = Uint8Array.from(given as readonly (number | null)[], (value) => value ?? 2)
    else if (input.kind === 'number' && given) table[port] = Float64Array.from(given as readonly (number | null)[], (value) => value ?? NaN)
    else if (input.kind === 'number' && input.literal !== undefined)
      table[port] = new Float64Array(rows).fill(Number(values[input.literal]))
  }
  return table
}

/** Candles as an example writes them: what is left out is the close, hourly from 1970, with a volume of 1. */
function exampleCandles(given: Readonly<Record<string, readonly number[]>>): CandleColumns {
  const close = given.close ?? given.high.map((high, i) => (high + given.low[i]) / 2)
  const column = (name: string, otherwise: readonly number[]) => Float64Array.from(given[name] ?? otherwise)
  return {
    time: column(
      'time',
      close.map((_, i) => i * HOUR),
    ),
    open: column('open', close),
    high: column('high', close),
    low: column('low', close),
    close: column('close', close),
    volume: column(
      'volume',
      close.map(() => 1),
    ),
  }
}
