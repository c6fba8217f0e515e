import type { Desk, DeskCommand } from '../../engine/desk/contract.ts'
import type { ApprovedOrder, OrderFact } from '../../engine/protocol/orders.ts'

type Live = { readonly order: ApprovedOrder; remaining: number; cancelAsked: boolean }

/**
 * A venue that does what it likes within the rules of one: it fills any part of any working order, at any price, links the
 * orders of an OCO group, and hears of a cancel late. `pick(n)` draws a number below n.
 */
export function createRandomVenue(desk: Desk, pick: (n: number) => number, price: () => number, feeShare = 0) {
  const live: Live[] = []
  const waiting: DeskCommand[] = []
  const alerts: string[] = []
  let time = 0
  let trades = 0
  let busy = false
  /** Units of base held by the venue's own books, in lots and thousandths of a lot. */
  let milliLots = 0
  let after: () => void = () => {}

  function carryOut(commands: readonly DeskCommand[]): void {
    waiting.push(...commands)
    if (busy) return
    busy = true
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (next.kind === 'submit') live.push({ order: next.order, remaining: next.order.lots, cancelAsked: false })
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
    const partners = live.filter((other) => other !== one && order.group !== '' && other.order.group === order.group)
    const ended = partners.filter((partner) => (partner.remaining = one.remaining === 0 ? 0 : Math.max(0, partner.remaining - lots)) === 0)
    if (one.remaining === 0) remove(one)
    for (const partner of ended) remove(partner)
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
    for (const partner of ended) tell({ kind: 'canceled', sequence: partner.order.sequence, time, reason: 'partner' })
  }

  function end(one: Live, kind: 'canceled' | 'expired'): void {
    remove(one)
    tell({ kind, sequence: one.order.sequence, time, reason: kind })
  }

  return {
    live,
    alerts,
    get time() {
      return time
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
      const candidates = live.filter((one) => (byItself ? one.order.purpose !== 'protect' : one.cancelAsked))
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
