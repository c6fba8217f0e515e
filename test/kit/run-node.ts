import { conditionColumn, missingValue, numberColumn, type Column } from '../../engine/columns/column.ts'
import { createRunner, type RunnerInput } from '../../engine/compile/runner.ts'
import type { SeriesNode } from '../../nodes/define/node.ts'
import type { CandleColumns } from '../../nodes/define/ports.ts'

/** What a node reads: a column per number or condition, six per candles. */
export type GivenColumns = Readonly<Record<string, Float64Array | Uint8Array | CandleColumns>>
export type WrittenColumns = Readonly<Record<string, Float64Array | Uint8Array>>

/** The parameters a document would give the node: the named ones parsed, the others at their defaults. */
export function paramsOf(node: SeriesNode, given: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  for (const name of Object.keys(given)) if (!(name in node.params)) throw new Error(`${node.type} has no parameter "${name}"`)
  return Object.fromEntries(Object.entries(node.params).map(([name, param]) => [name, param.schema.parse(given[name] ?? param.default)]))
}

/** Runs one node over whole columns with the engine's own runner, in blocks of the given lengths taken in turn (one block by default). */
export function runNode(
  node: SeriesNode,
  given: Readonly<Record<string, unknown>>,
  inputs: GivenColumns,
  blocks: readonly number[] = [Infinity],
): WrittenColumns {
  const length = lengthOf(inputs)
  const { runner, outputs } = makeRunner(node, given, inputs)
  for (let from = 0, block = 0; from < length; block++) {
    const to = Math.min(length, from + (blocks[block % blocks.length] ?? Infinity))
    runner.advance(from, to, 0)
    from = to
  }
  return outputs
}

/** One node's runner over the given columns, and the columns it writes. Without `holes` the numbers are known to be all there. */
export function makeRunner(node: SeriesNode, given: Readonly<Record<string, unknown>>, inputs: GivenColumns, holes = true) {
  const length = lengthOf(inputs)
  const columns = Object.entries(node.outputs).map(([name, port]): [string, Column] => {
    const column = port.kind === 'condition' ? conditionColumn(length) : numberColumn(length)
    column.data.fill(missingValue(column.data))
    return [name, column]
  })
  const read = Object.entries(inputs).map(([name, input]): [string, RunnerInput] => [
    name,
    'close' in input ? input : { data: input, validFrom: 0, holes },
  ])
  const runner = createRunner(node, paramsOf(node, given), Object.fromEntries(read), Object.fromEntries(columns))
  return { runner, outputs: Object.fromEntries(columns.map(([name, { data }]) => [name, data])) }
}

function lengthOf(inputs: GivenColumns): number {
  return Math.min(...Object.values(inputs).map((input) => ('close' in input ? input.close.length : input.length)))
}
