import { barLength, barOpen } from '../../nodes/define/timeframe.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import type { Plan } from '../compile/plan.ts'
import type { Desk } from '../desk/contract.ts'
import { nobody, type AccountShare } from '../desk/others.ts'
import { isExpected } from '../market/calendar.ts'
import type { Candles } from '../market/candles.ts'
import type { Feed, FeedEvent, LiveBar } from '../market/feed.ts'
import type { Binding, RunOutcome } from '../protocol/run.ts'
import { tendAccount, type AccountLink } from './account-link.ts'
import { createCore, type CoreInput } from './core.ts'
import { outcomeOf } from './core-outcome.ts'
import { historySteps } from './history.ts'
import type { Mode } from './modes.ts'
import { sameBar } from './candle-log.ts'
import { PlanFault, type PlanHost } from './plan-host.ts'
import type { PlanConfig, StreamBar } from './plan-steps.ts'
import type { Recorder } from './recorder.ts'
import type { Resumed } from './resume.ts'
import type { Alert } from './session.ts'

export type RealtimeInput = {
  readonly mode: Extract<Mode, 'paper' | 'live'>
  readonly runId: string
  readonly document: StrategyDocument
  readonly plan: Plan
  readonly binding: Binding
  readonly feed: Feed
  /** Open of the first bar that may decide; nothing that closes at or before it is told by the feed. */
  readonly from: number
  /** Last close to be decided on; Infinity: until somebody ends it. */
  readonly until: number
  /** Bars before `from`, by stream. */
  readonly histories: readonly Candles[]
  readonly openVenue: CoreInput['openVenue']
  /** The account real orders go to; absent where fills are simulated. */
  readonly account?: AccountLink
  /** What the other runs on the account have; undefined while there are none. */
  readonly others?: () => AccountShare | undefined
  readonly hostPlan: (config: PlanConfig) => PlanHost
  readonly recorder: Recorder
  readonly maxAge?: number
  readonly support?: CoreInput['support']
  /** Where an earlier life of this run left it; its histories are those it began with. */
  readonly resumed?: Resumed
  /** Nodes whose values are wanted although they lead to no order. */
  readonly keep?: readonly string[]
  /** Told after each step and each thing a person should know. */
  readonly onChange?: () => void
  readonly onAlert?: (alert: Alert) => void
}

export type RealtimeRun = {
  readonly runId: string
  /** To be read, never to be told anything. */
  readonly desk: Pick<Desk, 'account' | 'orders' | 'fills' | 'denials' | 'held' | 'snapshot' | 'share'>
  /** Resolves once nothing more will be decided. */
  readonly ended: Promise<string>
  status(): RealtimeStatus
  /** What the run comes to so far. */
  outcome(): RunOutcome
  /** A person's act. New exposure is over when this returns (T-STOP-MEANS-STOP). */
  operate(act: 'stop' | 'kill' | 'halt' | 'release'): void
  /** Ends the run: bars already here are dealt with, no more are awaited. */
  end(why: string): Promise<void>
}

export type RealtimeStatus = {
  readonly state: 'starting' | 'active' | 'reducing' | 'halted' | 'reconciling' | 'ended'
  /** By the run's own clock. */
  readonly now: number
  readonly step: number
  readonly lastStep: number | null
  readonly equity: number
  readonly feed: { readonly state: 'live' | 'stale' | 'down'; readonly why: string }
  readonly late: number
  readonly revised: number
  /** Why the strategy itself no longer decides; null while it does. */
  readonly fault: string | null
  /** Every wire's value after the last step. */
  readonly values: Readonly<Record<string, number>>
}

/** The longest a strategy may think about one step, milliseconds. */
const PATIENCE = 1000
/** The longest it may take over its history. */
const PATIENCE_AT_START = 60_000

/**
 * A run against a live feed, whichever venue fills its orders. Bars wait until every stream due has spoken or the grace is
 * over; steps are taken one after the other, each with one answer from the plan. All that enters and leaves is on record.
 */
