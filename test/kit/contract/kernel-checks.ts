import { between, flatten, punchHoles, randomFrom, randomParams, randomTable, type Random } from './random-inputs.ts'
import {
  blankOutputs,
  columnsOf,
  copyRows,
  firstDifference,
  isUnwritten,
  plainColumns,
  rowsOf,
  run,
  runnerOver,
  type Data,
  type Subject,
  type Table,
  type Values,
  type Written,
} from './subject.ts'

/**
 * What every kernel promises, each as a check of one random case: it answers with what is wrong, in words, or nothing.
 * Used on every node, and on planted bugs that each of them must find.
 */
export type Check = (subject: Subject, seed: number) => string[]

type Case = { readonly values: Values; readonly inputs: Table; readonly base: number; readonly random: Random }

/** Rows enough for warm-up, history and some life after; absolute row numbers near a multiple of 1,024, where running sums begin anew. */
function draw(subject: Subject, seed: number, holes: boolean): Case {
  const random = randomFrom(seed)
  const values = randomParams(random, subject)
  const rows = 3 * Math.max(subject.warmup(values), subject.history(values)) + 60
  const base = 1024 * between(random, 1, 3) - between(random, 0, rows)
  const inputs = randomTable(random, subject, values, rows, base)
  if (holes) punchHoles(random, inputs)
  return { values, inputs, base, random }
}

const found = (problem: string | undefined | false, values: Values): string[] =>
  problem ? [`${problem}, with ${JSON.stringify(values)}`] : []

/** Declarations are whole, and the first value comes on the very row the warm-up names, not before and not after. */
const declaresItself: Check = (subject, seed) => {
  const { values } = draw(subject, seed, false)
  const [warmup, history, state] = [subject.warmup(values), subject.history(values), subject.state(values)]
  const problems: string[] = []
  if (!(Number.isInteger(warmup) && warmup >= 1)) problems.push(`warmup is ${warmup}`)
  if (!(Number.isInteger(history) && history >= 0)) problems.push(`history is ${history}`)
  if (!(Number.isInteger(state) && state >= 0)) problems.push(`state is ${state}`)
  if ((subject.start || subject.rebase) && history < warmup - 1) problems.push(`start reads ${warmup - 1} rows back, history is ${history}`)
  if (subject.rebase && !subject.start) problems.push('rebase without start')
  if (subject.missing === 'skip' && history > 0) problems.push('skips missing rows, yet reads history')
  if (problems.length > 0) return found(problems.join(', '), values)

  if (subject.missing === 'pass') return []
  // A single case may rightly begin with a missing value (a root of a negative number); not all of them do.
  const cases = Array.from({ length: 20 }, (_, i) => speaksFrom(subject, draw(subject, seed + i, false)))
  const early = cases.find(({ first, warmup: own }) => first < own - 1)
  if (early) return found(`speaks at row ${early.first}, before its warm-up of ${early.warmup}`, values)
  return found(cases.every(({ first, warmup: own }) => first >= own) && 'is always silent at the end of its warm-up', values)
}

function speaksFrom(subject: Subject, { values, inputs, base }: Case): { readonly first: number; readonly warmup: number } {
  const written = Object.values(run(subject, values, inputs, base))
  const rows = Array.from({ length: rowsOf(inputs) }, (_, row) => row)
  const first = rows.find((row) => written.some((data) => (data instanceof Uint8Array ? data[row] < 2 : !Number.isNaN(data[row]))))
  return { first: first ?? Infinity, warmup: subject.warmup(values) }
}

