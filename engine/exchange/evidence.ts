import type { Clock } from '../market/clock.ts'
import type { OrderFact, Trade } from '../protocol/orders.ts'
import { bookedTrade, type FeeRate } from './booked-trade.ts'
import { lotsOf } from './grid-text.ts'
import type { Link } from './link.ts'
import type { SentOrder } from './orders-sent.ts'
import type { VenueProtocol } from './protocol.ts'
import type { VenueOrder, VenueTrade } from './venue-nouns.ts'

/**
 * What the venue says of an order, turned into facts the desk may believe. Trades are the truth about what filled; an end is told
 * only once every trade that the venue counts is here.
 */
export type Evidence = {
  /** Counts once by its id. */
  takeTrade(sent: SentOrder, trade: VenueTrade): void
  /** False: something is still missing, and it has to be looked at again. */
  takeOrder(sent: SentOrder, order: VenueOrder): Promise<boolean>
  /** Asks the venue for the order. `failed` says nothing. */
  lookUp(sent: SentOrder): Promise<'settled' | 'unsettled' | 'absent' | 'failed'>
}

/** What those need who go on asking about an order until they know. */
export type Pursuit = {
  readonly protocol: VenueProtocol
  readonly link: Link
  readonly clock: Clock
  readonly evidence: Evidence
  readonly emit: (fact: OrderFact) => void
  /** An order of this run has that number at the venue. */
  readonly isKnown: (venueId: string) => boolean
  readonly isClosed: () => boolean
  /** What the venue says cannot be booked. */
  readonly fail: (error: unknown) => void
}

export function createEvidence({
  protocol,
  link,
  emit,
  alert,
  fail,
  feeRate,
  onUnpriced,
}: Pick<Pursuit, 'protocol' | 'link' | 'emit' | 'fail'> & {
  readonly alert: (code: string, message: string) => void
  readonly feeRate: FeeRate
  /** A commission was paid that cannot be counted: what the run has is not known. */
  readonly onUnpriced: (words: string) => void
}): Evidence {
  /** Numbers of orders that came under an id of ours though that id has its order. */
  const impostors = new Set<string>()

  /** An id names one order for ever: a second one under it is not ours, whatever it says, and somebody has to look. */
  function isAnother(sent: SentOrder, venueId: string): boolean {
    if (sent.venueId === '' || sent.venueId === venueId) return false
    if (!impostors.has(venueId)) {
      impostors.add(venueId)
      fail(new Error(`order ${venueId} there has the id of order ${sent.order.sequence}, which is ${sent.venueId}`))
    }
    return true
  }

  function takeTrade(sent: SentOrder, trade: VenueTrade): void {
    if (isAnother(sent, trade.venueOrderId)) return
    const { order, grid } = sent
    const { sequence, side } = order
    const known = sent.trades.get(trade.id)
    if (known !== undefined) {
      if (known !== lotsOf(grid, trade.quantity))
        alert('TRADE_CHANGED', `Trade ${trade.id} of order ${sequence} was told again with another quantity: the first is kept.`)
      return
    }
    const booked = bookedTrade(grid, side, trade, feeRate)
    sent.created = 'proven'
    sent.venueId ||= trade.venueOrderId
    // What is not told whole yet is asked for once the order is looked at.
    if (!booked) return
    sent.trades.set(trade.id, booked.lots)
    sent.filled += booked.lots
    const fact: Trade = {
      kind: 'trade',
      sequence,
      tradeId: trade.id,
      ...booked,
      liquidity: trade.maker ? 'maker' : 'taker',
      slippageTicks: 0,
      time: trade.time,
    }
    emit(fact)
    if (booked.paid?.rate === null)
      onUnpriced(
        `Order ${sequence} paid ${trade.fee} ${trade.feeAsset} as commission, and what that is worth in ${grid.quote} is not known: neither is the run's equity.`,
      )
    if (sent.filled >= order.lots) sent.over = true
  }

  /** The trades of one order, as the venue lists them. False where it did not answer. */
  async function fetchTrades(sent: SentOrder): Promise<boolean> {
    const { requests, read } = protocol
    const outcome = await link.read(requests.tradesOfOrder(sent.symbol, sent.venueId))
    const trades = outcome.kind === 'read' ? read.readTrades(outcome.body) : undefined
    for (const trade of trades ?? []) if (trade.venueOrderId === sent.venueId) takeTrade(sent, trade)
    return trades !== undefined
  }

  async function takeOrder(sent: SentOrder, told: VenueOrder): Promise<boolean> {
    const { order, grid } = sent
    const { sequence } = order
    if (isAnother(sent, told.venueId)) return true
    sent.venueId ||= told.venueId
    if (sent.over && told.status !== 'filled') return true
    if (told.status !== 'rejected') prove(sent, told)
    const executed = lotsOf(grid, told.executed)
    // "Over" without the trades proves nothing about what filled.
    const wants = told.status === 'filled' ? order.lots : executed
    if (sent.filled < wants && !(await fetchTrades(sent))) return false
    if (sent.filled < wants) return false
    if (told.status === 'open' || sent.over) return true
    sent.over = true
    const { time } = told
    if (told.status === 'canceled') emit({ kind: 'canceled', sequence, time, reason: 'withdrawn' })
    if (told.status === 'expired') emit({ kind: 'expired', sequence, time, reason: 'ended by the venue' })
    if (told.status === 'rejected')
      emit({ kind: 'rejected', sequence, time, code: 'REJECTED', reason: 'rejected by the venue after it was sent' })
    return true
  }

  function prove(sent: SentOrder, told: VenueOrder): void {
    const { sequence, triggerTicks } = sent.order
    sent.created = 'proven'
    if (!sent.accepted) emit({ kind: 'accepted', sequence, time: told.time })
    sent.accepted = true
    if (told.triggered) emit({ kind: 'triggered', sequence, time: told.time, ticks: triggerTicks })
  }

  /** What is filed away ended without a fill. One of which trades are known is none of those. */
  function takeArchived(sent: SentOrder): 'settled' | 'failed' {
    if (sent.filled > 0) return 'failed'
    if (sent.over) return 'settled'
    sent.created = 'proven'
    sent.over = true
    emit({ kind: 'expired', sequence: sent.order.sequence, time: link.sync.serverNow(), reason: 'ended by the venue' })
    return 'settled'
  }

  return {
    takeTrade,
    takeOrder,
    async lookUp(sent) {
      const outcome = await link.read(protocol.requests.order(sent.symbol, sent.clientId))
      if (outcome.kind === 'archived') return takeArchived(sent)
      if (outcome.kind !== 'read') return outcome.kind
      const told = protocol.read.readOrder(outcome.body)
      if (!told || told.clientId !== sent.clientId) return 'failed'
      return (await takeOrder(sent, told)) ? 'settled' : 'unsettled'
    },
  }
}
