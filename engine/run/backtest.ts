import { barLength, type Timeframe } from '../../nodes/define/timeframe.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import type { Column } from '../columns/column.ts'
import type { Plan } from '../compile/plan.ts'
import type { Desk } from '../desk/contract.ts'
import { createDesk } from '../desk/desk.ts'
import type { Candles } from '../market/candles.ts'
import { createGrid } from '../money/grid.ts'
import { tenTo } from '../money/amounts.ts'
import type { Instrument } from '../money/instruments.ts'
import type { Binding, RunOutcome } from '../protocol/run.ts'
import type { SimulatedVenue } from '../venue/contract.ts'
import { createSimulatedVenue } from '../venue/simulated.ts'
import { createBarFeed, type BarFeed } from './bar-feed.ts'
import { fillCounts, firstBar, mainPrice, streamFacts, unsettled } from './facts.ts'
import { boundHash, engineVersion, runId } from './run-id.ts'
import { computeSeries, type ColumnStore } from './series.ts'
import { createSession, type Alert, type Session } from './session.ts'
import { accountMoney, finestStream, mainSlot } from './slots.ts'
import { createTimeline, type TimedStream, type Timeline } from './timeline.ts'
import { walk } from './walk.ts'

/** Candles of one stream of the plan, lead-in history included. */
export type StreamData = {
  readonly instrument: Instrument
  readonly source: string
  readonly dataKey: string
  readonly candles: Candles
}

/** Bars of a shorter timeframe that say in which order the prices inside a slot's bars came (fill profile `detail`). */
export type DetailData = { readonly timeframe: Timeframe; readonly dataKey: string; readonly candles: Candles }

export type BacktestInput = {
  readonly document: Pick<StrategyDocument, 'id' | 'name' | 'revision'>
  readonly plan: Plan
  readonly binding: Binding
  /** One entry per stream of the plan. */
  readonly streams: readonly StreamData[]
  /** By slot; absent or empty where the slot's own bars decide. */
  readonly details?: readonly (DetailData | undefined)[]
  readonly store: ColumnStore
  readonly canceled: () => boolean
  readonly progress?: (done: number, total: number) => void
}

export type Backtest = {
  readonly outcome: RunOutcome
  /** Columns by number, for values of wires; account columns are theirs alone. */
  readonly columns: readonly Column[]
  readonly timeline: Timeline
  /** Base-clock row of the first row of the outcome's columns. */
  readonly firstRow: number
  readonly alerts: readonly Alert[]
}

