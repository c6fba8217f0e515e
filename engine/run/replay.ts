import { createDesk } from '../desk/desk.ts'
import type { DeskEvent } from '../desk/contract.ts'
import type { Candles } from '../market/candles.ts'
import { deskEvent } from './decisions.ts'
import { historySteps } from './history.ts'
import { joinColumns } from './parity-journal.ts'
import { startPlan, type PlanAnswer, type PlanConfig, type StreamBar } from './plan-steps.ts'
import { describeCommand } from './recorder.ts'
import { createStepBars, type StepBars } from './step-bars.ts'
import type { Binding } from '../protocol/run.ts'
import type { Instrument } from '../money/instruments.ts'
import type { Mode } from './modes.ts'

/** A record of a journal as a replay reads it. */
export type ReplayRecord = { readonly seq: number; readonly kind: string; readonly body: unknown }

/** What the first record of a run says. */
export type StartRecord = {
  readonly mode: Mode
  readonly feed: string
  readonly prices: boolean
  readonly from: number
  readonly binding: Binding
  readonly plan: PlanConfig
  readonly instruments: readonly Instrument[]
  readonly history: readonly { readonly bars: number; readonly start: number | null }[]
}

export type ReplayResult = {
  readonly records: number
  /** Steps computed again, decisions and commands compared. */
  readonly steps: number
  readonly decisions: number
  readonly commands: number
  /** Where what came out is not what was recorded; the first few. */
  readonly differences: readonly { readonly seq: number; readonly what: string; readonly recorded: string; readonly replayed: string }[]
}

/** Differences told; more of them say nothing new. */
const MOST_DIFFERENCES = 20

/**
 * T-REPLAY: goes through a session again from its journal alone, without network and keys. What entered is given to a fresh
 * desk and a fresh plan in the recorded order; every decision and every command must come out byte for byte as recorded.
 */
export function replay(records: Iterable<ReplayRecord>, onProgress?: (records: number) => void): ReplayResult {
  const differences: { seq: number; what: string; recorded: string; replayed: string }[] = []
  let count = 0
  let steps = 0
  let decisions = 0
  let commands = 0
  let run: Replayed | undefined
  const histories: number[][][][] = []
  let start: StartRecord | undefined

  function expect(seq: number, what: string, recorded: unknown, replayed: unknown): void {
    const [was, is] = [JSON.stringify(plainly(recorded)), JSON.stringify(plainly(replayed))]
    if (was !== is && differences.length < MOST_DIFFERENCES) differences.push({ seq, what, recorded: was, replayed: is ?? 'nothing' })
  }

  for (const { seq, kind, body } of records) {
    if (++count % 10_000 === 0) onProgress?.(count)
    if (kind === 'start') {
      start = body as StartRecord
      continue
    }
    if (kind === 'history') {
      const { stream, columns } = body as { stream: number; columns: number[][] }
      ;(histories[stream] ??= []).push(columns)
      continue
    }
    if (!start) continue
    run ??= begin(
      start,
      start.history.map((_, stream) => joinColumns(histories[stream] ?? [])),
    )
    switch (kind) {
      case 'bars': {
        const { bars, late } = body as { bars: readonly StreamBar[]; late: readonly StreamBar[] }
        run.bars.late(late)
        run.bars.add(bars)
        break
      }
      case 'event': {
        const event = body as DeskEvent
        run.handle(event)
        if (event.kind === 'step') {
          run.compute(event.time)
          steps++
        }
        if (event.kind === 'request' || event.kind === 'cancel' || event.kind === 'refused') {
          const next = run.decided.shift()
          expect(seq, 'decision', event, next && deskEvent(next, event.time))
          decisions++
        }
        break
      }
      case 'mark': {
        const { slot, ticks, time } = body as { slot: number; ticks: number; time: number }
        run.mark(slot, ticks, time)
        break
      }
      case 'answer': {
        const recorded = (body as { decisions: PlanAnswer['decisions'] }).decisions
        if (run.failed) run.decided = [...recorded]
        else expect(seq, 'answer of the strategy', recorded, run.decided)
        break
      }
      case 'command':
        expect(seq, 'command', body, run.commands.shift())
        commands++
        break
      case 'fault':
        // A strategy that threw, hung or died was ended there: what it would have said is not asked for again.
        if ((body as { part: string }).part === 'plan') run.failed = true
        break
    }
  }
  for (const command of run?.commands ?? []) expect(count, 'command', undefined, command)
  return { records: count, steps, decisions, commands, differences }
}

type Replayed = {
  readonly bars: StepBars
  readonly commands: unknown[]
  decided: PlanAnswer['decisions'][number][]
  failed: boolean
  handle(event: DeskEvent): void
  mark(slot: number, ticks: number, time: number): void
  compute(time: number): void
}

function begin({ plan: config }: StartRecord, histories: readonly Candles[]): Replayed {
  const { plan, step } = startPlan(config)
  const desk = createDesk(config.desk)
  historySteps(plan, histories).forEach(step)
  const run: Replayed = {
    bars: createStepBars(plan, histories),
    commands: [],
    decided: [],
    failed: false,
    handle: (event) => keep(desk.handle(event)),
    mark: (slot, ticks, time) => keep(desk.mark(slot, ticks, time)),
    compute(time) {
      const due = run.bars.take(time, desk.snapshot())
      run.decided = run.failed ? [] : [...(structuredClone(due).map(step).at(-1)?.decisions ?? [])]
    },
  }
  const keep = (commands: ReturnType<typeof desk.handle>) =>
    void run.commands.push(...commands.map((command) => structuredClone(describeCommand(desk, command))))
  return run
}

/** What JSON keeps of a value, with numbers it has no word for told apart. */
function plainly(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return `number ${value}`
  if (Array.isArray(value)) return value.map(plainly)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, plainly(inner)]),
  )
}
