import { unitsOf } from '../money/decimal.ts'
import type { OrderRecord, Trade, TradeRecord } from '../protocol/orders.ts'
import type { RunOutcome, StreamFacts } from '../protocol/run.ts'
import { scaleOf } from './exact-text.ts'
import { findDrawdowns, type Drawdowns } from './drawdowns.ts'
import { periodOf, periodReturns, type Period } from './periods.ts'

/**
 * What every figure is computed from, gone through once. Money is in account currency units; `values` is the curve measured:
 * the run's equity, or the holding's.
 */
export type Basis = {
  readonly times: Float64Array
  readonly values: Float64Array
  readonly capital: number
  /** Last known value; NaN where there is none. */
  readonly final: number
  /** First to last close, milliseconds. */
  readonly span: number
  readonly period: Period
  readonly returns: readonly number[]
  readonly drawdowns: Drawdowns
  readonly closed: readonly TradeRecord[]
  readonly all: readonly TradeRecord[]
  /** Traded notional of all fills, account currency units (a double: it only enters ratios). */
  readonly notional: number
}

/** The run's own basis. */
export function basisOfRun(outcome: RunOutcome): Basis {
  return {
    ...basisOfCurve(outcome, outcome.equity),
    closed: outcome.trades.filter((trade) => trade.closed),
    all: outcome.trades,
    notional: tradedNotional(outcome),
  }
}

/** The basis of a curve on the run's clock: what depends on no trade. */
export function basisOfCurve(outcome: RunOutcome, values: Float64Array): Basis {
  const { times } = outcome
  const capital = unitsOf(outcome.binding.capital, scaleOf(outcome.unit))
  const period = periodOf(outcome.streams)
  return {
    times,
    values,
    capital,
    final: lastKnown(values),
    span: times.length > 0 ? times[times.length - 1] - times[0] : 0,
    period,
    returns: periodReturns(times, values, period),
    drawdowns: findDrawdowns(times, values, capital),
    closed: [],
    all: [],
    notional: 0,
  }
}

/**
 * Buy and hold: all capital into the main slot's instrument at the first known close, the taker fee and slippage of the profile paid once,
 * fractions of a lot allowed. Whole units, rounded down; NaN before the first price.
 */
export function holdCurve(outcome: RunOutcome): Float64Array {
  const { price, binding } = outcome
  const capital = unitsOf(binding.capital, scaleOf(outcome.unit))
  const fee = binding.fillProfile.takerFee ?? mainStream(outcome)?.instrument.fees.taker ?? 0
  const first = price.find((value) => value > 0) ?? NaN
  const quantity = (capital * (1 - fee - binding.fillProfile.slippageBps / 10_000)) / first
  const curve = new Float64Array(price.length)
  let last = NaN
  for (let i = 0; i < price.length; i++) {
    if (price[i] > 0) last = price[i]
    curve[i] = Math.floor(quantity * last)
  }
  return curve
}

/** Names of the slots by the number a trade or order carries: the binding's order. */
export function slotNames(outcome: RunOutcome): readonly string[] {
  return Object.keys(outcome.binding.slots)
}

/** Facts of a slot's own stream: the first listed for it. */
export function streamOfSlot(outcome: RunOutcome, slot: string | undefined): StreamFacts | undefined {
  return outcome.streams.find((stream) => stream.slot === slot)
}

/** The slot buy-and-hold is measured on: `main`, or the first. */
export function mainStream(outcome: RunOutcome): StreamFacts | undefined {
  return streamOfSlot(outcome, 'main') ?? outcome.streams[0]
}

function lastKnown(values: Float64Array): number {
  for (let i = values.length - 1; i >= 0; i--) if (values[i] === values[i]) return values[i]
  return NaN
}

function tradedNotional(outcome: RunOutcome): number {
  const slotOf = new Map(outcome.orders.map((order: OrderRecord) => [order.sequence, order.slot]))
  const factors = slotNames(outcome).map((name) => {
    const instrument = streamOfSlot(outcome, name)?.instrument
    return instrument ? Number(instrument.tick) * Number(instrument.lot) * outcome.unit : NaN
  })
  return outcome.fills.reduce((sum: number, fill: Trade) => sum + fill.lots * fill.ticks * factors[slotOf.get(fill.sequence) ?? 0], 0)
}