/** Every output is written on every row, conditions are 0, 1 or 2, numbers are finite or missing. */
const writesEveryRow: Check = (subject, seed) => {
  const { values, inputs, base, random } = draw(subject, seed, true)
  flatten(inputs, 5, 5 + between(random, 1, 30), random() < 0.5 ? 0 : 1e300)
  const written = run(subject, values, inputs, base)
  for (const [name, kind] of columnsOf(subject)) {
    for (let row = 0; row < rowsOf(inputs); row++) {
      const value = written[name][row]
      if (isUnwritten(written[name], row)) return found(`does not write ${name} at row ${row}`, values)
      if (kind === 'condition' && value > 2) return found(`${name} is ${value} at row ${row}`, values)
      if (value === Infinity || value === -Infinity) return found(`${name} is infinite at row ${row}`, values)
    }
  }
  return []
}

/** Any way of cutting the rows into blocks gives equal bits, and so does a second run. */
const splitsFreely: Check = (subject, seed) => {
  const { values, inputs, base, random } = draw(subject, seed, true)
  const whole = run(subject, values, inputs, base)
  const rows = rowsOf(inputs)
  const again = firstDifference(whole, 0, run(subject, values, inputs, base), 0, rows)
  if (again) return found(`differs from run to run: ${again}`, values)
  const ones = firstDifference(
    whole,
    0,
    run(subject, values, inputs, base, () => 1),
    0,
    rows,
  )
  if (ones) return found(`differs one row at a time: ${ones}`, values)
  const split = firstDifference(
    whole,
    0,
    run(subject, values, inputs, base, () => between(random, 1, 40)),
    0,
    rows,
  )
  return found(split && `differs when split: ${split}`, values)
}

/** Two runs that take turns do not disturb each other. */
const keepsToItself: Check = (subject, seed) => {
  const [one, other] = [draw(subject, seed, true), draw(subject, seed + 1, true)]
  const alone = run(subject, one.values, one.inputs, one.base)
  const outputs = blankOutputs(subject, rowsOf(one.inputs))
  const runner = runnerOver(subject, one.values, one.inputs, outputs)
  const intruder = runnerOver(subject, other.values, other.inputs, blankOutputs(subject, rowsOf(other.inputs)))
  for (let row = 0; row < rowsOf(one.inputs); row++) {
    runner.advance(row, row + 1, one.base)
    if (row < rowsOf(other.inputs)) intruder.advance(row, row + 1, other.base)
  }
  const difference = firstDifference(alone, 0, outputs, 0, rowsOf(one.inputs))
  return found(difference && `is disturbed by another run: ${difference}`, one.values)
}

/** Live columns slide: a new runner goes on from the state and the last `history` rows, and nothing else. */
const goesOnFromCheckpoint: Check = (subject, seed) => {
  const { values, inputs, base, random } = draw(subject, seed, true)
  const whole = run(subject, values, inputs, base)
  const history = subject.history(values)
  let state: Float64Array | undefined
  for (let row = 0; row < rowsOf(inputs);) {
    const to = Math.min(rowsOf(inputs), row + between(random, 1, 25))
    const first = Math.max(0, row - history)
    const outputs = blankOutputs(subject, to - first)
    const runner = runnerOver(subject, values, copyRows(inputs, first, to), outputs)
    if (state) runner.state.set(state)
    runner.advance(row - first, to - first, base + first)
    const difference = firstDifference(whole, row, outputs, row - first, to - row)
    if (difference) return found(`differs after a checkpoint: ${difference}`, values)
    state = runner.state.slice()
    row = to
  }
  return []
}

/** Nothing is read beyond `history` rows back or after the current row: those rows are poisoned, in two ways. */
const readsOnlyItsHistory: Check = (subject, seed) => {
  const { values, inputs, base } = draw(subject, seed, true)
  const whole = run(subject, values, inputs, base)
  const history = subject.history(values)
  const rows = rowsOf(inputs)
  for (const poison of ['missing', 'strange'] as const) {
    const truth = plainColumns(inputs)
    const poisoned = copyRows(inputs, 0, rows)
    const columns = plainColumns(poisoned)
    const outputs = blankOutputs(subject, rows)
    const runner = runnerOver(subject, values, poisoned, outputs)
    for (let row = 0; row < rows; row++) {
      for (const [i, data] of columns.entries()) {
        fillPoison(data, poison)
        const from = Math.max(0, row - history)
        data.set(truth[i].subarray(from, row + 1), from)
      }
      runner.advance(row, row + 1, base)
    }
    const difference = firstDifference(whole, 0, outputs, 0, rows)
    if (difference) return found(`reads rows it may not (history ${history}): ${difference}`, values)
  }
  return []
}

