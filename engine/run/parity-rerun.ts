import type { Plan } from '../compile/plan.ts'
import { createGrid, type Grid } from '../money/grid.ts'
import type { ApprovedOrder, Trade } from '../protocol/orders.ts'
import { createSimulatedVenue } from '../venue/simulated.ts'
import { meetPrice } from './meet-price.ts'
import { createCore, type CoreInput, type VenueWiring } from './core.ts'
import { historySteps } from './history.ts'
import type { OperatorEvent, OthersEvent, RecordedSession, SentOrder, SessionEvent } from './parity-journal.ts'
import { startPlan, type PlanAnswer, type PlanConfig, type StreamBar } from './plan-steps.ts'
import { noRecorder, type Recorder } from './recorder.ts'

/** A recorded fact that a backtest does not know of, to be put into one. */
export type Substitution =
  /** Bars that were not there when their close was decided on; `entered` says at which close they came in as history, if they did. */
  | { readonly kind: 'late'; readonly one: StreamBar; readonly entered: number | null }
  /** Bars that never came. */
  | { readonly kind: 'gap'; readonly one: StreamBar }
  /** Numbers as they were when they were decided on. */
  | { readonly kind: 'revised'; readonly seen: StreamBar }
  | { readonly kind: 'operator'; readonly event: OperatorEvent; readonly after: number }
  /** What other runs on the account had: said before each decision, until it is said anew. */
  | { readonly kind: 'others'; readonly events: readonly OthersEvent[] }
  | { readonly kind: 'fault'; readonly fault: string; readonly after: number }
  /** What the venue could not hold or link, and the desk watched itself. */
  | { readonly kind: 'support' }
  /** What became of an order, as the venue told it or as recorded prices make it. */
  | { readonly kind: 'order'; readonly sequence: number }

/** Bars of one close, all of them, as they are known today. */
export type TrueBars = { readonly time: number; readonly bars: readonly StreamBar[] }

export type Rerun = { readonly orders: readonly SentOrder[]; readonly fills: readonly Trade[] }

const nothing: PlanAnswer = { decisions: [], values: {} }

/** The backtest of a session's bars, bar by bar, with recorded facts put in: the same engine, the same order, no clock. */
export function rerun(session: RecordedSession, plan: Plan, truth: readonly TrueBars[], facts: readonly Substitution[]): Rerun {
  const { start, histories, events } = session
  const { binding, plan: config } = start
  const orders: SentOrder[] = []
  const fills: Trade[] = []
  const recorder: Recorder = {
    ...noRecorder,
    append(kind, body) {
      const record = body as { kind: string; order?: SentOrder; fact?: Trade }
      if (kind === 'command' && record.kind === 'submit') orders.push(record.order!)
      if (kind === 'event' && record.kind === 'fact' && record.fact!.kind === 'trade') fills.push(record.fact!)
      return 0
    },
  }
  const recorded = new Set(facts.flatMap((fact) => (fact.kind === 'order' ? [fact.sequence] : [])))
  // A simulated venue on live prices can be had again from them; what an exchange did is what it said.
  const scripted = createScripted(recorded, start.prices && start.mode !== 'live')
  const core = createCore({
    runId: config.desk.runId,
    plan,
    binding,
    streams: plan.streams.map(({ slot }, stream) => ({ instrument: config.desk.slots[slot].instrument, history: histories[stream] })),
    openVenue: (wiring) => scripted.open(wiring, binding.fillProfile),
    ...supportIn(facts, config),
    prices: false,
    recorder,
    alert() {},
  })
  const steps = startPlan(config)
  historySteps(plan, histories).forEach(steps.step)
  /** From the step that the strategy failed at it decides nothing. */
  const failed = Math.min(...facts.map((fact) => (fact.kind === 'fault' ? fact.after : Infinity)))

  const isAt = (one: StreamBar, other: StreamBar) => one.stream === other.stream && one.bar.time === other.bar.time
  const absent = facts.flatMap((fact) => (fact.kind === 'late' || fact.kind === 'gap' ? [fact.one] : []))
  const seen = facts.flatMap((fact) => (fact.kind === 'revised' ? [fact.seen] : []))
  const entering = (time: number) => facts.flatMap((fact) => (fact.kind === 'late' && fact.entered === time ? [fact.one] : []))

  // As they happened, in whatever order they are put in: "reconciled" comes after "reconcile".
  const acts = events.flatMap((event) =>
    event.kind === 'operator' ? facts.filter((fact) => fact.kind === 'operator' && fact.event === event.event) : [],
  )

  const others = facts.flatMap((fact) => (fact.kind === 'others' ? fact.events : []))

  /** What was recorded between the close of one group of bars and the next, as far as it is put in. */
  function between(from: number, to: number): void {
    for (const fact of acts) if (fact.kind === 'operator' && fact.after >= from && fact.after < to) core.session.send(fact.event)
    if (recorded.size === 0) return
    for (const event of eventsBetween(events, from, to)) scripted.hear(event, core.session.hear)
  }

  let last = -Infinity
  for (const { time, bars } of truth) {
    const there = bars
      .filter((one) => !absent.some((other) => isAt(one, other)))
      .map((one) => seen.find((other) => isAt(one, other)) ?? one)
    const late = entering(time)
    if (there.length === 0 && late.length === 0) continue
    between(last, time)
    const due = core.close(time, there, late)
    if (due.length > 0) for (const event of others) if (event.time === time) core.session.send(event)
    if (due.length > 0) core.answer(time, time >= failed ? nothing : structuredClone(due).map(steps.step).at(-1)!)
    last = time
  }
  between(last, Infinity)
  return { orders, fills }
}