export function startRealtime(input: RealtimeInput): RealtimeRun {
  const { mode, runId, document, plan, binding, feed, from, until, histories, recorder } = input
  const { onChange = () => {}, onAlert = () => {}, account, resumed } = input
  const { clock, grace } = feed
  const instruments = plan.streams.map(({ slot }) => feed.instruments[slot])
  const lengths = plan.streams.map(({ timeframe }) => barLength(timeframe))
  const alert = (one: Alert) => onAlert(one)
  const core = createCore({
    runId,
    plan,
    binding,
    streams: instruments.map((instrument, stream) => ({ instrument, history: histories[stream] })),
    ...(input.maxAge === undefined ? {} : { maxAge: input.maxAge }),
    openVenue: input.openVenue,
    prices: feed.prices,
    recorder,
    alert,
    ...(input.support === undefined ? {} : { support: input.support }),
    ...(resumed === undefined ? {} : { resumed }),
  })
  const planConfig: PlanConfig = {
    document,
    desk: core.desks,
    calendars: instruments.map(({ calendar }) => calendar),
    keep: input.keep ?? [],
  }
  const shortest = Math.min(...plan.baseStreams.map((stream) => lengths[stream]))
  const patience = Math.min(PATIENCE, shortest / 4)

  /** Bars that wait for the others of their close. */
  const pending = new Map<number, { readonly bars: StreamBar[]; callOff: () => void }>()
  let late: StreamBar[] = []
  let stepped = resumed?.stepped ?? from
  let lastStep: number | null = null
  let feedState: RealtimeStatus['feed'] = { state: 'down', why: 'not yet connected' }
  let revised = resumed?.revised ?? 0
  let fault: string | null = null
  let toldOfOthers: string | undefined
  let values: Readonly<Record<string, number>> = {}
  let state: 'starting' | 'running' | 'ended' = 'starting'
  let resolveEnded: (why: string) => void
  const ended = new Promise<string>((resolve) => (resolveEnded = resolve))

  if (resumed) recorder.append('resumed', { mode, feed: feed.name, at: clock.now(), stepped })
  else recordStart()
  recorder.sync()

  function recordStart(): void {
    recorder.append('start', {
      mode,
      feed: feed.name,
      prices: feed.prices,
      from,
      binding,
      plan: planConfig,
      instruments,
      history: histories.map(({ length, time }) => ({ bars: length, start: time[0] ?? null })),
    })
    for (const [stream, candles] of histories.entries()) recordHistory(stream, candles)
  }

  const tended = account && tendAccount(account, core, clock, onAlert)
  const host = input.hostPlan(planConfig)
  /** One thing after the other: a step is over, answer and orders and all, before the next begins. */
  let queue: Promise<void> = Promise.resolve().then(begin)

  /** The plan goes through its history while the account is looked at; neither needs the other. */
  async function begin(): Promise<void> {
    const past = [...historySteps(plan, histories), ...(resumed?.planSteps ?? [])]
    const known = host.step(past, PATIENCE_AT_START).then(() => {}, failPlan)
    await tended?.begin()
    await known
    if (state === 'starting') state = 'running'
    onChange()
  }

  function enqueue(task: () => Promise<void> | void): Promise<void> {
    queue = queue.then(task).catch(failRun)
    return queue
  }

  function recordHistory(stream: number, { length, time, open, high, low, close, volume }: Candles): void {
    for (let row = 0; row < length; row += 1000) {
      const part = (column: Float64Array) => Array.from(column.subarray(row, row + 1000))
      recorder.append('history', {
        stream,
        columns: [time, open, high, low, close, volume].map(part),
      })
    }
  }

  /** The streams whose bar is due at a close. */
  function due(close: number): number[] {
    return plan.streams.flatMap(({ timeframe }, stream) => {
      const open = close - lengths[stream]
      return open === barOpen(timeframe, open) && isExpected(instruments[stream].calendar, timeframe, open) ? [stream] : []
    })
  }

  function takeBar(stream: number, bar: LiveBar): Promise<void> | void {
    const close = bar.time + lengths[stream]
    if (close > until) return finish('the time asked for is over')
    if (close <= stepped || clock.now() > close + grace) return takeLate(stream, bar)
    let group = pending.get(close)
    if (!group) {
      group = { bars: [], callOff: atIfEver(close + grace, () => void enqueue(() => runUntil(close))) }
      pending.set(close, group)
    }
    if (group.bars.some((one) => one.stream === stream)) return takeLate(stream, bar)
    group.bars.push({ stream, bar })
    if (due(close).every((one) => group.bars.some(({ stream: has }) => has === one))) return enqueue(() => runUntil(close))
  }

  /** A bar whose close has been decided on, or that was told before: the same again says nothing, another one is counted. */
  function takeLate(stream: number, bar: LiveBar): void {
    const known = core.logs[stream].at(bar.time) ?? pending.get(bar.time + lengths[stream])?.bars.find((one) => one.stream === stream)?.bar
    if (known) {
      if (sameBar(known, bar)) return
      revised++
      recorder.append('revised', { stream, bar, received: clock.now() })
      return onAlert({
        kind: 'alert',
        time: clock.now(),
        code: 'BAR_REVISED',
        message: `A bar of ${nameOf(stream)} was changed after it had been decided on.`,
      })
    }
    const last = core.logs[stream].last
    const enters = !last || bar.time > last.time
    if (enters) late.push({ stream, bar })
    recorder.append('late', { stream, bar, received: clock.now(), enters })
    onAlert({
      kind: 'alert',
      time: clock.now(),
      code: 'BAR_LATE',
      message: `A bar of ${nameOf(stream)} came after its step was over. It is history now.`,
    })
  }

  function atIfEver(time: number, act: () => void): () => void {
    return Number.isFinite(time) ? clock.at(time, act) : () => {}
  }

  function nameOf(stream: number): string {
    return `${instruments[stream].symbol} ${plan.streams[stream].timeframe}`
  }

  /** Every close up to this one, in order: what has not come by now is missing. */
  async function runUntil(close: number): Promise<void> {
    for (const time of [...pending.keys()].sort((a, b) => a - b)) {
      if (time > close) break
      const { bars, callOff } = pending.get(time)!
      callOff()
      pending.delete(time)
      stepped = time
      await runStep(
        time,
        bars.sort((a, b) => a.stream - b.stream),
      )
    }
  }

  async function runStep(time: number, bars: readonly StreamBar[]): Promise<void> {
    if (state === 'ended') return
    const before = late
    late = []
    recorder.append('bars', { time, bars, late: before })
    const steps = core.close(time, bars, before)
    if (steps.length === 0) return onChange()
    let answer: Awaited<ReturnType<PlanHost['step']>> = { decisions: [], values: {} }
    if (fault === null) {
      try {
        answer = await host.step(steps, patience)
      } catch (error) {
        failPlan(error)
      }
    }
    recorder.append('answer', { time, decisions: answer.decisions })
    values = answer.values
    lastStep = time
    hearOthers(time)
    core.answer(time, answer)
    recorder.flush()
    onChange()
  }

  /** What the others on the account have is told before each decision, where it is not what was told last. */
  function hearOthers(time: number): void {
    const share = input.others?.()
    const told = JSON.stringify(share)
    if (told === toldOfOthers) return
    toldOfOthers = told
    core.session.send({ kind: 'others', time, share: share ?? nobody })
  }

  /** Without its plan a run takes on nothing more; what guards its positions lives in the desk and goes on. */
  function failPlan(error: unknown): void {
    if (!(error instanceof PlanFault)) throw error
    fault = error.message
    recorder.append('fault', { fault, part: 'plan' })
    core.operate('halt', clock.now())
    onAlert({ kind: 'alert', time: clock.now(), code: 'STRATEGY_FAILED', message: `The strategy failed and is halted: ${fault}` })
  }

  /** The engine's own fault: nothing more is decided, and what cannot be done about it is left undone rather than in the way. */
  function failRun(error: unknown): void {
    fault ??= error instanceof Error ? (error.stack ?? error.message) : String(error)
    try {
      recorder.append('fault', { fault, part: 'run' })
      core.operate('halt', clock.now())
    } catch {
      // The record or the desk is what failed. The run is over either way: `fault` says so.
      state = 'ended'
      resolveEnded(fault)
    }
    onAlert({ kind: 'alert', time: clock.now(), code: 'RUN_FAILED', message: `The run failed and is halted: ${fault.split('\n')[0]}` })
    onChange()
  }

  function tell(event: FeedEvent): Promise<void> | void {
    if (state === 'ended') return
    switch (event.kind) {
      case 'bar':
        return takeBar(event.stream, event.bar)
      case 'price':
        recorder.append('price', event)
        return core.price(event)
      case 'state':
        feedState = { state: event.state, why: event.why }
        recorder.append('feed', event)
        if (event.state !== 'live')
          onAlert({ kind: 'alert', time: clock.now(), code: 'FEED_STALE', message: `Market data is ${event.state}: ${event.why}` })
        return onChange()
      case 'end':
        return finish(event.why)
    }
  }

  let finishing: Promise<void> | undefined
  function finish(why: string): Promise<void> {
    finishing ??= enqueue(async () => {
      // Whoever ends a run is told of every close that was complete or waited for the others.
      await runUntil(until)
      await tended?.leave()
      state = 'ended'
      for (const { callOff } of pending.values()) callOff()
      noLonger()
      recorder.append('end', { why, now: clock.now(), step: core.step })
      recorder.sync()
      resolveEnded(why)
      onChange()
      void host.close()
      void feed.close()
    })
    return finishing
  }

  const noLonger = atIfEver(until + grace, () => void finish('the time asked for is over'))
  feed.start(plan.streams, stepped, tell)

  return {
    runId,
    desk: core.desk,
    ended,
    status: () => ({
      state: state === 'running' ? core.desk.state : state,
      now: clock.now(),
      step: core.step,
      lastStep,
      equity: core.desk.account.equity,
      feed: feedState,
      late: core.tally.lateBars,
      revised,
      fault,
      values,
    }),
    outcome: () =>
      outcomeOf({
        core,
        runId,
        document,
        plan,
        binding,
        sources: plan.streams.map(() => feed.name),
        from,
        marks: [mode],
      }),
    operate(act) {
      // Its journal is closed: nothing of it leaves any more anyway.
      if (state === 'ended') return
      core.operate(act, clock.now())
      recorder.sync()
      onChange()
    },
    end: finish,
  }
}