function fillPoison(data: Data, poison: 'missing' | 'strange'): void {
  if (data instanceof Uint8Array) for (let i = 0; i < data.length; i++) data[i] = poison === 'missing' ? 2 : i & 1
  else for (let i = 0; i < data.length; i++) data[i] = poison === 'missing' ? NaN : (i & 1 ? -1 : 1) * 1e7 * (i + 1)
}

/**
 * A stretch of missing rows leaves no trace: a node that restarts is afterwards as if it had begun there, one that skips
 * as if those rows had never been.
 */
const forgetsMissingRows: Check = (subject, seed) => {
  const { values, inputs, base, random } = draw(subject, seed, false)
  const holed = Object.values(inputs).filter((input) => !('close' in input))
  if (subject.missing === 'pass' || holed.length === 0) return []
  const rows = rowsOf(inputs)
  const from = between(random, 1, rows - 20)
  const to = from + between(random, 1, 10)
  const burst = holed[between(random, 0, holed.length - 1)] as Data
  const before =
    subject.missing === 'skip'
      ? run(subject, values, without(inputs, from, to), base)
      : run(subject, values, copyRows(inputs, to, rows), base + to)
  burst.fill(burst instanceof Uint8Array ? 2 : NaN, from, to)
  const written = run(subject, values, inputs, base)
  for (let row = from; row < to; row++) {
    const silent = Object.values(written).every((data) => (data instanceof Uint8Array ? data[row] === 2 : Number.isNaN(data[row])))
    if (!silent) return found(`speaks at row ${row}, where an input is missing`, values)
  }
  const difference = firstDifference(written, to, before, subject.missing === 'skip' ? from : 0, rows - to)
  return found(difference && `still feels missing rows ${from} to ${to}: ${difference}`, values)
}

function without(inputs: Table, from: number, to: number): Table {
  const joined = copyRows(inputs, 0, rowsOf(inputs) - (to - from))
  const [kept, all] = [plainColumns(joined), plainColumns(inputs)]
  for (const [i, data] of kept.entries()) data.set(all[i].subarray(to), from)
  return joined
}

/** A stretch at zero, or far beyond any price, does not silence the node for good. */
const recovers: Check = (subject, seed) => {
  const { values, inputs, base, random } = draw(subject, seed, false)
  const rows = rowsOf(inputs)
  const [undisturbed, from] = [run(subject, values, inputs, base), between(random, 0, 10)]
  const to = from + between(random, 1, 20)
  const value = random() < 0.7 ? 0 : 1e9
  flatten(inputs, from, to, value)
  const written = run(subject, values, inputs, base)
  const last = Array.from({ length: 10 }, (_, i) => rows - 1 - i)
  const speaks = (of: Written, name: string) =>
    last.some((row) => !Number.isNaN(of[name][row]) && !(of[name] instanceof Uint8Array && of[name][row] === 2))
  const muted = columnsOf(subject).find(([name]) => speaks(undisturbed, name) && !speaks(written, name))
  return found(muted && `${muted[0]} never comes back after rows ${from} to ${to} stood at ${value}`, values)
}

export const checks = {
  declaresItself,
  writesEveryRow,
  splitsFreely,
  keepsToItself,
  goesOnFromCheckpoint,
  readsOnlyItsHistory,
  forgetsMissingRows,
  recovers,
} satisfies Record<string, Check>
export type CheckName = keyof typeof checks
