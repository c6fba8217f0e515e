import type { Computation } from '../../nodes/define/node.ts'
import type { Params } from '../../nodes/define/params.ts'
import type { CandleColumns, Inputs, Outputs } from '../../nodes/define/ports.ts'
import { isPresent, missingValue, type Column } from '../columns/column.ts'

/** Running sums begin anew at absolute rows that are multiples of this, so that every block size gives equal bits. */
const REBASE_ROWS = 1024

export type AnyComputation = Computation<Params, Inputs, Outputs>
export type RunnerInput = Column | CandleColumns | undefined

/** One node at work on its columns: the same loop for a block of a thousand rows and for a block of one. */
export type Runner = {
  /** Computes rows [from, to) of the outputs. `base` is the absolute number of row 0 of the columns (columns slide when live). */
  advance(from: number, to: number, base: number): void
  /** Everything carried from row to row: rows seen since the last missing one, then the kernel's own doubles. */
  readonly state: Float64Array
}

/**
 * Puts a node to work: splits blocks at missing rows, holds back until warm-up, starts, re-bases, and turns ±∞ into
 * missing at the node that made it. Kernels stay clean loops.
 */
export function createRunner(
  computation: AnyComputation,
  params: Readonly<Record<string, unknown>>,
  inputs: Readonly<Record<string, RunnerInput>>,
  outputs: Readonly<Record<string, Column>>,
): Runner {
  const warmup = computation.warmup(params)
  const ownState = computation.state(params)
  const state = new Float64Array(1 + ownState)
  const kernelState = state.subarray(1)
  const kernel = computation.kernel(params)
  const start = computation.start?.(params)
  const rebase = computation.rebase === true
  const inputData = Object.fromEntries(Object.entries(inputs).map(([port, input]) => [port, input && 'data' in input ? input.data : input]))
  const outputData = Object.fromEntries(Object.entries(outputs).map(([port, output]) => [port, output.data]))
  const watched =
    computation.missing === 'pass' ? [] : Object.values(inputs).filter((input): input is Column => input !== undefined && 'data' in input)
  const written = Object.values(outputs)

  // The compiler has checked that ports and columns agree; kernels are typed against their own ports.
  const run = (from: number, to: number) => kernel(inputData as never, outputData as never, kernelState, from, to)
  const seed = (row: number) => start!(inputData as never, outputData as never, kernelState, row)

  function present(row: number): boolean {
    for (let i = 0; i < watched.length; i++) {
      const input = watched[i]!
      if (row < input.validFrom || (input.holes && !isPresent(input.data, row))) return false
    }
    return true
  }

  /** First row at or after `from` that is missing. */
  function endOfPresent(from: number, to: number): number {
    if (!watched.some((input) => input.holes)) return to
    let row = from
    while (row < to && present(row)) row++
    return row
  }

  function writeMissing(from: number, to: number): void {
    for (const { data } of written) data.fill(missingValue(data), from, to)
  }

  /** Rows [from, to), all present, the node warm: the kernel, interrupted only where sums begin anew. */
  function compute(from: number, to: number, base: number): void {
    if (!rebase || !start) return run(from, to)
    let row = from
    while (row < to) {
      const next = row + ((REBASE_ROWS - ((base + row) % REBASE_ROWS)) % REBASE_ROWS)
      if (next === row) {
        seed(row)
        row++
      } else {
        const end = Math.min(next, to)
        run(row, end)
        row = end
      }
    }
  }

  /** Rows [from, to), all present: warm-up first, then the kernel. */
  function computePresent(from: number, to: number, base: number): void {
    let row = from
    if (state[0]! < warmup) {
      // Rows stay small integers: a kernel that once saw a double as a row number is compiled for doubles ever after.
      const held = Math.min(warmup - 1 - state[0]!, to - row) | 0
      if (held > 0) writeMissing(row, row + held)
      row += held
      state[0]! += held
      if (row === to) return
      state[0] = warmup
      if (start) {
        seed(row)
        row++
      }
    }
    if (row < to) compute(row, to, base)
  }

  const passes = computation.missing === 'pass'

  /** A warm node on one row that is present, as live steps take it: what the blocks below come to, without their loops. */
  function advanceOne(row: number, base: number): void {
    if (rebase && start && (base + row) % REBASE_ROWS === 0) seed(row)
    else run(row, row + 1)
    for (let i = 0; i < written.length; i++) noteOne(written[i]!, row)
  }

  function advance(from: number, to: number, base: number): void {
    if (to - from === 1 && (passes || (state[0]! >= warmup && present(from)))) return advanceOne(from, base)
    if (passes) run(from, to)
    else {
      let row = from
      while (row < to) {
        let end = row
        while (end < to && !present(end)) end++
        if (end > row) {
          writeMissing(row, end)
          if (computation.missing === 'restart') state.fill(0)
          row = end
        }
        if (row === to) break
        end = endOfPresent(row, to)
        computePresent(row, end, base)
        row = end
      }
    }
    for (const column of written) note(column, from, to)
  }

  return { advance, state }
}

/** The same for one row. */
function noteOne(column: Column, row: number): void {
  const { data } = column
  const value = data[row]!
  const missing = data instanceof Uint8Array ? value === 2 : value - value !== 0
  if (!missing) return
  if (column.validFrom === row) column.validFrom = row + 1
  else column.holes = true
  data[row] = missingValue(data)
}

/** Makes what is not finite missing, and notes where values begin and whether any is missing after that. */
function note(column: Column, from: number, to: number): void {
  const { data } = column
  let row = from
  if (data instanceof Uint8Array) {
    if (column.validFrom === from) {
      while (row < to && data[row] === 2) row++
      column.validFrom = row
    }
    if (!column.holes && anyUnknown(data, row, to)) column.holes = true
    return
  }
  if (column.validFrom === from) {
    for (; row < to; row++) {
      const value = data[row]!
      if (value - value === 0) break
      data[row] = NaN
    }
    column.validFrom = row
  }
  if (allFinite(data, row, to)) return
  column.holes = true
  for (; row < to; row++) {
    const value = data[row]!
    if (value - value !== 0) data[row] = NaN
  }
}

/** x − x is 0 for every finite x and NaN for all others, and sums keep a NaN. Four sums, since each has to wait for its own last addition only. */
function allFinite(data: Float64Array, from: number, to: number): boolean {
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  let row = from
  for (; row + 3 < to; row += 4) {
    const first = data[row]!
    const second = data[row + 1]!
    const third = data[row + 2]!
    const fourth = data[row + 3]!
    a += first - first
    b += second - second
    c += third - third
    d += fourth - fourth
  }
  for (; row < to; row++) a += data[row]! - data[row]!
  return a + b + c + d === 0
}

/** Of 0, 1 and 2 only the unknown 2 has its second bit set. */
function anyUnknown(data: Uint8Array, from: number, to: number): boolean {
  let bits = 0
  let row = from
  for (; row + 3 < to; row += 4) bits |= data[row]! | data[row + 1]! | data[row + 2]! | data[row + 3]!
  for (; row < to; row++) bits |= data[row]!
  return (bits & 2) !== 0
}
