import { sleepOn, type Clock } from '../market/clock.ts'
import { createGrid, type Grid } from '../money/grid.ts'
import type { Instrument } from '../money/instruments.ts'
import type { ApprovedOrder, OrderFact } from '../protocol/orders.ts'
import type { Venue } from '../venue/contract.ts'
import type { FeeRate } from './booked-trade.ts'
import { createCancels } from './cancels.ts'
import { classifyCommand, type Outcome } from './classify.ts'
import { createClientIds } from './client-id.ts'
import { createEvidence, type Evidence } from './evidence.ts'
import { priceText, quantityText } from './grid-text.ts'
import type { Link } from './link.ts'
import { mayLive, sentOrder, type SentOrder } from './orders-sent.ts'
import type { VenueProtocol } from './protocol.ts'
import { createUnknowns } from './unknowns.ts'
import type { NewOrder, OrderReport } from './venue-nouns.ts'

export type ExecutorOptions = {
  readonly protocol: VenueProtocol
  readonly link: Link
  readonly clock: Clock
  /** Of each slot: its instrument, the account's money scale, and the venue's name of the market. */
  readonly slots: readonly { readonly instrument: Instrument; readonly quoteScale?: number; readonly symbol: string }[]
  readonly clientId: (order: ApprovedOrder) => string
  readonly emit: (fact: OrderFact) => void
  readonly alert: (code: string, message: string) => void
  /** What the venue says cannot be booked: nothing more may be added to a position. */
  readonly fail: (error: unknown) => void
  readonly feeRate: FeeRate
  /** A commission was paid that cannot be counted. */
  readonly onUnpriced: (words: string) => void
}

/** The exchange as the desk's venue: orders go out once, and whatever becomes of them comes back as facts. */
export type Executor = Venue & {
  /** The private stream about one order. False: it is none of ours. */
  hear(report: OrderReport): boolean
  /** Orders of ours that may still do something at the venue. */
  living(): readonly SentOrder[]
  find(clientId: string): SentOrder | undefined
  /** By the venue's number, orders that have ended included: they may still fill late. */
  findByVenueId(venueId: string): SentOrder | undefined
  /** By a trade that an earlier life of the run has booked. */
  findByKnownTrade(symbol: string, tradeId: string): SentOrder | undefined
  /** Takes up an order of an earlier life of the run, of which these trades are known. */
  adopt(
    order: ApprovedOrder,
    known: { readonly trades: ReadonlyMap<string, number>; readonly over: boolean; readonly proven: boolean; readonly sentAt: number },
  ): SentOrder
  readonly evidence: Evidence
  /** Finds out about an order until there is nothing left to find out. */
  chase(sent: SentOrder): void
  whose(clientId: string): 'known' | 'house' | 'foreign'
  close(): void
}

/** An entry that could not be handed over for so long is not sent any more, milliseconds. */
const ENTRY_PATIENCE = 5000
/** Pause before a protective order of which not one byte left is handed over again, and the longest one. */
const AGAIN_FIRST = 1000
const AGAIN_MOST = 30_000

