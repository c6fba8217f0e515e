import { barLength } from '../../nodes/define/timeframe.ts'
import { isPresent, missingValue, type Column } from '../columns/column.ts'
import { fields, streamColumn, type ClockNumber, type Field, type KernelStep, type Plan, type SignalSource } from '../compile/plan.ts'
import { createRunner } from '../compile/runner.ts'
import type { Calendar } from '../market/calendar.ts'
import { allocateCandles, type Candles } from '../market/candles.ts'
import { createDecider, type Decider, type Decisions } from './decide.ts'
import { bindInputs, bindOutputs } from './series.ts'
import { isFresh } from './timeline.ts'
import type { AccountView } from '../../nodes/define/trade.ts'

/** Rows kept beyond the history that kernels read; when they are used up, columns slide. */
const ROOM = 4096

export type Bar = Readonly<Record<Field, number>>

/**
 * A plan run one step at a time, as live and paper run it: columns hold a window that slides, every kernel computes
 * one row. Same kernels, same order, same bits as over whole columns.
 */
export type Stepper = {
  /** Adds a completed bar of a stream to the coming step. Bars of a stream come in order of time. */
  append(stream: number, bar: Bar): void
  /** Computes everything known at `time`, for the bars appended since the step before. Decisions are not taken. */
  compute(time: number): void
  /**
   * Reads the account and takes every signal that fires on a row of this step to its orders; exits first. An exit that fired on a row nobody
   * decided on, a gap's that came as history, is decided now if its position is still there (TRADING §6: late exit).
   */
  decide(): void
  /** Ends a step without a decision: its rows are history. */
  skip(): void
  /** Value of a column at its clock's latest row; NaN or 2 before the first. */
  value(column: number): number
  /** Plain data from which `createStepper` goes on with equal bits. */
  checkpoint(): StepperState
}

export type StepperState = {
  /** Per clock: absolute number of rows so far, close time of the latest. */
  readonly clocks: readonly { readonly rows: number; readonly close: number }[]
  /** Per column: its last rows, as many as history needs. */
  readonly tails: readonly (readonly number[])[]
  /** Per runner, series stage then account stage. */
  readonly states: readonly (readonly number[])[]
  /** Signals that exit, by their places in the plan, that fired on rows not decided on since the last decision. */
  readonly missed: readonly number[]
}

export type StepperInput = {
  readonly plan: Plan
  /** Calendar of each stream's instrument. */
  readonly calendars: readonly Calendar[]
  /** The account the account stage reads; the same object on every step. */
  readonly account: AccountView
  readonly decisions: Decisions
  readonly from?: StepperState
}

