import type { ApprovedOrder } from '../protocol/orders.ts'
import type { FillProfile } from '../protocol/profiles.ts'
import { emptyBook, enter, sweep, unlimited, type Book, type VenueState, type Working } from './book.ts'
import { endReasons, type Affordable, type EmitFact, type SimulatedVenue, type TickBar, type VenueSlot } from './contract.ts'
import { slotCosts, volumeCapOf } from './costs.ts'
import { createExecution } from './execute.ts'
import { actsBefore, reachable, stirs } from './matching.ts'
import { lowFirst } from './points.ts'
import { noStats } from './stats.ts'
import { createWalk } from './walk.ts'

export type SimulatedVenueOptions = {
  readonly slots: readonly VenueSlot[]
  readonly profile: FillProfile
  readonly emit: EmitFact
  readonly affordable: Affordable
  /** Where an earlier venue of the same slots and profile stood. */
  readonly state?: VenueState
}

/**
 * A venue that matches orders against bars or single prices, by the rules of a fill profile (TRADING §3).
 *
 * A bar is its open, met at once, and three ways on which the price moves without a gap: to one extreme, to the other, to
 * the close. On each way the order the price comes to first acts first. Every fact leaves at the moment it happens, and
 * what the desk submits or cancels in answer joins or leaves the book for the rest of the way.
 */
