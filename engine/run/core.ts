import { barLength } from '../../nodes/define/timeframe.ts'
import type { Plan } from '../compile/plan.ts'
import type { Desk, DeskConfig, OperatorAct, VenueSupport } from '../desk/contract.ts'
import { createDesk } from '../desk/desk.ts'
import { expectedBarsBetween } from '../market/calendar.ts'
import type { Candles } from '../market/candles.ts'
import type { FeedEvent } from '../market/feed.ts'
import { createGrid, toTicks } from '../money/grid.ts'
import type { Instrument } from '../money/instruments.ts'
import type { OrderFact } from '../protocol/orders.ts'
import type { Binding } from '../protocol/run.ts'
import type { Affordable, SimulatedVenue, TickBar, Venue, VenueSlot } from '../venue/contract.ts'
import { accountMoney, finestStream, mainSlot } from './slots.ts'
import { wholeLots } from './bar-feed.ts'
import { meetPrice } from './meet-price.ts'
import { createCandleLog, type CandleLog } from './candle-log.ts'
import { deskEvent } from './decisions.ts'
import type { PlanAnswer, PlanStep, StreamBar } from './plan-steps.ts'
import { recordingDesk, type Recorder } from './recorder.ts'
import type { Resumed } from './resume.ts'
import { createStepBars } from './step-bars.ts'
import { createSession, type Alert, type Session } from './session.ts'

export type CoreStream = { readonly instrument: Instrument; readonly history: Candles }

/** What a venue is given to work with. */
export type VenueWiring = {
  readonly slots: readonly VenueSlot[]
  readonly emit: (fact: OrderFact) => void
  readonly affordable: Affordable
  readonly clientId: Desk['clientId']
}

export type CoreInput = {
  readonly runId: string
  readonly plan: Plan
  readonly binding: Binding
  /** One per stream of the plan. */
  readonly streams: readonly CoreStream[]
  /** Oldest last price a decision may rest on, milliseconds; absent where prices cannot be late. */
  readonly maxAge?: number
  readonly openVenue: (wiring: VenueWiring) => Venue & Partial<SimulatedVenue>
  /** The venue meets prices as they are told, not bars as they close. */
  readonly prices: boolean
  readonly recorder: Recorder
  readonly alert: (alert: Alert) => void
  /** What the venue can hold and link, by slot; absent where it holds everything as the desk has it. */
  readonly support?: readonly VenueSupport[]
  /** Where an earlier life of the run left it. */
  readonly resumed?: Pick<Resumed, 'desk' | 'logs' | 'stepBars' | 'tally' | 'step'>
}

/** Sums of a run as it stands: what an outcome is made of. */
export type CoreTally = {
  readonly times: number[]
  readonly equity: number[]
  readonly price: number[]
  /** Signals that were taken to an order or a refusal: the node that gave each, and when. */
  readonly decided: { readonly node: string; readonly time: number }[]
  sameStepIntents: number
  lateBars: number
}

/**
 * A run in steps, without a clock and without waiting: what a live run, a replay and the proof of parity have in common.
 * Whoever holds it says what happened, in order; the plan is asked by them, since it may think in another thread.
 */
export type Core = {
  readonly desk: Desk
  readonly desks: DeskConfig
  readonly session: Session
  readonly venue: Venue & Partial<SimulatedVenue>
  readonly logs: readonly CandleLog[]
  readonly tally: CoreTally
  /** Steps taken, rows that came too late included. */
  readonly step: number
  /**
   * Bars that close together at `time`: what rests meets them, then they are marks. Answers with the steps the plan has to
   * take, the last one to be decided on; none where the base clock has no row. `late`: bars of earlier closes, which enter as history.
   */
  close(time: number, bars: readonly StreamBar[], late?: readonly StreamBar[]): PlanStep[]
  /** What the plan decided on the step of `time`. */
  answer(time: number, answer: Pick<PlanAnswer, 'decisions'>): void
  /** A price between closes. */
  price(event: Extract<FeedEvent, { kind: 'price' }>): void
  operate(act: OperatorAct, time: number): void
}

