import type { ApprovedOrder } from '../protocol/orders.ts'
import type { VenueStats } from './stats.ts'

/** What an order does when a price comes by: wait for its trigger, trade at its limit or better, or trade. */
export type Phase = 'waiting' | 'limit' | 'market'

/** An order at the simulated venue. Plain data. */
export type Working = {
  readonly order: ApprovedOrder
  /** 1 for a buy, −1 for a sale: of two prices the one with the larger product is the worse for the order. */
  readonly sign: 1 | -1
  phase: Phase
  /** Lots that may still fill. */
  remaining: number
  /** Lots an OCO partner filled in its place. */
  taken: number
  /** Trigger in ticks; moves on a trailing stop. 0 on a trailing stop that has met no price yet. */
  trigger: number
  /** Has met its first price: from then on a limit order rests. */
  met: boolean
  /** Placed inside the bar in progress, after its open. */
  inside: boolean
  /** Trigger of a stop placed inside the bar that one of the bar's extremes reaches: it fires before the bar is over (T-FILL-SAMEBAR). Else 0. */
  owed: number
  /** Has had what this bar can give it. */
  spent: boolean
  /** Trades so far. */
  trades: number
  /** `ending`: an OCO partner filled in its place and the fact is due. */
  state: 'working' | 'ending' | 'ended'
}

/** The orders of a slot, its position by the venue's own fills, and the bar in progress. Plain data. */
export type Book = {
  entries: Working[]
  /** How many entries are `working`. */
  live: number
  /** Signed position in units of base, dust included. */
  units: number
  /** Signed lots that can be traded, as judged at the last fill; 0 when what is left is dust. */
  lots: number
  /** What the position grew by inside the bar in progress, after its open. */
  grown: { lots: number; ticks: number }[]
  /** Where the price stands, in ticks. */
  cursor: number
  /** Whom the price concerns: 1 buys, −1 sales, 0 both. */
  side: 1 | -1 | 0
  /** Time that facts carry now: at the open the open's, inside the bar the close's, when it is proven. */
  time: number
  /** Open time of the bar in progress; an order decided later does not meet it. */
  opened: number
  low: number
  high: number
  /** Lots traded in the bar. */
  volume: number
  /** Lots the bar may still fill. */
  volumeLeft: number
  /** Where the price is: in no bar, at a bar's open, on the path after it, at its close, or a single live price. */
  stage: 'between' | 'open' | 'path' | 'close' | 'point'
  ambiguous: boolean
}

export type VenueState = { readonly books: readonly Book[]; readonly stats: VenueStats }

/** More lots than any order has, and still a whole number: a checkpoint may pass through JSON. */
export const unlimited = Number.MAX_SAFE_INTEGER

export function emptyBook(): Book {
  return {
    entries: [],
    live: 0,
    units: 0,
    lots: 0,
    grown: [],
    cursor: 0,
    side: 0,
    time: 0,
    opened: 0,
    low: 0,
    high: 0,
    volume: 0,
    volumeLeft: 0,
    stage: 'between',
    ambiguous: false,
  }
}

const firstPhase = { market: 'market', limit: 'limit', stop: 'waiting', 'stop-limit': 'waiting', 'trailing-stop': 'waiting' } as const

/** Puts an order into the book. */
export function enter(book: Book, order: ApprovedOrder): Working {
  const inside = book.stage === 'path'
  const entry: Working = {
    order,
    sign: order.side === 'buy' ? 1 : -1,
    phase: firstPhase[order.type],
    remaining: order.lots,
    taken: 0,
    trigger: order.triggerTicks,
    met: order.type === 'market',
    inside,
    owed: 0,
    spent: false,
    trades: 0,
    state: 'working',
  }
  // A target placed inside a bar waits for the next one: which extreme came after it is not known (T-FILL-SAMEBAR).
  if (inside && entry.phase === 'limit' && order.purpose === 'protect') {
    entry.met = true
    entry.spent = true
  }
  book.entries.push(entry)
  book.live++
  return entry
}

/** Forgets orders that ended, and what belonged to the bar that is over. */
export function sweep(book: Book): void {
  const { entries } = book
  let kept = 0
  for (const entry of entries) {
    if (entry.state === 'ended') continue
    entry.inside = false
    entry.owed = 0
    entry.spent = false
    entries[kept++] = entry
  }
  while (entries.length > kept) entries.pop()
}