export function createExecutor(options: ExecutorOptions): Executor {
  const { protocol, link, clock, slots, clientId, emit, alert, fail, feeRate, onUnpriced } = options
  const grids: readonly Grid[] = slots.map(({ instrument, quoteScale }) => createGrid(instrument, quoteScale))
  const ids = createClientIds(protocol.clientIds)
  const bySequence = new Map<number, SentOrder>()
  const byClientId = new Map<string, SentOrder>()
  const byVenueId = new Map<string, SentOrder>()
  /** Trades of earlier lives, by market and id: their orders' numbers at the venue are not on record. */
  const byKnownTrade = new Map<string, SentOrder>()
  let closed = false
  /** Orders of the command being carried out: the legs of a list come one after the other. */
  let batch: SentOrder[] = []

  const evidence = createEvidence({ protocol, link, emit, alert, fail, feeRate, onUnpriced })
  const isKnown = (venueId: string) => findByVenueId(venueId) !== undefined
  const pursuit = { protocol, link, clock, evidence, emit, isKnown, isClosed: () => closed, fail }
  const unknowns = createUnknowns(pursuit, afterProof)
  const cancels = createCancels(pursuit)

  function findByVenueId(id: string): SentOrder | undefined {
    const known = byVenueId.get(id)
    if (known) return known
    for (const sent of bySequence.values()) if (sent.venueId !== '') byVenueId.set(sent.venueId, sent)
    return byVenueId.get(id)
  }

  function track(order: ApprovedOrder): SentOrder {
    const id = ids.add(order.sequence, clientId(order))
    const sent = sentOrder(order, id, grids[order.slot]!, slots[order.slot]!.symbol)
    bySequence.set(order.sequence, sent)
    byClientId.set(id, sent)
    return sent
  }

  /** What leaves together is looked at together: a stop and its target become one list. */
  function flush(): void {
    const waiting = batch
    batch = []
    while (waiting.length > 0) {
      const first = waiting.shift()!
      const at = first.order.group === '' ? -1 : waiting.findIndex(({ order }) => isPair(first.order, order))
      send(at === -1 ? [first] : [first, ...waiting.splice(at, 1)]).catch(fail)
    }
  }

  /** Hands over one order, or the two of a list. */
  async function send(orders: readonly SentOrder[]): Promise<void> {
    const [first] = orders
    const { order } = first!
    const grows = order.purpose === 'increase'
    const deadline = grows ? clock.now() + ENTRY_PATIENCE : undefined
    for (let pause = AGAIN_FIRST; !closed; pause = Math.min(pause * 2, AGAIN_MOST)) {
      for (const sent of orders) {
        sent.created = 'sent'
        sent.sentAt = link.sync.serverNow()
      }
      // An entry that is withdrawn while it waits for the venue's limits does not leave any more (T-STOP-MEANS-STOP).
      const answer = await link.command(requestFor(orders), { deadline, isWanted: () => !grows || !first!.cancelWanted })
      const outcome = classifyCommand(listAnswers(orders), answer)
      // Not one byte left: what reduces or guards is tried again, what would add to the position is over.
      if (outcome.kind === 'not-sent' && !grows && !orders.some(({ cancelWanted }) => cancelWanted)) {
        alert('ORDER_NOT_SENT', `Order ${order.sequence} could not be handed over (${outcome.reason}): it is tried again.`)
        await sleepOn(clock, pause)
        continue
      }
      for (const sent of orders) take(sent, outcome)
      return
    }
  }

  function requestFor(orders: readonly SentOrder[]) {
    const [first, second] = orders
    if (second === undefined) return protocol.requests.createOrder(written(first!), first!.order.purpose === 'increase' ? 'entry' : 'exit')
    const [stop, target] = first!.order.triggerTicks > 0 ? [first!, second] : [second, first!]
    return protocol.requests.createOco(written(stop), written(target), `${stop.clientId}l`)
  }

  /** A list is taken where both its orders are told. */
  const listAnswers = (orders: readonly SentOrder[]) =>
    orders.length === 1
      ? protocol.answers
      : { ...protocol.answers, isOrder: (body: unknown) => protocol.read.readList(body)?.length === orders.length }

  function written({ order, grid, symbol, clientId: id }: SentOrder): NewOrder {
    const { type, side, lots, limitTicks, triggerTicks, capTicks, timeInForce } = order
    const capped = type === 'market' && capTicks > 0
    const price = capped ? capTicks : limitTicks
    return {
      symbol,
      side,
      type: capped ? 'limit' : venueType(order),
      quantity: quantityText(grid, lots),
      price: price > 0 ? priceText(grid, price) : '',
      stopPrice: triggerTicks > 0 ? priceText(grid, triggerTicks) : '',
      timeInForce: capped ? 'IOC' : timeInForce === 'PO' ? 'GTC' : timeInForce,
      clientId: id,
    }
  }

  function take(sent: SentOrder, outcome: Outcome): void {
    const { sequence } = sent.order
    const time = link.sync.serverNow()
    switch (outcome.kind) {
      case 'taken':
        return void takeAnswer(sent, outcome.body).catch(fail)
      case 'refused':
        return reject(sent, outcome.code, outcome.reason)
      case 'not-sent':
        return reject(sent, 'NOT_SENT', outcome.reason)
      case 'look-up':
      case 'unknown':
        sent.created = 'unknown'
        emit({ kind: 'unknown', sequence, time, command: 'create', reason: outcome.reason })
        unknowns.chase(sent)
    }
  }

  function reject(sent: SentOrder, code: string, reason: string): void {
    sent.created = 'never'
    sent.over = true
    emit({ kind: 'rejected', sequence: sent.order.sequence, time: link.sync.serverNow(), code, reason })
  }

  async function takeAnswer(sent: SentOrder, body: unknown): Promise<void> {
    const { read } = protocol
    const told = read.readOrder(body) ?? read.readList(body)?.find((one) => one.clientId === sent.clientId)
    for (const trade of read.readFills(body)) evidence.takeTrade(sent, trade)
    if (told && !(await evidence.takeOrder(sent, told))) unknowns.chase(sent)
    afterProof(sent)
  }

  /** An order is known to be there: what was wanted of it meanwhile is done now. */
  function afterProof(sent: SentOrder): void {
    if (sent.cancelWanted && mayLive(sent)) cancels.begin(sent)
  }

  async function takeReport(sent: SentOrder, { order, trade }: OrderReport): Promise<void> {
    if (trade) evidence.takeTrade(sent, trade)
    if (!(await evidence.takeOrder(sent, order))) unknowns.chase(sent)
    afterProof(sent)
  }

  return {
    submit(order) {
      const sent = track(order)
      if (batch.length === 0) queueMicrotask(flush)
      batch.push(sent)
    },
    cancel(sequence) {
      const sent = bySequence.get(sequence)
      if (!sent || sent.over) return
      sent.cancelWanted = true
      if (sent.created === 'proven') cancels.begin(sent)
    },
    hear(report) {
      const sent = byClientId.get(report.order.clientId)
      if (!sent) return false
      takeReport(sent, report).catch(fail)
      return true
    },
    adopt(order, { trades, over, proven, sentAt }) {
      const sent = track(order)
      for (const [id, lots] of trades) {
        sent.trades.set(id, lots)
        sent.filled += lots
        byKnownTrade.set(`${sent.symbol} ${id}`, sent)
      }
      sent.over = over
      sent.sentAt = sentAt
      sent.created = proven ? 'proven' : 'unknown'
      sent.accepted = proven
      return sent
    },
    living: () => [...bySequence.values()].filter(mayLive),
    find: (id) => byClientId.get(id),
    findByVenueId,
    findByKnownTrade: (symbol, tradeId) => byKnownTrade.get(`${symbol} ${tradeId}`),
    evidence,
    chase: (sent) => unknowns.chase(sent),
    whose: (id) => ids.whose(id),
    close() {
      closed = true
    },
  }
}

/** A stop and a resting limit of one group and one size. */
function isPair(a: ApprovedOrder, b: ApprovedOrder): boolean {
  const isStop = ({ type }: ApprovedOrder) => type === 'stop' || type === 'stop-limit'
  const isLimit = ({ type, timeInForce }: ApprovedOrder) => type === 'limit' && (timeInForce === 'GTC' || timeInForce === 'PO')
  return a.group === b.group && a.slot === b.slot && a.lots === b.lots && ((isStop(a) && isLimit(b)) || (isLimit(a) && isStop(b)))
}

function venueType({ type, timeInForce }: ApprovedOrder): NewOrder['type'] {
  switch (type) {
    case 'limit':
      return timeInForce === 'PO' ? 'post-only' : 'limit'
    case 'market':
    case 'stop':
    case 'stop-limit':
      return type
    case 'trailing-stop':
      throw new RangeError('This venue cannot hold a trailing stop.')
  }
}