export function createCore(input: CoreInput): Core {
  const { runId, plan, binding, streams, maxAge, openVenue, prices, recorder, alert, support, resumed } = input
  const slotStreams = plan.slots.map((_, slot) => finestStream(plan, slot))
  const instruments = slotStreams.map((stream) => streams[stream].instrument)
  const { currency, scale } = accountMoney(plan, instruments)
  const grids = instruments.map((instrument) => createGrid(instrument))
  const logs = resumed?.logs ?? streams.map(({ history }) => createCandleLog(history))
  const desks: DeskConfig = {
    runId,
    currency,
    capital: binding.capital,
    slots: plan.slots.map(({ name }, slot) => ({
      name,
      instrument: instruments[slot],
      ...(maxAge === undefined ? {} : { maxAge }),
      ...(support === undefined ? {} : { venue: support[slot] }),
    })),
    fillProfile: binding.fillProfile,
    riskProfile: binding.riskProfile,
  }
  const desk = recordingDesk(resumed?.desk ?? createDesk(desks), recorder)
  const session = createSession(
    desk,
    () => venue,
    alert,
    () => recorder.sync(),
  )
  const venue = openVenue({
    slots: instruments.map((instrument) => ({ instrument, ...(instrument.quote === currency ? { quoteScale: scale } : {}) })),
    emit: session.hear,
    affordable: (order, ticks, lots) => desk.affordable(order, ticks, lots),
    clientId: desk.clientId,
  })
  const main = slotStreams[mainSlot(plan)]
  const tally: CoreTally = resumed?.tally ?? { times: [], equity: [], price: [], decided: [], sameStepIntents: 0, lateBars: 0 }
  let step = resumed?.step ?? 0
  const stepBars =
    resumed?.stepBars ??
    createStepBars(
      plan,
      streams.map(({ history }) => history),
    )

  const lengthOf = (stream: number) => barLength(plan.streams[stream].timeframe)

  /** Bars the calendar expected since the one before. */
  function countMissing(slot: number, time: number): void {
    const stream = slotStreams[slot]
    const { last } = logs[stream]
    if (!last || desk.quiet(slot)) return
    const closed = last.time + lengthOf(stream)
    if (closed < time) venue.missing?.(slot, expectedBarsBetween(instruments[slot].calendar, plan.streams[stream].timeframe, closed, time))
  }

  function pass(bars: readonly StreamBar[]): void {
    const passing = slotStreams.map((stream, slot): TickBar | undefined => {
      const bar = bars.find((one) => one.stream === stream)?.bar
      if (!bar) return undefined
      countMissing(slot, bar.time)
      const grid = grids[slot]
      const ticks = (price: number) => toTicks(grid, price)
      const end = bar.time + lengthOf(stream)
      return {
        time: bar.time,
        end,
        open: ticks(bar.open),
        high: ticks(bar.high),
        low: ticks(bar.low),
        close: ticks(bar.close),
        volume: wholeLots(grid, bar.volume),
      }
    })
    if (!prices) venue.bars?.(passing)
    // A decision rests on the bar's close in every mode, also where prices are told in between.
    for (const [slot, bar] of passing.entries()) if (bar) session.carryOut(desk.mark(slot, bar.close, bar.end))
  }

  return {
    desk,
    desks,
    session,
    venue,
    logs,
    tally,
    get step() {
      return step
    },
    close(time, bars, late = []) {
      for (const { stream, bar } of late) logs[stream].push(bar)
      tally.lateBars += late.length
      step += stepBars.late(late)
      pass(bars)
      for (const { stream, bar } of bars) logs[stream].push(bar)
      if (!stepBars.add(bars)) return []
      session.send({ kind: 'step', time, step: step++ })
      return stepBars.take(time, desk.snapshot())
    },
    answer(time, { decisions }) {
      const asked = new Set<string>()
      for (const decision of decisions) {
        if (decision.kind === 'request') {
          const { slot } = decision.request.intent.signal
          if (asked.has(slot)) tally.sameStepIntents++
          asked.add(slot)
        }
        if (decision.kind !== 'cancel') {
          const { node } = decision.kind === 'request' ? decision.request.intent.signal : decision.signal
          tally.decided.push({ node, time })
        }
        session.send(deskEvent(decision, time))
      }
      tally.times.push(time)
      tally.equity.push(desk.account.equity)
      tally.price.push(logs[main].last?.close ?? NaN)
    },
    price(event) {
      const { slot, price, time } = event
      if (venue.point && venue.quote) meetPrice({ point: venue.point, quote: venue.quote }, grids[slot], event)
      session.carryOut(desk.mark(slot, toTicks(grids[slot], price), time))
    },
    operate: (act, time) => session.send({ kind: 'operator', time, act }),
  }
}
