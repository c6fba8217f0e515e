import type { FillProfile } from '../protocol/profiles.ts'
import type { Book, Working } from './book.ts'
import { endReasons, type Affordable, type EmitFact } from './contract.ts'
import { costOf } from '../money/grid.ts'
import { feeAssetOf, feeOf, slippageOf, type SlotCosts } from './costs.ts'
import { reachable } from './matching.ts'
import { closeable, noteFill } from './same-bar.ts'
import type { VenueStats } from './stats.ts'

export type Execution = ReturnType<typeof createExecution>

export type ExecutionSeams = {
  readonly profile: FillProfile
  readonly costs: readonly SlotCosts[]
  readonly emit: EmitFact
  readonly affordable: Affordable
  readonly stats: VenueStats
}

/** Signed whole lots of a position that an order could close at `ticks`; less than the smallest order is dust and reads 0 (T-QUANT). */
function tradable(units: number, { grid }: SlotCosts, ticks: number): number {
  const lots = Math.trunc(units / grid.unitsPerLot)
  const size = Math.abs(lots)
  return size < grid.minimumLots || costOf(grid, size, ticks) < grid.minimumUnits ? 0 : lots
}

/**
 * Turns "this order trades at this price" into facts. The book is settled before a fact leaves, since the desk may submit
 * and cancel while it is told.
 */