/** What the session's venue could hold, where that is put in. */
function supportIn(facts: readonly Substitution[], { desk }: PlanConfig): Pick<CoreInput, 'support'> {
  const support = desk.slots.flatMap(({ venue }) => (venue ? [venue] : []))
  return facts.some(({ kind }) => kind === 'support') && support.length > 0 ? { support } : {}
}

/** Events of a session after the bars that closed at `from` and before those that close at `to`. */
function eventsBetween(events: readonly SessionEvent[], from: number, to: number): readonly SessionEvent[] {
  const found: SessionEvent[] = []
  let at = -Infinity
  for (const event of events) {
    if (event.kind === 'bars') at = event.time
    else if (at >= from && at < to) found.push(event)
  }
  return found
}

/** The backtest's venue, but for the orders whose recorded fate is put in. */
function createScripted(recorded: ReadonlySet<number>, prices: boolean) {
  let points: ReturnType<typeof createSimulatedVenue> | undefined
  let grids: readonly Grid[] = []
  /** Orders decided on that leave when they left in the session. */
  const leaving = new Map<number, ApprovedOrder>()
  return {
    open({ slots, emit, affordable }: VenueWiring, profile: Parameters<typeof createSimulatedVenue>[0]['profile']) {
      grids = slots.map(({ instrument }) => createGrid(instrument))
      const bars = createSimulatedVenue({ slots, profile, emit, affordable })
      points = createSimulatedVenue({ slots, profile, emit, affordable })
      return {
        ...bars,
        submit(order: ApprovedOrder) {
          if (!recorded.has(order.sequence)) bars.submit(order)
          else if (prices) leaving.set(order.sequence, order)
        },
        cancel(sequence: number) {
          if (!recorded.has(sequence)) bars.cancel(sequence)
          else if (prices) points!.cancel(sequence)
        },
      }
    },
    hear(event: SessionEvent, hear: VenueWiring['emit']) {
      if (event.kind === 'sent') {
        const order = leaving.get(event.sequence)
        if (order) points!.submit(order)
        leaving.delete(event.sequence)
      }
      if (event.kind === 'price' && prices) {
        meetPrice(points!, grids[event.slot], event)
      }
      if (event.kind === 'fact' && !prices && recorded.has(event.fact.sequence)) hear(event.fact)
    },
  }
}