/** Runs a plan over recorded candles: series stage over whole columns, then the account stage row by row. Pure but for the column store. */
export function runBacktest({ document, plan, binding, streams, details = [], store, canceled, progress }: BacktestInput): Backtest {
  const timed: TimedStream[] = streams.map(({ candles, instrument }, i) => ({
    candles,
    calendar: instrument.calendar,
    timeframe: plan.streams[i]!.timeframe,
  }))
  const timeline = createTimeline(plan, timed)
  const closes = timeline.closes(plan.baseClock)
  const firstRow = firstDecision(closes, plan, binding)
  const half = (part: 0 | 1) => progress && ((done: number, total: number) => progress(part * total + done, 2 * total))
  const columns = computeSeries({
    plan,
    candles: streams.map(({ candles }) => candles),
    dataKeys: streams.map(({ dataKey }) => dataKey),
    timeline,
    store,
    canceled,
    ...optional('progress', half(0)),
  })

  const slotStreams = plan.slots.map((_, slot) => finestStream(plan, slot))
  const instruments = slotStreams.map((stream) => streams[stream]!.instrument)
  const { currency, scale } = accountMoney(plan, instruments)
  const bound = boundHash(plan.hash, binding, instruments)
  const id = runId(
    bound,
    binding,
    streams.map(({ candles }) => candles.time[0] ?? 0),
    [...streams, ...details].flatMap((data) => (data ? [data.dataKey] : [])),
  )

  const alerts: Alert[] = []
  const desk = createDesk({
    runId: id,
    currency,
    capital: binding.capital,
    slots: plan.slots.map(({ name }, slot) => ({ name, instrument: instruments[slot]! })),
    fillProfile: binding.fillProfile,
    riskProfile: binding.riskProfile,
  })
  const session = createSession(
    desk,
    () => venue,
    (alert) => alerts.push(alert),
  )
  const venue = createSimulatedVenue({
    slots: instruments.map((instrument) => ({ instrument, ...(instrument.quote === currency ? { quoteScale: scale } : {}) })),
    profile: binding.fillProfile,
    emit: session.hear,
    affordable: (order, ticks, lots) => desk.affordable(order, ticks, lots),
  })
  const start = (closes[firstRow] ?? Infinity) - barLength(plan.streams[plan.baseStreams[0]!]!.timeframe)
  const feeds = slotStreams.map((stream, slot) => {
    const detail = details[slot]
    const bars = detail ? { candles: detail.candles, timeframe: detail.timeframe, calendar: timed[stream]!.calendar } : timed[stream]!
    return createBarFeed(bars, createGrid(instruments[slot]!), firstBar(bars, start))
  })
  const equity = new Float64Array(new SharedArrayBuffer(Math.max(0, closes.length - firstRow) * 8))
  const sameStepIntents = walk({
    plan,
    columns,
    candles: streams.map(({ candles }) => candles),
    timeline,
    desk,
    venue,
    session,
    feeds,
    firstRow,
    equity,
    oneClock: feeds.length === 1 && details[0] === undefined && plan.baseClock === slotStreams[0],
    atClose: binding.fillProfile.market === 'close',
    canceled,
    ...optional('progress', half(1)),
  })
  if (binding.fillProfile.closeAtEnd !== 'mark' && equity.length > 0) {
    closeOut(plan, desk, venue, session, feeds, closes.at(-1)!)
    equity[equity.length - 1] = desk.account.equity
  }

  const outcome: RunOutcome = {
    runId: id,
    planHash: plan.hash,
    boundHash: bound,
    engineVersion,
    strategy: { id: document.id, name: document.name, revision: document.revision },
    binding,
    currency,
    unit: tenTo(scale),
    streams: streams.map((stream, i) => streamFacts(plan, i, stream, timed[i]!, start)),
    times: closes.slice(firstRow),
    equity,
    price: mainPrice(plan, streams, timeline, slotStreams[mainSlot(plan)]!, firstRow),
    trades: desk.trades(),
    orders: desk.orders(),
    fills: desk.fills,
    denials: desk.denials,
    counts: fillCounts(venue.stats, sameStepIntents),
    unsettledDecisions: unsettled(plan, columns, timeline, firstRow),
    marks: [
      ...plan.slots.flatMap(({ name }, slot) => (details[slot] ? [`path inside the bars of ${name}: ${details[slot].timeframe}`] : [])),
      ...(plan.repaints ? ['repaints'] : []),
      ...(streams.some(({ source }) => source.includes('simulated')) ? ['simulated market'] : []),
    ],
  }
  return { outcome, columns, timeline, firstRow, alerts }
}

/** Ends a run flat: what works is withdrawn, what is held is closed at the last bar by the profile's rule. */
function closeOut(plan: Plan, desk: Desk, venue: SimulatedVenue, session: Session, feeds: readonly BarFeed[], time: number): void {
  const reason = 'end of the data'
  for (const { name: slot } of plan.slots) session.send({ kind: 'cancel', time, request: { node: 'end', slot, which: 'all', reason } })
  for (const { name: slot } of plan.slots) {
    const lots = Math.abs(desk.account.slot(slot).positionLots)
    if (lots === 0) continue
    const signal = { node: 'end', slot, action: 'exit', side: 'any', reason } as const
    const intent = { signal, lots, stopTicks: 0, additions: 0, reverse: false, gated: true } as const
    session.send({ kind: 'request', time, request: { node: 'end', intent, type: 'market', timeInForce: 'IOC', replace: false } })
  }
  for (const [slot, feed] of feeds.entries()) {
    const last = feed.last()
    if (last) venue.closeOut(slot, last)
  }
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]: Value })
}

/** First base-clock row that may decide: the first bar that opens within the range. */
function firstDecision(closes: Float64Array, plan: Plan, { from }: Binding): number {
  if (from === null) return 0
  const length = barLength(plan.streams[plan.baseStreams[0]!]!.timeframe)
  const row = closes.findIndex((close) => close - length >= from)
  return row === -1 ? closes.length : row
}
