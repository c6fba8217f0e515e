import type { SeriesNode } from '../../nodes/define/node.ts'
import type { CandleColumns } from '../../nodes/define/ports.ts'

/** What a node reads: a column per number or condition, six per candles. */
export type GivenColumns = Readonly<Record<string, Float64Array | Uint8Array | CandleColumns>>
export type WrittenColumns = Readonly<Record<string, Float64Array | Uint8Array>>

const REBASE_ROWS = 1024

/** The parameters a document would give the node: the named ones parsed, the others at their defaults. */
export function paramsOf(node: SeriesNode, given: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  for (const name of Object.keys(given)) if (!(name in node.params)) throw new Error(`${node.type} has no parameter "${name}"`)
  return Object.fromEntries(Object.entries(node.params).map(([name, param]) => [name, param.schema.parse(given[name] ?? param.default)]))
}

/** Empty output columns of `length` rows. */
export function outputsOf(node: SeriesNode, length: number): WrittenColumns {
  return Object.fromEntries(
    Object.entries(node.outputs).map(([name, port]) => [
      name,
      port.kind === 'condition' ? new Uint8Array(length).fill(2) : new Float64Array(length).fill(NaN),
    ]),
  )
}

/**
 * One node's runner with its carried state: `run` computes rows [from, to) of the columns, row `i` of which is row `base + i` of the stream.
 * The rules of nodes/define/node.ts: missing rows, warm-up, start, rebase, ±∞ becomes missing.
 */
export function makeRunner(node: SeriesNode, given: Readonly<Record<string, unknown>> = {}) {
  const params = paramsOf(node, given)
  const warmup = node.warmup(params)
  const state = new Float64Array(node.state(params))
  const start = node.start?.(params)
  const kernel = node.kernel(params)
  let clean = 0

  function run(inputs: GivenColumns, outputs: WrittenColumns, from: number, to: number, base = 0): void {
    const columns = Object.values(inputs).flatMap((input) =>
      input instanceof Uint8Array
        ? []
        : input instanceof Float64Array
          ? [input]
          : [input.open, input.high, input.low, input.close, input.volume],
    )
    const isMissing = (row: number) => node.missing !== 'pass' && columns.some((column) => Number.isNaN(column[row]))
    const isRebase = (row: number) => node.rebase === true && (base + row) % REBASE_ROWS === 0
    const write = (row: number) => {
      for (const column of Object.values(outputs)) column[row] = column instanceof Uint8Array ? 2 : NaN
    }
    for (let row = from; row < to;) {
      if (isMissing(row)) {
        if (node.missing === 'restart') {
          state.fill(0)
          clean = 0
        }
        write(row)
        row++
        continue
      }
      if (clean < warmup - 1) {
        write(row)
        clean++
        row++
        continue
      }
      const first = row
      if (start && (clean === warmup - 1 || isRebase(row))) {
        start(inputs, outputs, state, row)
        row++
      } else {
        do row++
        while (row < to && !isMissing(row) && !isRebase(row))
        kernel(inputs, outputs, state, first, row)
      }
      clean += row - first
      for (const column of Object.values(outputs)) {
        if (column instanceof Float64Array) for (let i = first; i < row; i++) if (!Number.isFinite(column[i])) column[i] = NaN
      }
    }
  }
  return { run, state, history: node.history(params), warmup }
}

/** Runs a node over whole columns, in blocks of the given lengths taken in turn (one block by default). */
export function runNode(
  node: SeriesNode,
  given: Readonly<Record<string, unknown>>,
  inputs: GivenColumns,
  blocks: readonly number[] = [Infinity],
): WrittenColumns {
  const length = lengthOf(inputs)
  const outputs = outputsOf(node, length)
  const runner = makeRunner(node, given)
  for (let from = 0, block = 0; from < length; block++) {
    const to = Math.min(length, from + blocks[block % blocks.length])
    runner.run(inputs, outputs, from, to)
    from = to
  }
  return outputs
}

/** Rows of the given columns. */
export function lengthOf(inputs: GivenColumns): number {
  const lengths = Object.values(inputs).map((input) => ('close' in input ? input.close.length : input.length))
  return Math.min(...lengths)
}
