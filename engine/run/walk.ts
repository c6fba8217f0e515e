import type { Column } from '../columns/column.ts'
import type { Plan, SignalSource } from '../compile/plan.ts'
import type { Desk } from '../desk/contract.ts'
import type { Candles } from '../market/candles.ts'
import type { SimulatedVenue, TickBar } from '../venue/contract.ts'
import type { BarFeed } from './bar-feed.ts'
import { createDecider } from './decide.ts'
import { collectDecisions, deskEvent } from './decisions.ts'
import { findFirings, firesAt, nextFiring } from './firings.ts'
import { Canceled } from './series.ts'
import type { Session } from './session.ts'
import type { Timeline } from './timeline.ts'

export type WalkInput = {
  readonly plan: Plan
  readonly columns: readonly Column[]
  readonly candles: readonly Candles[]
  readonly timeline: Timeline
  readonly desk: Desk
  readonly venue: SimulatedVenue
  readonly session: Session
  /** Bars of each slot, in slot order. */
  readonly feeds: readonly BarFeed[]
  /** First base-clock row that may decide. */
  readonly firstRow: number
  /** Written from `firstRow` on: account currency units at each close. */
  readonly equity: Float64Array
  /** There is one slot, and each base-clock row is one of its bars. */
  readonly oneClock: boolean
  /** The fill profile lets decisions fill at the very close they were taken on: the venue must see every bar. */
  readonly atClose: boolean
  readonly canceled: () => boolean
  readonly progress?: (done: number, total: number) => void
}

/** Rows walked between two looks at the cancel flag. */
const LOOK = 16_384

/**
 * The account stage of a backtest: row by row on the base clock, fills first, then marks, then decisions (T-STEP).
 * Rows on which nothing fires and nothing is open are passed over in one go; equity stands still there.
 * Returns how often two intents met on one slot in one step.
 */
export function walk(input: WalkInput): number {
  const { plan, columns, candles, timeline, desk, venue, session, feeds, firstRow, equity, oneClock, atClose, canceled, progress } = input
  const closes = timeline.closes(plan.baseClock)
  const end = closes.length
  const requestedAt = new Int32Array(feeds.length).fill(-1)
  let sameStep = 0
  let row = firstRow
  let time = 0

  const made = collectDecisions()
  const decider = createDecider(plan, columns, candles, desk.account, made.decisions)

  const signals = plan.signals.map((source) => ({ source, fired: firedBy(source.stage, source.fires) }))
  const cancels = plan.cancels.map((source) => ({ source, fired: firedBy(source.stage, source.fires) }))
  const everyRow = plan.account.length > 0
  const firings = [...signals, ...cancels].flatMap(({ fired }) => (fired.firings ? [fired.firings] : []))

  /** How to see whether a condition is yes at a row: a list made beforehand, or the column just computed. */
  function firedBy(stage: SignalSource['stage'], fires: number) {
    if (stage === 'series') {
      const list = findFirings(plan, columns, timeline, fires)
      return { firings: list, at: (at: number) => firesAt(list, at) }
    }
    return { at: (at: number) => columns[fires]!.data[at] === 1 }
  }

  function quiet(): boolean {
    for (let slot = 0; slot < feeds.length; slot++) if (!desk.quiet(slot)) return false
    return true
  }

  function working(): boolean {
    for (let slot = 0; slot < feeds.length; slot++) if (venue.working(slot) > 0) return true
    return false
  }

  const passing: (TickBar | undefined)[] = feeds.map(() => undefined)

  /** Everything that happened until `time`: fills along the bars' paths, then their closes as marks. */
  function passBars(time: number): void {
    for (;;) {
      let close = Infinity
      for (let slot = 0; slot < feeds.length; slot++) close = Math.min(close, feeds[slot]!.nextClose)
      if (close > time) return
      if (atClose || working()) passAt(close)
      else markAt(close)
    }
  }

  /** Bars that close together while orders work. */
  function passAt(close: number): void {
    for (const [slot, feed] of feeds.entries()) {
      passing[slot] = feed.nextClose === close ? feed.take() : undefined
      if (passing[slot]) countMissing(slot)
    }
    venue.bars(passing)
    for (const [slot, bar] of passing.entries()) if (bar) session.carryOut(desk.mark(slot, bar.close, bar.end))
  }

  /** Bars that close together while nothing works: only where they end matters. */
  function markAt(close: number): void {
    for (let slot = 0; slot < feeds.length; slot++) {
      const feed = feeds[slot]!
      if (feed.nextClose !== close) continue
      const ticks = feed.takeClose()
      countMissing(slot)
      session.carryOut(desk.mark(slot, ticks, close))
    }
  }

  function countMissing(slot: number): void {
    const missing = feeds[slot]!.missingBefore()
    if (missing > 0 && !desk.quiet(slot)) venue.missing(slot, missing)
  }

  const closesAhead = new Float64Array(LOOK)

  /** Rows on which something is open, but nothing works or fires: each close is a mark. Stops after a row that set something to work. */
  function hold(from: number, to: number): number {
    let at = from
    if (oneClock) {
      const ticks = closesAhead.subarray(0, to - from)
      feeds[0]!.peekCloses(ticks)
      const taken = desk.markRun(0, ticks, closes.subarray(from, to), equity.subarray(from - firstRow, to - firstRow))
      feeds[0]!.pass(taken)
      at += taken
    }
    for (; at < to; at++) {
      passBars(closes[at]!)
      equity[at - firstRow] = desk.account.equity
      if (working()) return at + 1
    }
    return to
  }

  /** All is decided on the account as it stood before the first decision of the step; only then does the desk hear of it. */
  function decideAt(): void {
    for (const { source, fired } of cancels) if (fired.at(row)) made.decisions.cancel(source.request)
    for (const { source, fired } of signals) if (fired.at(row) && decider.concerns(source.signal)) decider.decide(source, row)
    for (const decision of made.list) {
      if (decision.kind === 'request') {
        const slot = plan.slots.findIndex(({ name }) => name === decision.request.intent.signal.slot)
        if (requestedAt[slot] === row) sameStep++
        requestedAt[slot] = row
      }
      session.send(deskEvent(decision, time))
    }
    made.list.length = 0
  }

  let stepped = -1
  function step(at: number): void {
    stepped = at
    session.send({ kind: 'step', time: closes[at]!, step: at - firstRow })
  }

  let looked = firstRow
  let next = firstRow
  while (row < end) {
    if (row - looked >= LOOK) {
      looked = row
      if (canceled()) throw new Canceled()
      progress?.(row - firstRow, end - firstRow)
    }
    if (everyRow) next = row
    else if (next <= row) next = nextFiring(firings, row, end)
    if (next > row && quiet()) {
      equity.fill(desk.account.equity, row - firstRow, next - firstRow)
      row = next
      for (const feed of feeds) feed.skipTo(closes[row - 1]!)
      continue
    }
    if (next > row && !working() && !desk.waits) {
      row = hold(row, Math.min(next, row + LOOK))
      continue
    }
    time = closes[row]!
    passBars(time)
    if (next === row || working() || desk.waits) step(row)
    if (everyRow) decider.computeAccount(row, 0)
    if (next === row) decideAt()
    equity[row - firstRow] = desk.account.equity
    row++
  }
  // A position still open has aged until the last row, whether or not anything was decided there.
  if (end > firstRow && stepped < end - 1 && !quiet()) step(end - 1)
  return sameStep
}
