import type { Ask, View } from './asks.ts'

/** Bars of one market as a strategy sees them: doubles, oldest first. `time` is the open, `end` the close, UTC milliseconds. */
export type Columns = {
  readonly time: readonly number[]
  readonly end: readonly number[]
  readonly open: readonly number[]
  readonly high: readonly number[]
  readonly low: readonly number[]
  readonly close: readonly number[]
  readonly volume: readonly number[]
}

/** A condition on every bar: 0 no, 1 yes, 2 unknown. */
export type Condition = readonly number[]

/** What a strategy has in hand: markets in slot order, rows of all on the same clock. */
export type Hand = { readonly markets: readonly Columns[] }

const each = (length: number, value: (i: number) => number): number[] => Array.from({ length }, (_, i) => value(i))
const yesNo = (known: boolean, yes: boolean): number => (known ? Number(yes) : 2)

type Line = readonly number[] | number
const at = (line: Line, i: number): number => (typeof line === 'number' ? line : line[i])

export function compare(a: readonly number[], is: '>' | '>=' | '<' | '<=', b: Line): Condition {
  return each(a.length, (i) => {
    const [x, y] = [a[i], at(b, i)]
    const yes = is === '>' ? x > y : is === '>=' ? x >= y : is === '<' ? x < y : x <= y
    return yesNo(!Number.isNaN(x) && !Number.isNaN(y), yes)
  })
}

/** Was at or on the other side a bar ago and is beyond now. */
export function crosses(a: readonly number[], direction: 'above' | 'below', b: Line): Condition {
  return each(a.length, (i) => {
    if (i === 0) return 2
    const [before, now, lineBefore, line] = [a[i - 1], a[i], at(b, i - 1), at(b, i)]
    const known = ![before, now, lineBefore, line].some(Number.isNaN)
    return yesNo(known, direction === 'above' ? before <= lineBefore && now > line : before >= lineBefore && now < line)
  })
}

export function both(a: Condition, b: Condition): Condition {
  return a.map((x, i) => (x === 0 || b[i] === 0 ? 0 : x === 1 && b[i] === 1 ? 1 : 2))
}

export function either(a: Condition, b: Condition): Condition {
  return a.map((x, i) => (x === 1 || b[i] === 1 ? 1 : x === 0 && b[i] === 0 ? 0 : 2))
}

export function not(a: Condition): Condition {
  return a.map((x) => (x === 2 ? 2 : 1 - x))
}

/** Yes now and no a bar ago: unknown is not no. */
export function turnsTrue(condition: Condition, i: number): boolean {
  return i > 0 && condition[i] === 1 && condition[i - 1] === 0
}

/** A gate: the code with which it refuses an entry of these lots, or the lots that may pass. */
export type Gate = (view: View, slot: number, lots: number, side: 'long' | 'short') => number | string

/** Loss from the highest equity, and since 00:00 UTC, above a share of it; 0 switches one off. */
export function drawdownGate(fromPeak: number, inDay: number): Gate {
  const beyond = (view: View, start: bigint, percent: number) =>
    percent > 0 && (start <= 0n || start - view.equity > view.share(start, percent / 100))
  return (view, _slot, lots) => (beyond(view, view.peak, fromPeak) || beyond(view, view.dayStart, inDay) ? 'MAX_DRAWDOWN' : lots)
}

export function lossStreakGate(losses: number, wait: number): Gate {
  return (view, slot, lots) => (view.lossStreak(slot) >= losses && view.barsSinceLoss(slot) < wait ? 'LOSS_STREAK' : lots)
}

export function cooldownAfterLoss(bars: number): Gate {
  return (view, slot, lots) => (view.barsSinceLoss(slot) < bars ? 'COOLDOWN' : lots)
}

/** Most lots of 0 … lots for which `held` more with them stay within `limit`. */
function fitting(view: View, slot: number, held: number, limit: bigint, lots: number): number {
  let fit = lots
  const each = view.grid(slot).notional(1, view.lastTicks(slot))
  if (each > 0n) fit = Math.min(lots, Math.max(0, Number(limit / each) - held))
  return fit
}

/** Lots held against an entry of this side. */
function lotsAgainst(view: View, slot: number, side: 'long' | 'short'): number {
  const held = view.position(slot)
  return held !== 0 && held > 0 !== (side === 'long') ? Math.abs(held) : 0
}

/** Position, working entries and the new one together at most a share of equity; what the entry turns round does not count. */
export function maxPositionGate(percent: number, fit = false): Gate {
  return (view, slot, lots, side) => {
    const working = view.working(slot).filter(({ purpose }) => purpose === 'increase')
    const own = lotsAgainst(view, slot, side) > 0 ? 0 : Math.abs(view.position(slot))
    const held = own + working.reduce((sum, order) => sum + order.lots, 0)
    const limit = view.share(view.equity, percent / 100)
    if (view.grid(slot).notional(held + lots, view.lastTicks(slot)) <= limit) return lots
    return (fit && fitting(view, slot, held, limit, lots)) || 'MAX_POSITION'
  }
}

/**
 * All positions and working entries of all slots, and the new one, together at most a share of equity; cut to what fits. An opposite
 * entry counts at the larger of the two positions it passes through.
 */
export function exposureGate(percent: number): Gate {
  return (view, slot, lots, side) => {
    const worth = (of: number) => view.grid(slot).notional(of, view.lastTicks(slot))
    const against = lotsAgainst(view, slot, side)
    const left = view.share(view.equity, percent / 100) - (view.exposure - worth(against))
    if (worth(Math.max(against, lots)) <= left) return lots
    return (left > 0n && fitting(view, slot, 0, left, lots)) || 'EXPOSURE'
  }
}

type Entry = Omit<Extract<Ask, { act: 'enter' }>, 'act' | 'slot' | 'lots'>
type AskFor = (ask: Ask) => void

/** Takes an entry of `lots` through the gates, in their order, to its order. */
export function enterThrough(gates: readonly Gate[], view: View, ask: AskFor, slot: number, lots: number, entry: Entry): void {
  if (lots < 1) return ask({ act: 'refuse', slot, code: 'SIZE_ZERO', signal: entry.signal })
  let passing = lots
  for (const gate of gates) {
    const verdict = gate(view, slot, passing, entry.side)
    if (typeof verdict === 'string') return ask({ act: 'refuse', slot, code: verdict, signal: entry.signal })
    passing = verdict
  }
  ask({ ...entry, act: 'enter', slot, lots: passing })
}

/** Lots for a share of equity, entry costs and the reserve included. */
export function percentOfEquity(view: View, slot: number, percent: number): number {
  return view.equity > 0n ? view.lotsForNotional(slot, view.share(view.equity, percent / 100)) : 0
}

/** Lots whose loss at the stop is a share of equity, and never worth more than all of it. */
export function lotsAtRisk(view: View, slot: number, percent: number, distanceTicks: number): number {
  return Math.min(view.lotsForRisk(slot, view.share(view.equity, percent / 100), distanceTicks), view.lotsForNotional(slot, view.equity))
}
