import { clientIdOf } from '../desk/coid.ts'
import { textOf } from '../money/decimal.ts'
import type { DenialRecord, OrderRecord, TradeRecord } from '../protocol/orders.ts'
import type { DenialGroup, FigureValue, OrderRow, ReportDocument, TradeRow } from '../protocol/report.ts'
import type { RunOutcome } from '../protocol/run.ts'
import { describeAssumptions } from './assumptions.ts'
import { basisOfCurve, basisOfRun, holdCurve, mainStream, slotNames, streamOfSlot, type Basis } from './basis.ts'
import { distribute } from './distribution.ts'
import { scaleOf, stepWriter } from './exact-text.ts'
import { figures } from './figures.ts'
import { monthlyReturns } from './periods.ts'
import { writeRemarks } from './remarks.ts'
import { thin } from './thinning.ts'

const DAY = 86_400_000
const MOST_DENIAL_ROWS = 10_000

export type ReportOptions = {
  /** False leaves `orders` empty: who does not show them need not wait for their client ids to be hashed. */
  readonly orders?: boolean
}

/**
 * The report of a finished run. A pure function of the outcome: the same run gives the same bytes once written as JSON.
 * Nothing in it says when it was made or how many variants were tried; whoever shows it says that beside it.
 */
export function buildReport(outcome: RunOutcome, { orders = true }: ReportOptions = {}): ReportDocument {
  const { times, equity } = outcome
  const scale = scaleOf(outcome.unit)
  const basis = basisOfRun(outcome)
  const hold = basisOfCurve(outcome, holdCurve(outcome))
  const slots = slotNames(outcome).map((name) => describeSlot(outcome, name))
  const trades = outcome.trades.map((trade, i) => tradeRow(slots[trade.slot], scale, trade, i + 1))
  const open = trades.filter((trade) => !trade.closed)
  const denials = groupDenials(outcome.denials)
  const counts = countAll(outcome, denials, open.length)
  const thinned = thin(equity)
  const text = (value: number) => (value === value ? textOf(value, scale) : null)
  return {
    format: 'weir-report',
    formatVersion: 1,
    runId: outcome.runId,
    planHash: outcome.planHash,
    boundHash: outcome.boundHash,
    engineVersion: outcome.engineVersion,
    strategy: { id: outcome.strategy.id, name: outcome.strategy.name, revision: outcome.strategy.revision },
    marks: [...outcome.marks],
    currency: outcome.currency,
    capital: textOf(basis.capital, scale),
    from: times.length > 0 ? times[0] : null,
    to: times.length > 0 ? times[times.length - 1] : null,
    bars: times.length,
    metrics: computeFigures(basis, scale, false),
    hold: computeFigures(hold, scale, true),
    figures: figures.map(({ id, title, group, measure, formula }) => ({ id, title, group, measure, formula })),
    assumptions: describeAssumptions(outcome),
    remarks: writeRemarks(outcome, { counts, denials, open, closed: trades.length - open.length, days: basis.span / DAY }),
    counts,
    streams: [...outcome.streams],
    binding: outcome.binding,
    months: monthRows(basis, hold),
    distribution: distribute(basis.closed.map((trade) => trade.profit / trade.cost)),
    drawdowns: [...basis.drawdowns.deepest],
    denials,
    denialRows: outcome.denials.slice(0, MOST_DENIAL_ROWS).map((denial) => denialRow(slots[denial.slot], denial)),
    trades,
    orders: (orders ? outcome.orders : []).map((order) => orderRow(slots[order.slot], order, outcome.runId)),
    equityRule: { rows: equity.length, points: thinned.rows.length, rule: thinned.rule },
    equity: thinned.rows.map((row) => [times[row], text(equity[row]), text(hold.values[row])]),
  }
}

function computeFigures(basis: Basis, scale: number, ofCurveOnly: boolean): Record<string, FigureValue> {
  const values: Record<string, FigureValue> = {}
  for (const { id, measure, ofCurve, compute } of figures) {
    if (ofCurveOnly && !ofCurve) continue
    const value = compute(basis)
    if (measure === 'money') values[id] = Number.isSafeInteger(value) ? textOf(value, scale) : null
    else values[id] = finite(value)
  }
  return values
}

/** A double for JSON: null where there is none, and no negative zero. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null
}

function monthRows(basis: Basis, hold: Basis): ReportDocument['months'] {
  const held = monthlyReturns(hold.times, hold.values, hold.capital)
  return monthlyReturns(basis.times, basis.values, basis.capital).map((month, i) => ({ ...month, hold: held[i].return }))
}

/** What rows of a slot are written with: its names, and quantities and prices as exact text. */
type SlotWords = {
  readonly name: string
  readonly symbol: string
  readonly tick: number
  readonly lots: (count: number) => string
  readonly ticks: (count: number) => string
}

