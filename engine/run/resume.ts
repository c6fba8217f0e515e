import type { DeskEvent } from '../desk/contract.ts'
import { createDesk } from '../desk/desk.ts'
import { copySnapshot } from '../desk/snapshot.ts'
import { createCandleLog, type CandleLog } from './candle-log.ts'
import type { CoreTally } from './core.ts'
import type { Decision } from './decisions.ts'
import { compile } from '../compile/compile.ts'
import type { Unassigned } from '../exchange/holdings.ts'
import { createGrid } from '../money/grid.ts'
import type { Candles } from '../market/candles.ts'
import type { Desk } from '../desk/contract.ts'
import { joinColumns } from './parity-journal.ts'
import type { PlanStep, StreamBar } from './plan-steps.ts'
import type { ReplayRecord, StartRecord } from './replay.ts'
import { finestStream, mainSlot } from './slots.ts'
import { createStepBars, type StepBars } from './step-bars.ts'

/** A run as its journal leaves it: what a fresh one needs to go on where that one stood. */
export type Resumed = {
  readonly start: StartRecord
  readonly histories: readonly Candles[]
  readonly desk: Desk
  readonly logs: readonly CandleLog[]
  readonly stepBars: StepBars
  readonly tally: CoreTally
  /** Steps taken. */
  readonly step: number
  /** What the plan was given, in order: given again it stands where it stood. */
  readonly planSteps: readonly PlanStep[]
  /** Last close that was decided on. */
  readonly stepped: number
  readonly revised: number
  /** What the account held beyond all ledgers, and whose those were. */
  readonly left: Unassigned | undefined
  /** Checks a person overrode when it was armed. */
  readonly overrides: readonly string[]
  /** It was ended in order, and does not go on. */
  readonly ended: boolean
  /** The strategy itself had failed. */
  readonly failed: boolean
}

/** Folds a journal. Undefined where the run never began; throws where its document no longer compiles. */
export function foldJournal(records: Iterable<ReplayRecord>): Resumed | undefined {
  const parts: number[][][][] = []
  let start: StartRecord | undefined
  let folded: ReturnType<typeof beginFold> | undefined
  for (const { kind, body } of records) {
    if (kind === 'start') start = body as StartRecord
    else if (kind === 'history') {
      const { stream, columns } = body as { stream: number; columns: number[][] }
      ;(parts[stream] ??= []).push(columns)
    } else if (start) {
      folded ??= beginFold(
        start,
        start.history.map((_, stream) => joinColumns(parts[stream] ?? [])),
      )
      folded.take(kind, body)
    }
  }
  if (!start) return undefined
  folded ??= beginFold(
    start,
    start.history.map((_, stream) => joinColumns(parts[stream] ?? [])),
  )
  return folded.result()
}

function beginFold(start: StartRecord, histories: readonly Candles[]) {
  const { plan: config } = start
  const { plan } = compile(config.document, undefined, [...config.keep])
  if (!plan) throw new Error('a document that had been checked does not compile')
  const desk = createDesk(config.desk)
  const stepBars = createStepBars(plan, histories)
  const logs = histories.map(createCandleLog)
  const main = finestStream(plan, mainSlot(plan))
  const tally: CoreTally = { times: [], equity: [], price: [], decided: [], sameStepIntents: 0, lateBars: 0 }
  const planSteps: PlanStep[] = []
  let [step, stepped, revised] = [0, start.from, 0]
  let left: Unassigned | undefined
  let overrides: readonly string[] = []
  let [ended, failed] = [false, false]
  /** The step whose sums are taken once everything decided on it is in. */
  let open: number | undefined

  function closeStep(): void {
    if (open === undefined) return
    tally.times.push(open)
    tally.equity.push(desk.account.equity)
    tally.price.push(logs[main]!.last?.close ?? NaN)
    open = undefined
  }

  return {
    take(kind: string, body: unknown): void {
      switch (kind) {
        case 'bars': {
          closeStep()
          const { time, bars, late } = body as { time: number; bars: readonly StreamBar[]; late: readonly StreamBar[] }
          for (const { stream, bar } of [...late, ...bars]) logs[stream]!.push(bar)
          tally.lateBars += late.length
          step += stepBars.late(late)
          stepBars.add(bars)
          stepped = time
          break
        }
        case 'event': {
          const event = body as DeskEvent
          desk.handle(event)
          if (event.kind !== 'step') break
          step = event.step + 1
          open = event.time
          planSteps.push(...stepBars.take(event.time, copySnapshot(desk.snapshot())))
          break
        }
        case 'mark': {
          const { slot, ticks, time } = body as { slot: number; ticks: number; time: number }
          desk.mark(slot, ticks, time)
          break
        }
        case 'answer':
          for (const decision of (body as { decisions: readonly Decision[] }).decisions) {
            if (decision.kind === 'cancel' || open === undefined) continue
            const { node } = decision.kind === 'request' ? decision.request.intent.signal : decision.signal
            tally.decided.push({ node, time: open })
          }
          break
        case 'revised':
          revised++
          break
        case 'account':
          left = body as Unassigned
          break
        case 'armed':
          ;({ overrides } = body as { overrides: readonly string[] })
          break
        case 'fault':
          if ((body as { part: string }).part === 'plan') failed = true
          break
        case 'end':
          ended = true
          break
      }
    },
    result(): Resumed {
      closeStep()
      return { start, histories, desk, logs, stepBars, tally, step, planSteps, stepped, revised, left, overrides, ended, failed }
    },
  }
}

/** What keeps a run from going on with markets as they are now; undefined for nothing. */
export function changedMarkets(
  resumed: Resumed,
  instruments: readonly { readonly symbol: string; readonly tick: string; readonly lot: string }[],
): string | undefined {
  for (const [stream, before] of resumed.start.instruments.entries()) {
    const now = instruments.find(({ symbol }) => symbol === before.symbol)
    if (!now) return `${before.symbol} is not among the markets any more`
    if (now.tick !== before.tick || now.lot !== before.lot) {
      const grid = createGrid(before)
      return `the rules of ${grid.symbol} changed while the run was away (tick ${before.tick} → ${now.tick}, lot ${before.lot} → ${now.lot}): close by hand what is left of stream ${stream + 1}, and arm anew`
    }
  }
  return undefined
}
