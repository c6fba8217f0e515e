import { barLength } from '../../nodes/define/timeframe.ts'
import type { Plan } from '../compile/plan.ts'
import { createGrid, type Grid } from '../money/grid.ts'
import type { ApprovedOrder, OrderFact, Trade } from '../protocol/orders.ts'
import { createSimulatedVenue } from '../venue/simulated.ts'
import { meetPrice } from './meet-price.ts'
import { createCore, type CoreInput, type VenueWiring } from './core.ts'
import { historySteps } from './history.ts'
import type { OperatorEvent, OthersEvent, RecordedSession, SentOrder, SessionEvent } from './parity-journal.ts'
import { startPlan, type PlanAnswer, type PlanConfig, type StreamBar } from './plan-steps.ts'
import { noRecorder, type Recorder } from './recorder.ts'

/** A recorded fact that a backtest does not know of, to be put into one. `one`: a bar as it is known today. */
export type Substitution =
  /** Bars that were not there when their close was decided on; `entered` says at which close they came in as history, if they did. */
  | { readonly kind: 'late'; readonly one: StreamBar; readonly entered: number | null }
  /** Bars that never came. */
  | { readonly kind: 'gap'; readonly one: StreamBar }
  /** Numbers as they were when they were decided on. */
  | { readonly kind: 'revised'; readonly one: StreamBar; readonly seen: StreamBar }
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

/** The events of a session after each group of bars, in order: every rerun goes through them once. `earliest` is that of these and all later ones. */
export type Gaps = readonly { readonly at: number; readonly events: readonly SessionEvent[]; readonly earliest: number }[]

export function gapsOf(events: readonly SessionEvent[]): Gaps {
  const gaps: { at: number; events: SessionEvent[]; earliest: number }[] = [{ at: -Infinity, events: [], earliest: Infinity }]
  for (const event of events) {
    if (event.kind === 'bars') gaps.push({ at: event.time, events: [], earliest: Infinity })
    else gaps.at(-1)!.events.push(event)
  }
  for (let i = gaps.length - 1, earliest = Infinity; i >= 0; i--) {
    for (const event of gaps[i].events) earliest = Math.min(earliest, timeOf(event))
    gaps[i].earliest = earliest
  }
  return gaps
}

function timeOf(event: SessionEvent): number {
  switch (event.kind) {
    case 'operator':
    case 'others':
      return event.event.time
    case 'fact':
      return event.fact.time
    case 'price':
    case 'bars':
      return event.time
    case 'sent':
    case 'fault':
      return Infinity
  }
}

/** What a rerun is made of, beside the facts put into it. */
export type RerunInput = {
  readonly session: RecordedSession
  readonly plan: Plan
  readonly truth: readonly TrueBars[]
  readonly gaps: Gaps
}

/** A rerun on its way. */
export type Running = Rerun & {
  /** Takes one group of bars, and what was recorded after it. False: it is over. */
  advance(): boolean
  /** No order and no fill that is still to come is earlier than this. */
  readonly horizon: number
  /** Nothing more can become of an order. */
  hasEnded(sequence: number): boolean
}

