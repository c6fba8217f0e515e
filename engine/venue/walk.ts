import { unlimited, type Book, type Working } from './book.ts'
import { endReasons, type EmitFact } from './contract.ts'
import type { Execution } from './execute.ts'
import { actsBefore, crosses, distance, reachable, waitsForStop } from './matching.ts'
import { closeable } from './same-bar.ts'

/**
 * Moves the price of a book and lets each order act where the price comes to it. `through`: ticks by which a resting
 * limit must be traded through.
 */
export function createWalk({ fill, end, refuse }: Execution, emit: EmitFact, through: number) {
  /** The order that acts next on the way from the cursor to `to`, or undefined. */
  function next(book: Book, to: number): Working | undefined {
    let found: Working | undefined
    let nearest = unlimited
    for (const entry of book.entries) {
      if (
        entry.state !== 'working' ||
        entry.spent ||
        (book.side !== 0 && entry.sign !== book.side) ||
        (entry.order.time > book.opened && !entry.inside)
      )
        continue
      const way = distance(entry, book.cursor, to, through)
      if (way < 0 || way > nearest || (found !== undefined && way === nearest && !actsBefore(entry, found))) continue
      if (book.stage === 'path' && entry.phase === 'limit' && waitsForStop(entry, book)) continue
      // A trail that has risen above the price it was bought at: the bar owes it the stop it began with.
      if (entry.owed > 0 && closeable(book, entry.sign, entry.trigger, entry.remaining) < entry.remaining) continue
      found = entry
      nearest = way
    }
    return found
  }

  function act(book: Book, entry: Working): void {
    if (!entry.met) meet(book, entry)
    else if (entry.phase === 'waiting') fire(book, entry, book.cursor)
    else if (entry.phase === 'market') fill(book, entry, book.cursor, 'taker')
    // At an open beyond its limit a resting order gets the open; everywhere else the price came to the limit itself.
    else fill(book, entry, book.stage === 'open' ? book.cursor : entry.order.limitTicks, 'maker')
  }

  /** The first price an order meets: what is marketable there takes it, what is not rests. */
  function meet(book: Book, entry: Working): void {
    const { order } = entry
    entry.met = true
    if (entry.phase === 'waiting') {
      if (entry.trigger === 0) entry.trigger = book.cursor + entry.sign * order.trailTicks
      if (entry.inside && order.purpose !== 'increase' && reachable(entry, book.low, book.high, through)) {
        entry.owed = entry.trigger
        book.ambiguous = true
      }
      return
    }
    if (crosses(entry, book.cursor, through)) {
      if (order.timeInForce === 'PO') return refuse(book, entry, 'POST_ONLY', endReasons.postOnly)
      return fill(book, entry, book.cursor, 'taker')
    }
    if (order.timeInForce === 'PO') emit({ kind: 'accepted', sequence: order.sequence, time: book.time })
    else if (order.timeInForce !== 'GTC') end(book, entry, 'expired', endReasons.atOnce)
  }

  /** A trigger is reached: a stop trades, a stop-limit trades if it fired inside its limit, else it rests. */
  function fire(book: Book, entry: Working, ticks: number): void {
    const { order, sign } = entry
    entry.phase = order.type === 'stop-limit' ? 'limit' : 'market'
    emit({ kind: 'triggered', sequence: order.sequence, time: book.time, ticks })
    if (entry.state !== 'working') return
    if (entry.phase === 'market') return fill(book, entry, ticks, 'taker')
    if (sign * ticks <= sign * order.limitTicks) {
      if (order.timeInForce === 'PO') return refuse(book, entry, 'POST_ONLY', endReasons.postOnly)
      return fill(book, entry, ticks, 'taker')
    }
    if (order.timeInForce === 'IOC' || order.timeInForce === 'FOK') end(book, entry, 'expired', endReasons.atOnce)
  }

  /** Moves the price to `to`, stopping wherever an order acts; trailing stops follow the prices passed. */
  function move(book: Book, to: number): void {
    for (let entry = next(book, to); entry !== undefined; entry = next(book, to)) {
      const way = distance(entry, book.cursor, to, through)
      book.cursor += to < book.cursor ? -way : way
      act(book, entry)
    }
    book.cursor = to
    for (const entry of book.entries) {
      if (entry.order.trailTicks === 0 || entry.phase !== 'waiting' || !entry.met) continue
      if (book.side !== 0 && entry.sign !== book.side) continue
      const level = to + entry.sign * entry.order.trailTicks
      if (entry.sign * level < entry.sign * entry.trigger) entry.trigger = level
    }
  }

  /** Stops placed inside the bar whose trigger an extreme had reached before, so that the path does not come to them any more. */
  function fireOwed(book: Book): void {
    for (;;) {
      let found: Working | undefined
      for (const entry of book.entries) {
        if (entry.state !== 'working' || entry.owed === 0 || entry.spent || entry.phase !== 'waiting') continue
        if (found === undefined || actsBefore(entry, found)) found = entry
      }
      if (found === undefined) return
      fire(book, found, found.owed)
    }
  }

  return { next, act, move, fireOwed }
}
