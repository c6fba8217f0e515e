import type { Desk, DeskCommand } from '../../engine/desk/contract.ts'
import type { ApprovedOrder, OrderFact } from '../../engine/protocol/orders.ts'

type Live = { readonly order: ApprovedOrder; readonly list: string; remaining: number; cancelAsked: boolean }

/** What a venue links: whole OCO groups, a stop and a limit of one size that come together, or nothing. */
export type Linked = 'all' | 'pair' | 'none'

/**
 * A venue that does what it likes within the rules of one: it fills any part of any working order, at any price, links the
 * orders of an OCO group as far as it can, and hears of a cancel late. Of a pair it ends the other leg with the first fill, and
 * both when one is withdrawn. `pick(n)` draws a number below n.
 */
export function createRandomVenue(desk: Desk, pick: (n: number) => number, price: () => number, feeShare = 0, linked: Linked = 'all') {
  const live: Live[] = []
  const waiting: DeskCommand[] = []
  const batches = new Map<number, readonly DeskCommand[]>()
  const alerts: string[] = []
  let time = 0
  let trades = 0
  let busy = false
  /** A trade has happened that the desk has not been told of. */
  let isTelling = false
  /** Units of base held by the venue's own books, in lots and thousandths of a lot. */
  let milliLots = 0
  let after: () => void = () => {}

  /** Takes an order and looks whether one that came with it makes a pair. */
  function submit(order: ApprovedOrder, together: readonly DeskCommand[]): void {
    let list = linked === 'all' ? order.group : ''
    const partner = together.find(
      (one) => one.kind === 'submit' && linked === 'pair' && order.group === one.order.group && isPair(order, one.order),
    )
    if (partner?.kind === 'submit') list = `${Math.min(order.sequence, partner.order.sequence)}`
    if (linked !== 'all' && wouldTriggerAtOnce(order, list !== '')) throw new Error(`order ${order.sequence} would be refused`)
    live.push({ order, list, remaining: order.lots, cancelAsked: false })
  }

  function isPair(a: ApprovedOrder, b: ApprovedOrder): boolean {
    return a.group !== '' && a.lots === b.lots && [a, b].some(({ type }) => type === 'stop') && [a, b].some(rests)
  }

  const rests = ({ type, timeInForce }: ApprovedOrder) => type === 'limit' && timeInForce !== 'IOC'

  /** A real venue refuses a stop the market has passed, and a pair of which the limit would take. */
  function wouldTriggerAtOnce({ side, purpose, triggerTicks, limitTicks }: ApprovedOrder, paired: boolean): boolean {
    const away = side === 'sell' ? 1 : -1
    if (purpose === 'increase') return false
    return (triggerTicks > 0 && away * (triggerTicks - price()) >= 0) || (paired && limitTicks > 0 && away * (price() - limitTicks) >= 0)
  }

  function carryOut(commands: readonly DeskCommand[]): void {
    const together = [...commands]
    for (const command of together) if (command.kind === 'submit') batches.set(command.order.sequence, together)
    waiting.push(...commands)
    if (busy) return
    busy = true
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (next.kind === 'submit') submit(next.order, batches.get(next.order.sequence)!)
      else if (next.kind === 'cancel') for (const one of live) one.cancelAsked ||= one.order.sequence === next.sequence
      else alerts.push(next.code)
      after()
    }
    busy = false
  }

  const tell = (fact: OrderFact) => carryOut(desk.handle({ kind: 'fact', fact }))
  const remove = (one: Live) => void live.splice(live.indexOf(one), 1)

  function fill(one: Live): void {
    const { order } = one
    const ticks = price()
    const wanted = pick(3) === 0 ? one.remaining : 1 + pick(one.remaining)
    const lots = Math.min(wanted, desk.affordable(order, ticks, wanted))
    if (lots <= 0) return end(one, 'expired')
    // Reductions first: an entry that turns the position around does not overtake the exit before it.
    if (
      order.purpose === 'increase' &&
      live.some((other) => other.order.purpose === 'reduce' && other.order.slot === order.slot && other.order.side === order.side)
    )
      return
    one.remaining -= lots
    const buys = order.side === 'buy'
    const feeMilli = buys ? lots * feeShare : 0
    milliLots += (buys ? 1000 : -1000) * lots - feeMilli
    const partners = partnersOf(one)
    const endsAll = one.remaining === 0 || linked === 'pair'
    const ended = partners.filter((partner) => (partner.remaining = endsAll ? 0 : Math.max(0, partner.remaining - lots)) === 0)
    if (one.remaining === 0) remove(one)
    for (const partner of ended) remove(partner)
    const tellEnds = () => {
      for (const partner of ended) tell({ kind: 'canceled', sequence: partner.order.sequence, time, reason: 'partner' })
    }
    const endsFirst = linked === 'pair' && pick(2) === 0
    isTelling = true
    if (endsFirst) tellEnds()
    isTelling = false
    tell({
      kind: 'trade',
      sequence: order.sequence,
      tradeId: `t${++trades}`,
      lots,
      ticks,
      fee: feeMilli * 100,
      feeAsset: feeShare > 0 && buys ? 'base' : 'quote',
      liquidity: 'taker',
      slippageTicks: 0,
      time,
    })
    if (!endsFirst) tellEnds()
  }

  const partnersOf = (one: Live) => live.filter((other) => other !== one && one.list !== '' && other.list === one.list)

  function end(one: Live, kind: 'canceled' | 'expired'): void {
    const all = linked === 'pair' ? [...partnersOf(one), one] : [one]
    for (const each of all) remove(each)
    for (const { order } of all) tell({ kind, sequence: order.sequence, time, reason: kind })
  }

  const mayEnd = ({ purpose, type, timeInForce }: ApprovedOrder) => purpose !== 'protect' || type === 'market' || timeInForce === 'IOC'

  return {
    live,
    alerts,
    get time() {
      return time
    },
    get isTelling() {
      return isTelling
    },
    get milliLots() {
      return milliLots
    },
    pass: (milliseconds: number) => void (time += milliseconds),
    /** Called after every command and event: where invariants are looked at. */
    watch(look: () => void) {
      after = look
    },
    send(event: Parameters<Desk['handle']>[0]) {
      carryOut(desk.handle(event))
      after()
    },
    mark(ticks: number) {
      carryOut(desk.mark(0, ticks, time))
      after()
    },
    fillOne() {
      if (live.length > 0) fill(live[pick(live.length)])
      after()
    },
    /** Answers one cancel it was asked for, or says that one order ends by itself (never protection). */
    endOne(byItself: boolean) {
      const candidates = live.filter((one) => (byItself ? mayEnd(one.order) : one.cancelAsked))
      if (candidates.length > 0) end(candidates[pick(candidates.length)], byItself ? 'expired' : 'canceled')
      after()
    },
    answerAllCancels() {
      for (let one = live.find(({ cancelAsked }) => cancelAsked); one !== undefined; one = live.find(({ cancelAsked }) => cancelAsked))
        end(one, 'canceled')
      after()
    },
  }
}
