import { barLength } from '../../nodes/define/timeframe.ts'
import type { Plan } from '../../engine/compile/plan.ts'
import { createDesk } from '../../engine/desk/desk.ts'
import type { Candles } from '../../engine/market/candles.ts'
import { createGrid, moneyScale } from '../../engine/money/grid.ts'
import type { Instrument } from '../../engine/money/instruments.ts'
import type { Binding } from '../../engine/protocol/run.ts'
import { finestStream, mainSlot } from '../../engine/run/slots.ts'
import { createBarFeed } from '../../engine/run/bar-feed.ts'
import { collectDecisions, deskEvent } from '../../engine/run/decisions.ts'
import { createSession } from '../../engine/run/session.ts'
import { createStepper } from '../../engine/run/stepper.ts'
import { createSimulatedVenue } from '../../engine/venue/simulated.ts'

export type Stepped = {
  /** Value of every wire after every decision step, by wire. */
  readonly values: ReadonlyMap<string, number[]>
  readonly equity: number[]
  readonly desk: ReturnType<typeof createDesk>
}

/**
 * Runs a plan over recorded candles the way live does: bar after bar into sliding columns, kernels a row at a time.
 * `restartAt` says before which steps everything is written down and taken up again from the plain data.
 */
export function stepThrough(
  plan: Plan,
  binding: Binding,
  runId: string,
  streams: readonly { candles: Candles; instrument: Instrument }[],
  restartAt: (step: number) => boolean = () => false,
): Stepped {
  const slotStreams = plan.slots.map((_, slot) => finestStream(plan, slot))
  const instruments = slotStreams.map((stream) => streams[stream]!.instrument)
  const currency = instruments[mainSlot(plan)]!.quote
  const scale = Math.max(...instruments.filter(({ quote }) => quote === currency).map(moneyScale))
  const desk = createDesk({
    runId,
    currency,
    capital: binding.capital,
    slots: plan.slots.map(({ name }, slot) => ({ name, instrument: instruments[slot]! })),
    fillProfile: binding.fillProfile,
    riskProfile: binding.riskProfile,
  })
  const session = createSession(
    desk,
    () => venue,
    () => {},
  )
  const venue = createSimulatedVenue({
    slots: instruments.map((instrument) => ({ instrument, ...(instrument.quote === currency ? { quoteScale: scale } : {}) })),
    profile: binding.fillProfile,
    emit: session.hear,
    affordable: (order, ticks, lots) => desk.affordable(order, ticks, lots),
  })
  let time = 0
  const made = collectDecisions()
  const wiring = {
    plan,
    calendars: streams.map(({ instrument }) => instrument.calendar),
    account: desk.account,
    decisions: made.decisions,
  }
  let stepper = createStepper(wiring)
  const feeds = slotStreams.map((stream, slot) =>
    createBarFeed(
      { candles: streams[stream]!.candles, timeframe: plan.streams[stream]!.timeframe, calendar: instruments[slot]!.calendar },
      createGrid(instruments[slot]!),
      0,
    ),
  )
  const next = streams.map(() => 0)
  const closeOf = (stream: number) => streams[stream]!.candles.time[next[stream]!]! + barLength(plan.streams[stream]!.timeframe)
  const values = new Map([...plan.wires.keys()].map((wire) => [wire, [] as number[]]))
  const equity: number[] = []

  for (let step = 0; ; step++) {
    const due = plan.baseStreams.filter((stream) => next[stream]! < streams[stream]!.candles.length)
    if (due.length === 0) break
    if (restartAt(step))
      stepper = createStepper({
        ...wiring,
        from: JSON.parse(JSON.stringify(stepper.checkpoint(), plainly), revive) as ReturnType<typeof stepper.checkpoint>,
      })
    time = Math.min(...due.map(closeOf))
    for (const [stream, { candles }] of streams.entries()) {
      while (next[stream]! < candles.length && closeOf(stream) <= time) {
        const row = next[stream]!++
        stepper.append(stream, {
          time: candles.time[row]!,
          open: candles.open[row]!,
          high: candles.high[row]!,
          low: candles.low[row]!,
          close: candles.close[row]!,
          volume: candles.volume[row]!,
        })
      }
    }
    for (;;) {
      const close = Math.min(...feeds.map((feed) => feed.nextClose))
      if (close > time) break
      const bars = feeds.map((feed) => (feed.nextClose === close ? feed.take() : undefined))
      venue.bars(bars)
      for (const [slot, bar] of bars.entries()) if (bar) session.carryOut(desk.mark(slot, bar.close, bar.end))
    }
    session.send({ kind: 'step', time, step })
    stepper.compute(time)
    stepper.decide()
    for (const decision of made.list.splice(0)) session.send(deskEvent(decision, time))
    for (const [wire, column] of plan.wires) values.get(wire)!.push(stepper.value(column))
    equity.push(desk.account.equity)
  }
  return { values, equity, desk }
}

/** JSON has no NaN and no infinities. */
function plainly(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value
}
function revive(_: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'number' in value ? Number(value.number) : value
}