export function createSimulatedVenue({ slots, profile, emit, affordable, state }: SimulatedVenueOptions): SimulatedVenue {
  const through = profile.limit === 'through' ? 1 : 0
  const volumeCap = volumeCapOf(profile)
  const costs = slots.map((slot) => slotCosts(slot, profile))
  const books = state ? structuredClone(state.books) : slots.map(emptyBook)
  const stats = state ? { ...state.stats } : noStats()
  const execution = createExecution({ profile, costs, emit, affordable, stats })
  const { fill, end, settle } = execution
  const { next, act, move, fireOwed } = createWalk(execution, emit, through)

  /** Puts the price at a bar's open. False when the bar has nothing to say to the orders. */
  function open(book: Book, bar: TickBar): boolean {
    if (book.stage !== 'between') throw new Error('A bar was fed to the simulated venue while it was telling a fact.')
    book.time = bar.end
    book.cursor = bar.close
    book.volume = bar.volume
    book.volumeLeft = volumeCap ? volumeCap(bar.volume) : unlimited
    if (book.entries.length === 0) return false
    if (volumeCap && bar.volume === 0) {
      stats.emptyBars++
      return false
    }
    if (!stirs(book, bar.low, bar.high, through)) return false
    book.stage = 'open'
    book.time = bar.time
    book.opened = bar.time
    book.cursor = bar.open
    book.low = bar.low
    book.high = bar.high
    return true
  }

  /** Takes the price from the open over both extremes to the close. */
  function pass(book: Book, bar: TickBar): void {
    book.stage = 'path'
    book.time = bar.end
    if (book.live > 0) {
      const low = lowFirst(bar, book.lots, profile.path)
      move(book, low ? bar.low : bar.high)
      move(book, low ? bar.high : bar.low)
      move(book, bar.close)
      fireOwed(book)
    }
    book.cursor = bar.close
    if (book.ambiguous) stats.ambiguousBars++
    close(book)
  }

  function close(book: Book): void {
    book.stage = 'between'
    book.ambiguous = false
    if (book.grown.length > 0) book.grown = []
    sweep(book)
  }

  function submit(order: ApprovedOrder): void {
    const book = books[order.slot]
    const entry = enter(book, order)
    if (book.stage === 'path' && entry.phase === 'limit' && reachable(entry, book.low, book.high, through)) book.ambiguous = true
    if (order.type !== 'market') {
      // Whether a post-only order is accepted is known at the first price it meets.
      if (order.timeInForce !== 'PO') emit({ kind: 'accepted', sequence: order.sequence, time: order.time })
      return
    }
    if (profile.market === 'close' && order.time === book.time && book.cursor > 0) fillAtClose(book, entry)
  }

  /** Profile `close`: the order trades at the very close that decided. */
  function fillAtClose(book: Book, entry: Working): void {
    const outermost = book.stage === 'between'
    if (!outermost && book.stage !== 'close') return
    book.stage = 'close'
    fill(book, entry, book.cursor, 'taker')
    if (outermost) close(book)
  }

  return {
    stats,
    submit,
    cancel(sequence) {
      for (const book of books) {
        for (const entry of book.entries) {
          if (entry.order.sequence !== sequence) continue
          if (entry.state === 'working') end(book, entry, 'canceled', endReasons.withdrawn)
          if (book.stage === 'between') sweep(book)
          return
        }
      }
    },
    bar(slot, bar) {
      const book = books[slot]
      if (!open(book, bar)) return
      move(book, bar.open)
      pass(book, bar)
    },
    bars(bars) {
      openTogether(bars)
      for (let slot = 0; slot < bars.length; slot++) {
        const bar = bars[slot]
        if (!bar || books[slot].stage !== 'open') continue
        move(books[slot], bar.open)
        pass(books[slot], bar)
      }
    },
    point(slot, ticks, time, volumeLots) {
      const book = books[slot]
      if (book.stage !== 'between') throw new Error('A price was fed to the simulated venue while it was telling a fact.')
      book.time = time
      book.cursor = ticks
      if (book.entries.length === 0) return
      book.opened = time
      book.volume = volumeLots ?? unlimited
      book.volumeLeft = volumeCap && volumeLots !== undefined ? volumeCap(volumeLots) : unlimited
      book.stage = 'point'
      move(book, ticks)
      close(book)
    },
    quote(slot, { bid, bidLots, ask, askLots }, time) {
      const book = books[slot]
      if (book.stage !== 'between') throw new Error('A price was fed to the simulated venue while it was telling a fact.')
      book.time = time
      book.cursor = Math.round((bid + ask) / 2)
      if (book.entries.length === 0) return
      book.opened = time
      book.stage = 'point'
      for (const [side, ticks, lots] of [
        [1, ask, askLots],
        [-1, bid, bidLots],
      ] as const) {
        // How much trades at a quote nobody tells: what stands there is all it can fill, and its share of a volume is not known.
        book.volume = unlimited
        book.volumeLeft = lots
        book.side = side
        book.cursor = ticks
        move(book, ticks)
      }
      book.side = 0
      book.cursor = Math.round((bid + ask) / 2)
      close(book)
    },
    missing(slot, count) {
      if (books[slot].live > 0) stats.missingBars += count
    },
    working: (slot) => books[slot].live,
    closeOut(slot, last) {
      const book = books[slot]
      const atOpen = profile.closeAtEnd === 'last-open'
      book.time = atOpen ? last.time : last.end
      book.stage = 'close'
      for (const entry of [...book.entries].sort((a, b) => a.order.sequence - b.order.sequence)) {
        if (entry.state === 'working' && entry.phase === 'market' && entry.order.purpose !== 'increase')
          settle(book, entry, atOpen ? last.open : last.close)
      }
      close(book)
    },
    checkpoint() {
      if (books.some(({ stage }) => stage !== 'between'))
        throw new Error('A checkpoint of the simulated venue was asked for while it was telling a fact.')
      return structuredClone({ books, stats })
    },
  }

  /** What meets several opens, in one order over all slots (T-FILL-ORDER). */
  function openTogether(bars: readonly (TickBar | undefined)[]): void {
    for (let slot = 0; slot < bars.length; slot++) {
      const bar = bars[slot]
      if (bar) open(books[slot], bar)
    }
    for (;;) {
      let first: Book | undefined
      let entry: Working | undefined
      for (let slot = 0; slot < bars.length; slot++) {
        const book = books[slot]
        const candidate = bars[slot] && book.stage === 'open' ? next(book, book.cursor) : undefined
        if (candidate === undefined || (entry !== undefined && !actsBefore(candidate, entry))) continue
        first = book
        entry = candidate
      }
      if (first === undefined || entry === undefined) break
      act(first, entry)
    }
  }
}
