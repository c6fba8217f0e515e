import type { Trade } from '../protocol/orders.ts'
import type { ParityDifference } from '../protocol/parity.ts'
import type { RecordedSession, SentOrder } from './parity-journal.ts'
import type { Rerun, Running } from './parity-rerun.ts'

export type Found = Omit<ParityDifference, 'causes'>

/** The first order or fill, by time, on which the two disagree. */
export function firstDifference(session: Rerun, run: Rerun): Found | undefined {
  const order = firstOf(session.orders, run.orders, writeOrder)
  const fill = firstOf(session.fills, run.fills, writeFill)
  const found = [order && { ...order, what: 'order' as const }, fill && { ...fill, what: 'fill' as const }].filter(
    (one) => one !== undefined,
  )
  return found.sort(isEarlier)[0]
}

function firstOf<One extends { readonly time: number; readonly sequence: number }>(
  recorded: readonly One[],
  backtest: readonly One[],
  write: (one: One) => string,
) {
  for (let i = 0; i < Math.max(recorded.length, backtest.length); i++) {
    const [a, b] = [recorded[i], backtest[i]]
    if (a && b && write(a) === write(b)) continue
    return {
      time: Math.min(a?.time ?? Infinity, b?.time ?? Infinity),
      sequence: (a ?? b).sequence,
      recorded: a ? write(a) : null,
      backtest: b ? write(b) : null,
    }
  }
  return undefined
}

function isEarlier(a: Found, b: Found): number {
  return a.time - b.time || a.sequence - b.sequence || (a.what === b.what ? 0 : a.what === 'order' ? -1 : 1)
}

export function writeOrder({
  sequence,
  slot,
  side,
  type,
  lots,
  limitTicks,
  triggerTicks,
  trailTicks,
  timeInForce,
  purpose,
  time,
}: SentOrder): string {
  return `order ${sequence}, slot ${slot}: ${side} ${lots} lots ${type} limit ${limitTicks} trigger ${triggerTicks} trail ${trailTicks} ${timeInForce} ${purpose} at ${new Date(time).toISOString()}`
}

export function writeFill({ sequence, lots, ticks, fee, feeAsset, time }: Trade): string {
  return `fill of order ${sequence}: ${lots} lots at ${ticks} ticks, fee ${fee} ${feeAsset} at ${new Date(time).toISOString()}`
}

type Timed = { readonly time: number; readonly sequence: number }

/** What a session did, in words, and from each place on the earliest time of what is left of it. */
export type Recorded = { readonly orders: Line<SentOrder>; readonly fills: Line<Trade> }
type Line<One extends Timed> = {
  readonly what: Found['what']
  readonly all: readonly One[]
  readonly words: readonly string[]
  readonly earliest: readonly number[]
  readonly write: (one: One) => string
}

export function writeRecorded({ orders, fills }: RecordedSession): Recorded {
  const line = <One extends Timed>(what: Found['what'], all: readonly One[], write: (one: One) => string): Line<One> => {
    const earliest = Array.from<number>({ length: all.length + 1 }).fill(Infinity)
    for (let i = all.length - 1; i >= 0; i--) earliest[i] = Math.min(earliest[i + 1]!, all[i]!.time)
    return { what, all, words: all.map(write), earliest, write }
  }
  return { orders: line('order', orders, writeOrder), fills: line('fill', fills, writeFill) }
}

/** A rerun that is compared with its session while it goes, and only as far as the answer needs. */
export type Pursuit = {
  readonly running: Running
  /** The first on which the two disagree. */
  next(): Found | undefined
  /** Whether they agree up to this one and on it. */
  isPast(difference: Found): boolean
}

export function pursue(recorded: Recorded, running: Running): Pursuit {
  const tracks = [track(recorded.orders, () => running.orders), track(recorded.fills, () => running.fills)]
  let over = false

  function go(): void {
    over = !running.advance()
  }

  return {
    running,
    next() {
      for (; ; go()) {
        const looks = tracks.map((look) => look(over, running.horizon))
        const found = looks.flatMap((one) => one.found ?? []).sort(isEarlier)[0]
        if (over || (found && looks.every((one) => one.found !== undefined || one.notBefore > found.time))) return found
      }
    },
    isPast(difference) {
      for (; ; go()) {
        const looks = tracks.map((look) => look(over, running.horizon))
        if (looks.some(({ found }) => found && isEarlier(found, difference) <= 0)) return false
        if (over || looks.every((one) => one.found !== undefined || one.notBefore > difference.time)) return true
      }
    },
  }
}

/** Follows one of the two lists: `found` once it is certain, else the time before which nothing can be found. */
function track<One extends Timed>({ what, all, words, earliest, write }: Line<One>, own: () => readonly One[]) {
  let at = 0
  return (over: boolean, horizon: number): { readonly found?: Found; readonly notBefore: number } => {
    const others = own()
    while (at < all.length && at < others.length && words[at] === write(others[at]!)) at++
    const [a, b] = [all[at], others[at]]
    const isCertain = (a !== undefined || b !== undefined) && (b !== undefined || over)
    if (!isCertain) return { notBefore: over ? Infinity : Math.min(earliest[at]!, horizon) }
    const found = {
      time: Math.min(a?.time ?? Infinity, b?.time ?? Infinity),
      sequence: (a ?? b)!.sequence,
      recorded: a ? words[at]! : null,
      backtest: b ? write(b) : null,
      what,
    }
    return { found, notBefore: found.time }
  }
}