export function createStepper({ plan, calendars, account, decisions, from }: StepperInput): Stepper {
  const clockCount = Math.max(plan.streams.length, plan.baseClock + 1)
  const history = longestHistory(plan)
  const capacity = history + ROOM
  const candles: Candles[] = plan.streams.map(() => allocateCandles(capacity))
  const columns: Column[] = plan.columns.map((column, i) => {
    const stream = candles[Math.floor(i / fields.length)]
    const data = stream
      ? stream[fields[i % fields.length]!]
      : column.kind === 'number'
        ? new Float64Array(capacity)
        : new Uint8Array(capacity)
    return { data, validFrom: 0, holes: true }
  })
  const clocks = Array.from({ length: clockCount }, (_, i) => ({
    base: 0,
    next: 0,
    close: from?.clocks[i]?.close ?? -Infinity,
    isNew: false,
  }))

  const kernels = plan.series.flatMap((step) => (step.kind === 'kernel' ? [step] : step.kind === 'circle' ? step.members : []))
  const runners = new Map(
    kernels.map((step) => [
      step,
      createRunner(step.computation, step.params, bindInputs(step, columns, candles), bindOutputs(step, columns)),
    ]),
  )
  const decider: Decider = createDecider(plan, columns, candles, account, decisions)
  const states = () => [...[...runners.values()].map(({ state }) => state), ...decider.states]
  for (const step of plan.series) if (step.kind === 'constant') columns[step.to]!.data.fill(step.value)
  const missed = new Set<SignalSource>()
  if (from) restore(from)

  function restore(state: StepperState): void {
    for (const [i, { rows }] of state.clocks.entries()) {
      const kept = state.tails.find((_, column) => plan.columns[column]!.clock === i)?.length ?? 0
      clocks[i]!.base = rows - kept
      clocks[i]!.next = kept
    }
    for (const [i, tail] of state.tails.entries()) columns[i]!.data.set(tail)
    for (const [i, own] of states().entries()) own.set(state.states[i]!)
    for (const place of state.missed) missed.add(plan.signals[place]!)
  }

  /** Makes room for one more row of a clock; when there is none, the last rows move to the front. */
  function openRow(clock: ClockNumber, close: number): number {
    const own = clocks[clock]!
    if (own.next === capacity) {
      const moved = capacity - history
      for (const [i, column] of columns.entries()) {
        if (plan.columns[i]!.clock !== clock) continue
        column.data.copyWithin(0, moved)
        column.validFrom = 0
        column.holes = true
      }
      own.base += moved
      own.next = history
      refillConstants(clock)
    }
    own.close = close
    own.isNew = true
    return own.next++
  }

  function refillConstants(clock: ClockNumber): void {
    for (const step of plan.series)
      if (step.kind === 'constant' && plan.columns[step.to]!.clock === clock) columns[step.to]!.data.fill(step.value)
  }

  function runKernel(step: KernelStep): void {
    const { next, base } = clocks[step.clock]!
    runners.get(step)!.advance(next - 1, next, base)
  }

  function carry(fromColumn: number, toColumn: number, time: number): void {
    const source = plan.columns[fromColumn]!.clock
    const to = columns[toColumn]!
    const { next, close } = clocks[source]!
    const timed = { timeframe: plan.streams[source]!.timeframe, calendar: calendars[source]! }
    const known = next > 0 && isFresh(close, time, timed) ? columns[fromColumn]!.data[next - 1]! : missingValue(to.data)
    to.data[clocks[plan.columns[toColumn]!.clock]!.next - 1] = known
  }

  /** Whether a condition is yes on a row of this step. */
  function fires(column: number): boolean {
    const clock = clocks[plan.columns[column]!.clock]!
    return clock.isNew && columns[column]!.data[clock.next - 1] === 1
  }

  function endStep(): void {
    for (const clock of clocks) clock.isNew = false
  }

  return {
    append(stream, bar) {
      const row = openRow(stream, bar.time + barLength(plan.streams[stream]!.timeframe))
      for (const field of fields) columns[streamColumn(stream, field)]!.data[row] = bar[field]
    },
    compute(time) {
      if (plan.baseClock >= plan.streams.length && plan.baseStreams.some((stream) => clocks[stream]!.isNew)) openRow(plan.baseClock, time)
      for (const step of plan.series) {
        switch (step.kind) {
          case 'kernel':
            if (clocks[step.clock]!.isNew) runKernel(step)
            break
          case 'circle':
            for (const member of step.members) if (clocks[member.clock]!.isNew) runKernel(member)
            break
          case 'align':
            if (clocks[plan.columns[step.to]!.clock]!.isNew) carry(step.from, step.to, time)
            break
          case 'constant':
        }
      }
    },
    decide() {
      const { next, base, isNew } = clocks[plan.baseClock]!
      if (isNew) {
        const row = next - 1
        decider.computeAccount(row, base)
        for (const source of plan.cancels) if (fires(source.fires)) decisions.cancel(source.request)
        for (const source of plan.signals) {
          const isNow = fires(source.fires)
          if ((isNow || missed.has(source)) && decider.concerns(source.signal)) decider.decide(isNow ? source : late(source), row)
        }
        missed.clear()
      }
      endStep()
    },
    skip() {
      for (const source of plan.signals)
        if (source.signal.action === 'exit' && source.stage === 'series' && fires(source.fires)) missed.add(source)
      endStep()
    },
    value(column) {
      const { next } = clocks[plan.columns[column]!.clock]!
      const { data } = columns[column]!
      return next === 0 || !isPresent(data, next - 1) ? missingValue(data) : data[next - 1]!
    },
    checkpoint: () => ({
      clocks: clocks.map(({ base, next, close }) => ({ rows: base + next, close })),
      tails: columns.map(({ data }, i) => {
        const { next } = clocks[plan.columns[i]!.clock]!
        return Array.from(data.subarray(Math.max(0, next - history), next))
      }),
      states: states().map((state) => Array.from(state)),
      missed: [...missed].map((source) => plan.signals.indexOf(source)),
    }),
  }
}

/** The same signal, marked as one that comes late. */
function late(source: SignalSource): SignalSource {
  const { signal } = source
  return { ...source, signal: { ...signal, reason: signal.reason === '' ? 'late exit' : `late exit: ${signal.reason}` } }
}

/** The furthest any kernel of the plan looks back, and at least one row: carried values are read from the latest. */
function longestHistory(plan: Plan): number {
  let longest = 1
  for (const step of [...plan.series, ...plan.account]) {
    const members = step.kind === 'circle' ? step.members : [step]
    for (const member of members) if (member.kind === 'kernel') longest = Math.max(longest, member.computation.history(member.params))
  }
  return longest
}