/** The backtest of a session's bars, bar by bar, with recorded facts put in: the same engine, the same order, no clock. */
export function beginRerun({ session, plan, truth, gaps }: RerunInput, facts: readonly Substitution[]): Running {
  const { start, histories } = session
  const { binding, plan: config } = start
  const orders: SentOrder[] = []
  const fills: Trade[] = []
  const recorder: Recorder = {
    ...noRecorder,
    append(kind, body) {
      const record = body as { kind: string; order?: SentOrder; fact?: OrderFact }
      if (kind === 'command' && record.kind === 'submit') send(record.order!)
      if (kind === 'event' && record.kind === 'fact') hear(record.fact!)
      return 0
    },
  }
  /** Lots still to fill, by order. */
  const open = new Map<number, number>()

  function send(order: SentOrder): void {
    orders.push(order)
    open.set(order.sequence, order.lots)
  }

  function hear(fact: OrderFact): void {
    const { kind, sequence } = fact
    if (kind === 'canceled' || kind === 'expired' || kind === 'rejected') open.set(sequence, 0)
    if (kind !== 'trade') return
    fills.push(fact)
    open.set(sequence, open.get(sequence)! - fact.lots)
  }

  const put = sortFacts(facts)
  // A simulated venue on live prices can be had again from them; what an exchange did is what it said.
  const scripted = createScripted(put.recorded, start.prices && start.mode !== 'live')
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
  // As they happened, in whatever order they are put in: "reconciled" comes after "reconcile".
  const acts = session.events.flatMap((event) => (event.kind === 'operator' ? (put.acts.get(event.event) ?? []) : []))

  // A fill at the open of a bar carries the time at which it opened.
  const longest = Math.max(...plan.streams.map(({ timeframe }) => barLength(timeframe)))
  let [row, gap] = [0, 0]
  let last = -Infinity

  /** What was recorded between the close of one group of bars and the next, as far as it is put in. */
  function between(from: number, to: number): void {
    for (const fact of acts) if (fact.after >= from && fact.after < to) core.session.send(fact.event)
    for (; gap < gaps.length && gaps[gap].at < to; gap++)
      if (put.recorded.size > 0) for (const event of gaps[gap].events) scripted.hear(event, core.session.hear)
  }

  return {
    orders,
    fills,
    get horizon() {
      return row > truth.length ? Infinity : Math.min(last - longest, gaps[gap]?.earliest ?? Infinity)
    },
    hasEnded(sequence) {
      return (open.get(sequence) ?? 1) <= 0
    },
    advance() {
      for (; row < truth.length; row++) {
        const { time, bars } = truth[row]
        const there = bars.filter((one) => !put.absent.has(one)).map((one) => put.seen.get(one) ?? one)
        const late = put.entering.get(time) ?? []
        if (there.length === 0 && late.length === 0) continue
        between(last, time)
        const due = core.close(time, there, late)
        if (due.length > 0) for (const event of put.others.get(time) ?? []) core.session.send(event)
        if (due.length > 0) core.answer(time, time >= put.failed ? nothing : due.map(steps.step).at(-1)!)
        last = time
        row++
        return true
      }
      if (row === truth.length) between(last, Infinity)
      row = truth.length + 1
      return false
    },
  }
}

/** The same, to its end. */
export function rerun(input: RerunInput, facts: readonly Substitution[]): Rerun {
  const running = beginRerun(input, facts)
  while (running.advance());
  return running
}

type Act = Extract<Substitution, { kind: 'operator' }>

/** Facts as a rerun asks for them. */
function sortFacts(facts: readonly Substitution[]) {
  const recorded = new Set<number>()
  const absent = new Set<StreamBar>()
  const seen = new Map<StreamBar, StreamBar>()
  const entering = new Map<number, StreamBar[]>()
  const acts = new Map<OperatorEvent, Act[]>()
  const others = new Map<number, OthersEvent[]>()
  /** From the step that the strategy failed at it decides nothing. */
  let failed = Infinity
  function add<Key, One>(map: Map<Key, One[]>, key: Key, one: One): void {
    const own = map.get(key) ?? []
    own.push(one)
    map.set(key, own)
  }
  for (const fact of facts) {
    switch (fact.kind) {
      case 'late':
        if (fact.entered !== null) add(entering, fact.entered, fact.one)
        absent.add(fact.one)
        break
      case 'gap':
        absent.add(fact.one)
        break
      case 'revised':
        seen.set(fact.one, fact.seen)
        break
      case 'operator':
        add(acts, fact.event, fact)
        break
      case 'others':
        for (const event of fact.events) add(others, event.time, event)
        break
      case 'fault':
        failed = Math.min(failed, fact.after)
        break
      case 'order':
        recorded.add(fact.sequence)
        break
      case 'support':
    }
  }
  return { recorded, absent, seen, entering, acts, others, failed }
}

/** What the session's venue could hold, where that is put in. */
function supportIn(facts: readonly Substitution[], { desk }: PlanConfig): Pick<CoreInput, 'support'> {
  const support = desk.slots.flatMap(({ venue }) => (venue ? [venue] : []))
  return facts.some(({ kind }) => kind === 'support') && support.length > 0 ? { support } : {}
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