export function createExecution({ profile, costs, emit, affordable, stats }: ExecutionSeams) {
  const slippage = slippageOf(profile)
  const through = profile.limit === 'through' ? 1 : 0

  /** Ends an order that did not fill whole, with a fact that says why. */
  function end(book: Book, entry: Working, kind: 'canceled' | 'expired', reason: string): void {
    entry.state = 'ended'
    book.live--
    // An order withdrawn before it met a price is older than the book's last one.
    emit({ kind, sequence: entry.order.sequence, time: Math.max(book.time, entry.order.time), reason })
  }

  function refuse(book: Book, entry: Working, code: string, reason: string): void {
    entry.state = 'ended'
    book.live--
    emit({ kind: 'rejected', sequence: entry.order.sequence, time: book.time, code, reason })
  }

  /** Worst price a taker may get, in ticks; 0 for none. A reduction is not held back by its cap: it would be widened at once (T-MARKET). */
  function bound({ order, phase }: Working): number {
    if (phase === 'limit') return order.limitTicks
    return order.purpose === 'increase' ? order.capTicks : 0
  }

  /** Fills what volume, the same-bar rule and money leave of an order at `ticks`, before slippage; what is left waits or ends as its time in force says. */
  function fill(book: Book, entry: Working, ticks: number, liquidity: 'maker' | 'taker'): void {
    const { order, sign } = entry
    const worst = liquidity === 'taker' ? bound(entry) : 0
    if (worst > 0 && sign * ticks > sign * worst) return end(book, entry, 'expired', endReasons.cap)

    let lots = Math.min(entry.remaining, book.volumeLeft)
    const scarce = lots < entry.remaining
    lots = closeable(book, sign, ticks, lots)
    if (order.timeInForce === 'FOK' && lots < entry.remaining) return end(book, entry, 'expired', endReasons.whole)
    if (lots === 0) return leave(book, entry)

    let price = ticks
    if (liquidity === 'taker') price = slipped(sign, ticks, slippage(ticks, lots, book.volume), worst)
    const bearable = affordable(order, price, lots)
    if (bearable < lots) {
      if (order.timeInForce === 'FOK') return end(book, entry, 'expired', endReasons.whole)
      // At the price of the lots that were asked for: what cannot be paid does not make the rest cheaper.
      lots = Math.max(0, bearable)
      if (lots > 0) trade(book, entry, lots, price, Math.abs(price - ticks), liquidity)
      if (entry.state === 'working') cut(book, entry)
      return
    }
    if (scarce) stats.partialFills++
    trade(book, entry, lots, price, Math.abs(price - ticks), liquidity)
    if (entry.state === 'working') leave(book, entry)
  }

  /** What cash or position cannot bear: of a market order it ends here, a limit order tries again (T-FILL-CASH). */
  function cut(book: Book, entry: Working): void {
    if (entry.phase === 'limit') return leave(book, entry)
    const increases = entry.order.purpose === 'increase'
    if (increases) stats.cuts++
    end(book, entry, 'expired', increases ? endReasons.cash : endReasons.position)
  }

  /** What is left of an order for want of quantity: IOC and FOK end, the rest of anything else meets the next bar. */
  function leave(book: Book, entry: Working): void {
    const { timeInForce } = entry.order
    if (timeInForce === 'IOC' || timeInForce === 'FOK') return end(book, entry, 'expired', endReasons.atOnce)
    entry.spent = true
    if (entry.phase === 'market') stats.restsForNextOpen++
  }

  /** One trade, with what it takes off the order's OCO partners. */
  function trade(book: Book, entry: Working, lots: number, ticks: number, slippageTicks: number, liquidity: 'maker' | 'taker'): void {
    const { order, sign } = entry
    const slot = costs[order.slot]
    const feeAsset = feeAssetOf(slot, order.side)
    const fee = feeOf(slot, order.side, liquidity, lots, ticks)
    noteFill(book, sign, ticks, lots)
    book.units += sign * lots * slot.grid.unitsPerLot - (feeAsset === 'base' ? fee : 0)
    book.lots = tradable(book.units, slot, ticks - sign * slippageTicks)
    book.volumeLeft -= lots
    entry.remaining -= lots
    entry.trades++
    if (order.group !== '') takeFromPartners(book, entry, lots)
    if (entry.remaining === 0) {
      entry.state = 'ended'
      book.live--
    }
    const { sequence } = order
    emit({
      kind: 'trade',
      sequence,
      tradeId: `${sequence}-${entry.trades}`,
      lots,
      ticks,
      fee,
      feeAsset,
      liquidity,
      slippageTicks,
      time: book.time,
    })
    if (order.group !== '') tellPartners(book, entry)
  }

  function takeFromPartners(book: Book, entry: Working, lots: number): void {
    for (const partner of book.entries) {
      if (partner === entry || partner.state !== 'working' || partner.order.group !== entry.order.group) continue
      if (book.stage === 'path' && partner.met && reachable(partner, book.low, book.high, through)) book.ambiguous = true
      const taken = entry.remaining === 0 ? partner.remaining : Math.min(lots, partner.remaining)
      partner.taken += taken
      partner.remaining -= taken
      if (partner.remaining > 0) continue
      partner.state = 'ending'
      book.live--
    }
  }

  function tellPartners(book: Book, entry: Working): void {
    const { group } = entry.order
    // The rest of this order went to partners that filled before it.
    if (entry.remaining === 0 && entry.taken > 0) tell(book, entry)
    for (const partner of book.entries) if (partner.state === 'ending' && partner.order.group === group) tell(book, partner)
  }

  function tell(book: Book, entry: Working): void {
    entry.state = 'ended'
    emit({ kind: 'canceled', sequence: entry.order.sequence, time: book.time, reason: endReasons.partner })
  }

  /** Fills an order whole at `ticks`, a taker without slippage, whatever the volume. */
  function settle(book: Book, entry: Working, ticks: number): void {
    const { order } = entry
    const lots = Math.min(entry.remaining, affordable(order, ticks, entry.remaining))
    if (lots > 0) trade(book, entry, lots, ticks, 0, 'taker')
    if (entry.state === 'working') end(book, entry, 'expired', endReasons.position)
  }

  return { fill, end, refuse, settle }
}

/** A price made worse by slippage, at most down to `worst` and to one tick. */
function slipped(sign: 1 | -1, ticks: number, slippage: number, worst: number): number {
  const price = Math.max(1, ticks + sign * slippage)
  return worst > 0 && sign * price > sign * worst ? worst : price
}