function describeSlot(outcome: RunOutcome, name: string): SlotWords {
  // A slot that no node reads has no bars of its own and trades on those of the main one.
  const stream = streamOfSlot(outcome, name) ?? mainStream(outcome)
  if (!stream) throw new Error(`a run without a stream has no slot "${name}"`)
  const { symbol, tick, lot } = stream.instrument
  return { name, symbol, tick: Number(tick), lots: stepWriter(lot), ticks: stepWriter(tick) }
}

function tradeRow(slot: SlotWords, scale: number, trade: TradeRecord, number: number): TradeRow {
  return {
    number,
    slot: slot.name,
    instrument: slot.symbol,
    side: trade.side,
    signal: trade.signal,
    exitSignal: trade.exitSignal,
    entryTime: trade.entryTime,
    exitTime: trade.exitTime,
    quantity: slot.lots(trade.lots),
    entries: trade.entries,
    entryPrice: finite(trade.entryPrice),
    exitPrice: finite(trade.exitPrice),
    profit: textOf(trade.profit, scale),
    fees: textOf(trade.fees, scale),
    slippage: textOf(trade.slippage, scale),
    cost: textOf(trade.cost, scale),
    return: finite(trade.profit / trade.cost),
    barsHeld: trade.barsHeld,
    closed: trade.closed,
  }
}

function orderRow(slot: SlotWords, order: OrderRecord, runId: string): OrderRow {
  return {
    clientId: clientIdOf(order.time, slot.symbol, runId, order.sequence),
    sequence: order.sequence,
    slot: slot.name,
    node: order.node,
    signal: order.signal,
    reason: order.reason,
    side: order.side,
    type: order.type,
    purpose: order.purpose,
    timeInForce: order.timeInForce,
    quantity: slot.lots(order.lots),
    filled: slot.lots(order.filledLots),
    cut: slot.lots(order.cutLots),
    limit: order.limitTicks > 0 ? slot.ticks(order.limitTicks) : null,
    trigger: order.triggerTicks > 0 ? slot.ticks(order.triggerTicks) : null,
    averagePrice: finite(order.averageTicks * slot.tick),
    state: order.state,
    endReason: order.endReason,
    time: order.time,
    endTime: order.endTime,
  }
}

function denialRow(slot: SlotWords, denial: DenialRecord): ReportDocument['denialRows'][number] {
  const { time, by, signal, code, value, limit, enforced } = denial
  return { time, slot: slot.name, by, signal, code, value: finite(value), limit: finite(limit), enforced }
}

/** By code, node and whether it was enforced; enforced first, then the most frequent, then the earliest. */
function groupDenials(denials: readonly DenialRecord[]): DenialGroup[] {
  const groups = new Map<string, DenialGroup>()
  for (const { code, by, enforced, time } of denials) {
    const key = `${code} ${by} ${enforced}`
    const group = groups.get(key)
    if (group) {
      group.count++
      group.last = time
    } else groups.set(key, { code, by, enforced, count: 1, first: time, last: time })
  }
  return [...groups.values()].toSorted((a, b) => Number(b.enforced) - Number(a.enforced) || b.count - a.count || a.first - b.first)
}

function countAll(outcome: RunOutcome, denials: readonly DenialGroup[], openPositions: number): ReportDocument['counts'] {
  const { counts, streams, equity } = outcome
  const denied = (enforced: boolean) => denials.reduce((sum, group) => sum + (group.enforced === enforced ? group.count : 0), 0)
  let unknownEquityBars = 0
  for (let row = 0; row < equity.length; row++) if (equity[row] !== equity[row]) unknownEquityBars++
  return {
    ambiguousBars: counts.ambiguousBars,
    gapBars: counts.gapBars,
    missingBars: streams.reduce((sum, stream) => sum + stream.missing, 0),
    emptyBars: streams.reduce((sum, stream) => sum + stream.empty, 0),
    partialFills: counts.partialFills,
    restsToNextOpen: counts.restsToNextOpen,
    cuts: counts.cuts,
    denied: denied(true),
    wouldHaveDenied: denied(false),
    sameStepIntents: counts.sameStepIntents,
    unsettledDecisions: outcome.unsettledDecisions,
    unknownEquityBars,
    openPositions,
  }
}
