import type { Clock } from '../market/clock.ts'
import type { OrderFact, Trade } from '../protocol/orders.ts'
import { feeOf, lotsOf, ticksOf } from './grid-text.ts'
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
  readonly isClosed: () => boolean
  /** What the venue says cannot be booked. */
  readonly fail: (error: unknown) => void
}

export function createEvidence({
  protocol,
  link,
  emit,
  alert,
}: {
  readonly protocol: VenueProtocol
  readonly link: Link
  readonly emit: (fact: OrderFact) => void
  readonly alert: (code: string, message: string) => void
}): Evidence {
  function takeTrade(sent: SentOrder, trade: VenueTrade): void {
    const { order, grid } = sent
    const { sequence, side } = order
    const lots = lotsOf(grid, trade.quantity)
    const ticks = ticksOf(grid, trade.price, side)
    const known = sent.trades.get(trade.id)
    if (known !== undefined) {
      if (known !== lots)
        alert('TRADE_CHANGED', `Trade ${trade.id} of order ${sequence} was told again with another quantity: the first is kept.`)
      return
    }
    sent.created = 'proven'
    sent.venueId ||= trade.venueOrderId
    sent.trades.set(trade.id, lots)
    sent.filled += lots
    const fee = feeOf(grid, trade.fee, trade.feeAsset)
    if (!fee && Number(trade.fee) > 0) {
      alert(
        'FEE_ELSEWHERE',
        `Order ${sequence} paid ${trade.fee} ${trade.feeAsset} as commission: the run's own account does not hold that, and does not count it.`,
      )
    }
    const fact: Trade = {
      kind: 'trade',
      sequence,
      tradeId: trade.id,
      lots,
      ticks,
      ...(fee ?? { fee: 0, feeAsset: 'quote' as const }),
      liquidity: trade.maker ? 'maker' : 'taker',
      slippageTicks: 0,
      time: trade.time,
    }
    emit(fact)
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

  return {
    takeTrade,
    takeOrder,
    async lookUp(sent) {
      const outcome = await link.read(protocol.requests.order(sent.symbol, sent.clientId))
      if (outcome.kind !== 'read') return outcome.kind
      const told = protocol.read.readOrder(outcome.body)
      if (!told || told.clientId !== sent.clientId) return 'failed'
      return (await takeOrder(sent, told)) ? 'settled' : 'unsettled'
    },
  }
}
