import { createGrid, type Grid } from '../money/grid.ts'
import type { ChartMarks } from '../protocol/chart-requests.ts'
import { chooseBuckets } from '../columns/pyramid.ts'
import { finestStream } from './slots.ts'
import { candleRows } from './chart-rows.ts'
import { lowerBound, type RunColumns } from './run-columns.ts'

type Row<Table extends keyof ChartMarks> = Readonly<Record<keyof ChartMarks[Table], number>>
type Fill = Row<'fills'>
type Position = Row<'positions'>
type Level = Row<'levels'>

/** Every mark of one slot of a run, in order of its bar. Worked out once a run and slot. */
export type SlotMarks = { readonly fills: readonly Fill[]; readonly positions: readonly Position[]; readonly levels: readonly Level[] }

export function findMarks(columns: RunColumns, slot: number): SlotMarks {
  const { plan, streams, timeline, result } = columns
  const { outcome } = result
  const closes = timeline.closes(plan.baseClock)
  const grid = createGrid(streams[finestStream(plan, slot)]!.instrument)
  const price = (ticks: number) => (ticks * grid.tickSteps) / grid.tickScale
  const orders = new Map(outcome.orders.filter((order) => order.slot === slot).map((order) => [order.sequence, order]))
  const barOf = createPlacing(columns, slot)
  const decidedAt = (time: number) => Math.max(0, lowerBound(closes, time + 1) - 1)

  const fills: Fill[] = []
  /** Where fills of a time stand, by side: a position is told from when to when, not on which bars. */
  const placed = new Map<string, { readonly bar: number; readonly decided: number }>()
  for (const { sequence, ticks, lots, time } of outcome.fills) {
    const order = orders.get(sequence)
    if (!order) continue
    const bar = barOf(time, price(ticks), order.time)
    const side = order.side === 'buy' ? 1 : -1
    const decided = decidedAt(order.time)
    placed.set(`${time} ${side}`, { bar, decided })
    const purpose = order.purpose === 'increase' ? 0 : order.purpose === 'reduce' ? 1 : 2
    fills.push({ bar, decided, price: price(ticks), quantity: quantityOf(lots, grid), side, purpose, count: 1 })
  }

  const positions: Position[] = []
  for (const [trade, one] of outcome.trades.entries()) {
    if (one.slot !== slot) continue
    const side = one.side === 'long' ? 1 : -1
    const entry = placed.get(`${one.entryTime} ${side}`)
    const from = entry?.bar ?? decidedAt(one.entryTime)
    const to = one.closed ? (placed.get(`${one.exitTime} ${-side}`)?.bar ?? decidedAt(one.exitTime)) : closes.length - 1
    positions.push({
      from,
      to,
      decided: entry?.decided ?? from,
      entryPrice: one.entryPrice,
      exitPrice: one.exitPrice,
      profit: one.profit / outcome.unit,
      side,
      closed: one.closed ? 1 : 0,
      trade,
      count: 1,
    })
  }

  const levels: Level[] = []
  for (const { purpose, triggerTicks, limitTicks, time, endTime, state } of orders.values()) {
    const isStop = triggerTicks > 0
    if (purpose !== 'protect' || (!isStop && limitTicks === 0)) continue
    const to = Math.min(closes.length - 1, lowerBound(closes, endTime))
    // It works from the bar after the close that gave it.
    const from = Math.min(to, lowerBound(closes, time + 1))
    levels.push({
      from,
      to,
      price: price(isStop ? triggerTicks : limitTicks),
      kind: isStop ? 0 : 1,
      filled: state === 'filled' ? 1 : 0,
      count: 1,
    })
  }
  return {
    fills: fills.toSorted((a, b) => a.bar - b.bar),
    positions: positions.toSorted((a, b) => a.from - b.from),
    levels: levels.toSorted((a, b) => a.from - b.from),
  }
}

/**
 * The bar a fill belongs to. Fills at an open carry the bar's open, which is the close of the bar before; others the bar's close, when
 * they are proven. So a fill at the very time of its decision is at the next open, and one at a price the closed bar never had is too.
 */
function createPlacing(columns: RunColumns, slot: number): (time: number, price: number, decision: number) => number {
  const { plan, timeline, result } = columns
  const closes = timeline.closes(plan.baseClock)
  const high = candleRows(columns, slot, 'high')
  const low = candleRows(columns, slot, 'low')
  const atClose = result.outcome.binding.fillProfile.market === 'close'
  return (time, price, decision) => {
    const bar = Math.min(closes.length - 1, lowerBound(closes, time))
    if (closes[bar] !== time || bar + 1 >= closes.length) return bar
    const atOpen = time === decision ? !atClose : price > high.read(bar, bar + 1)[0]! || price < low.read(bar, bar + 1)[0]!
    return atOpen ? bar + 1 : bar
  }
}

function quantityOf(lots: number, { lotSteps, lotScale }: Grid): number {
  return (lots * lotSteps) / lotScale
}

/** The marks that touch bars [from, to), at most `points` of each kind: of more, the weightiest of each stretch with the number it stands for. */
export function marksBetween({ fills, positions, levels }: SlotMarks, from: number, to: number, points: number): ChartMarks {
  const within = (one: { from: number; to: number }) => one.from < to && one.to >= from
  return {
    fills: columnsOf(
      thin(
        fills.filter(({ bar }) => bar >= from && bar < to),
        points,
        ({ bar }) => bar,
        ({ quantity }) => quantity,
        ({ side }) => side,
      ),
      ['bar', 'decided', 'price', 'quantity', 'side', 'purpose', 'count'],
    ),
    positions: columnsOf(
      thin(
        positions.filter(within),
        points,
        (one) => one.from,
        ({ profit }) => Math.abs(profit),
        () => 0,
      ),
      ['from', 'to', 'decided', 'entryPrice', 'exitPrice', 'profit', 'side', 'closed', 'trade', 'count'],
    ),
    levels: columnsOf(
      thin(
        levels.filter(within),
        points,
        (one) => one.from,
        (one) => one.to - one.from,
        ({ kind }) => kind,
      ),
      ['from', 'to', 'price', 'kind', 'filled', 'count'],
    ),
  }
}

/** `kind` keeps apart what must not stand for each other; there are at most two kinds. */
function thin<One extends { readonly count: number }>(
  rows: readonly One[],
  points: number,
  barOf: (one: One) => number,
  weight: (one: One) => number,
  kind: (one: One) => number,
): One[] {
  if (rows.length <= points) return [...rows]
  const { size } = chooseBuckets(barOf(rows[0]!), barOf(rows.at(-1)!) + 1, Math.max(1, Math.floor(points / 2)))
  const kept = new Map<string, One>()
  for (const one of rows) {
    const key = `${Math.floor(barOf(one) / size)} ${kind(one)}`
    const known = kept.get(key)
    const heavier = known === undefined || weight(one) > weight(known) ? one : known
    kept.set(key, { ...heavier, count: (known?.count ?? 0) + one.count })
  }
  return [...kept.values()].toSorted((a, b) => barOf(a) - barOf(b)).slice(0, points)
}

function columnsOf<Key extends string>(rows: readonly Readonly<Record<Key, number>>[], keys: readonly Key[]): Record<Key, Float64Array> {
  return Object.fromEntries(keys.map((key) => [key, Float64Array.from(rows, (row) => row[key])])) as Record<Key, Float64Array>
}
