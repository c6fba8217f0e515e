import type { FillProfile } from '../../engine/protocol/profiles.ts'
import { ceilDiv, floorDiv, fraction } from './exact.ts'

/** A bar in ticks and whole lots; `time` its open, `end` its close, UTC milliseconds. */
export type Bar = { time: number; end: number; open: number; high: number; low: number; close: number; volume: number }

export type OrderKind = 'market' | 'limit' | 'stop' | 'stop-limit' | 'trailing-stop'

/** Guards asked for with an entry; prices and distances in ticks, `price` standing for a level of its own. */
export type Guard = { readonly price: number } | { readonly distance: number }
export type Guards = { readonly stop?: Guard; readonly target?: Guard; readonly trail?: Guard }

/** An order at the venue. `lots` is what is left of it. */
export type Working = {
  readonly id: number
  readonly slot: number
  readonly side: 'buy' | 'sell'
  kind: OrderKind
  lots: number
  /** Lots it was sent with. */
  readonly asked: number
  /** Last price when it was sent. */
  readonly reference: number
  readonly limit: number
  /** Moves with the price on a trailing stop. */
  trigger: number
  readonly trail: number
  /** Worst price of a guarded market order; 0 for none. */
  readonly cap: number
  readonly timeInForce: 'GTC' | 'IOC' | 'FOK' | 'PO'
  readonly purpose: 'increase' | 'reduce' | 'protect'
  /** Orders with the same group above 0 are one OCO. */
  readonly group: number
  readonly signal: string
  readonly node: string
  readonly guards: Guards | undefined
  /** Step after which it is withdrawn. */
  readonly expires: number
  /** Has met no open yet. */
  fresh: boolean
  /** Placed after this bar's open: the level its stop then had, which even an earlier extreme reaches. */
  inside: number | undefined
  /** Took what this bar had to give. */
  spent: boolean
  gone: 'filled' | 'canceled' | 'expired' | 'rejected' | undefined
}

/** What the desk answers the market during a bar. */
export type Desk = {
  /** Working orders of the slot, by request sequence; the list may grow and shrink while fills are told. */
  orders: Working[]
  position(): number
  /** Most of these lots that cash or position bears at this price. */
  affordable(order: Working, ticks: number, lots: number): number
  filled(order: Working, lots: number, ticks: number, slippageTicks: number, taker: boolean, atOpen: boolean): void
  ended(order: Working, how: 'canceled' | 'expired' | 'rejected'): void
}

/** Slippage in whole ticks (reading F5). */
function slippageOf(profile: FillProfile, ticks: number, lots: number, volume: number): number {
  const bps = fraction(profile.slippageBps)
  const impact = fraction(profile.slippageImpact)
  const price = BigInt(ticks)
  const [quantity, whole] = [BigInt(lots), BigInt(Math.max(1, volume))]
  const over = price * (bps.over * impact.under * whole * whole + impact.over * bps.under * 10_000n * quantity * quantity)
  return Number(ceilDiv(over, bps.under * 10_000n * impact.under * whole * whole))
}

/** Lets one bar of one slot pass over its working orders: TRADING §3, readings F1 to F12. */
export function passBar(bar: Bar, desk: Desk, profile: FillProfile): void {
  const limited = profile.volumeShare < 1
  // Nobody traded: no order has met a price.
  if (limited && bar.volume === 0) return
  const share = fraction(profile.volumeShare)
  let left = limited ? Number(floorDiv(BigInt(bar.volume) * share.over, share.under)) : Number.POSITIVE_INFINITY
  /** What the position was increased by after the open, with prices: not to be closed better inside this bar. */
  const increased: { lots: number; ticks: number }[] = []
  const throughBy = profile.limit === 'through' ? 1 : 0
  for (const order of desk.orders) {
    order.spent = false
    order.inside = undefined
  }

  const better = (side: 'buy' | 'sell', ticks: number, than: number) => (side === 'sell' ? ticks > than : ticks < than)

  /** Fills what volume, money and same-bar rule leave; answers with the lots. */
  const fill = (order: Working, ticks: number, taker: boolean, atOpen: boolean): number => {
    let lots = Math.min(order.lots, left)
    if (order.purpose !== 'increase' && !atOpen) {
      const barred = increased.reduce((sum, part) => (better(order.side, ticks, part.ticks) ? sum + part.lots : sum), 0)
      lots = Math.min(lots, Math.abs(desk.position()) - barred)
    }
    const priced = (wanted: number): { price: number; slip: number } => {
      if (!taker) return { price: ticks, slip: 0 }
      const slip = slippageOf(profile, ticks, wanted, bar.volume)
      const worst = order.kind === 'market' ? order.cap : order.limit
      const raw = order.side === 'buy' ? ticks + slip : Math.max(1, ticks - slip)
      const price = worst === 0 ? raw : order.side === 'buy' ? Math.min(raw, worst) : Math.max(raw, worst)
      return { price, slip: Math.abs(price - ticks) }
    }
    if (order.timeInForce === 'FOK' && lots < order.lots) return 0
    const wanted = lots
    let { price, slip } = priced(lots)
    lots = Math.min(lots, desk.affordable(order, price, lots))
    if (lots <= 0 || (order.timeInForce === 'FOK' && lots < order.lots)) {
      if (wanted > 0 && order.kind === 'market') desk.ended(order, 'canceled')
      order.spent = true
      return 0
    }
    left -= lots
    const cut = lots < wanted
    order.lots -= lots
    if (order.purpose === 'increase' && !atOpen) increased.push({ lots, ticks: price })
    order.spent = true
    if (order.lots === 0) order.gone = 'filled'
    desk.filled(order, lots, price, slip, taker, atOpen)
    if (cut && order.kind === 'market' && !order.gone) desk.ended(order, 'canceled')
    return lots
  }

  const byRule = (orders: readonly Working[]): Working[] =>
    [...orders].sort((a, b) => Number(a.purpose === 'increase') - Number(b.purpose === 'increase') || a.id - b.id)

  // The open: one price for everything that waits, and for a stop placed by a fill at it, which slippage may have carried past the stop.
  const waited = new Set(desk.orders)
  const met = new Set<Working>()
  for (;;) {
    const order = byRule(desk.orders).find((one) => !met.has(one) && (waited.has(one) || isStop(one)))
    if (!order) break
    met.add(order)
    const fresh = order.fresh
    order.fresh = false
    const buy = order.side === 'buy'
    const { open } = bar
    if (order.kind === 'trailing-stop') follow(order, open)
    if (isStop(order) && (buy ? open >= order.trigger : open <= order.trigger)) fire(order, open, true)
    else if (order.kind === 'market') {
      const tooFar = order.cap > 0 && order.purpose === 'increase' && (buy ? open > order.cap : open < order.cap)
      if (tooFar) desk.ended(order, 'expired')
      else fill(order, open, true, true)
    } else if (order.kind === 'limit') {
      const beyond = buy ? open <= order.limit - throughBy : open >= order.limit + throughBy
      if (beyond && fresh && order.timeInForce === 'PO') desk.ended(order, 'rejected')
      else if (beyond) fill(order, open, fresh, true)
      if (!order.gone && fresh && (order.timeInForce === 'IOC' || order.timeInForce === 'FOK')) desk.ended(order, 'expired')
    }
  }

  // The rest of the path, leg by leg; on each leg whatever the price comes to first.
  let price = bar.open
  for (const point of path(bar, Math.sign(desk.position()), profile.path)) {
    for (;;) {
      const next = nearest(price, point)
      if (!next) break
      for (const order of desk.orders) if (order.kind === 'trailing-stop' && !order.gone) follow(order, next.at)
      price = next.at
      if (isStop(next.order)) fire(next.order, price, false)
      else fill(next.order, price, false, false)
    }
    for (const order of desk.orders) if (order.kind === 'trailing-stop' && !order.gone) follow(order, point)
    price = point
  }

  // T-FILL-SAMEBAR: a stop placed inside the bar fills if an extreme, earlier or later, reaches it.
  for (const order of byRule(desk.orders)) {
    if (order.gone || order.spent || order.inside === undefined || !isStop(order) || order.purpose !== 'protect') continue
    if (order.side === 'sell' ? bar.low <= order.inside : bar.high >= order.inside) fire(order, order.inside, false)
  }

  function isStop(order: Working): boolean {
    return order.kind === 'stop' || order.kind === 'stop-limit' || order.kind === 'trailing-stop'
  }

  function fire(order: Working, ticks: number, atOpen: boolean): void {
    if (order.kind !== 'stop-limit') {
      order.kind = 'market'
      fill(order, ticks, true, atOpen)
      return
    }
    order.kind = 'limit'
    const inside = order.side === 'buy' ? ticks <= order.limit : ticks >= order.limit
    if (inside) fill(order, ticks, true, atOpen)
  }

  /** The order the price meets first on its way from here to there (here excluded for limits already passed). */
  function nearest(from: number, to: number): { order: Working; at: number } | undefined {
    let found: { order: Working; at: number } | undefined
    for (const order of byRule(desk.orders)) {
      if (order.gone || order.spent || order.kind === 'market') continue
      const at = meeting(order, from, to)
      if (at === undefined) continue
      // A target waits for the next bar when its entry filled inside this one, and for a stop that can be reached.
      if (order.kind === 'limit' && ((order.purpose === 'protect' && order.inside !== undefined) || stopComesFirst(order))) continue
      if (!found || Math.abs(at - from) < Math.abs(found.at - from)) found = { order, at }
    }
    return found
  }

  function meeting(order: Working, from: number, to: number): number | undefined {
    const rising = to > from
    const buy = order.side === 'buy'
    if (order.kind === 'limit') {
      // A limit is met at its own price, provided the leg goes on through it.
      if (rising === buy) return undefined
      const reached = buy ? to <= order.limit - throughBy : to >= order.limit + throughBy
      return reached ? (buy ? Math.min(from, order.limit) : Math.max(from, order.limit)) : undefined
    }
    if (rising !== buy) return undefined
    return (buy ? to >= order.trigger : to <= order.trigger)
      ? buy
        ? Math.max(from, order.trigger)
        : Math.min(from, order.trigger)
      : undefined
  }

  /** Stop before target when the bar reaches both. */
  function stopComesFirst(target: Working): boolean {
    if (target.group === 0) return false
    return desk.orders.some(
      (order) =>
        order.group === target.group &&
        isStop(order) &&
        !order.gone &&
        (order.side === 'sell' ? bar.low <= order.trigger : bar.high >= order.trigger),
    )
  }
}

/** A trailing trigger follows the best price. */
function follow(order: Working, ticks: number): void {
  const level = order.side === 'sell' ? ticks - order.trail : ticks + order.trail
  if (order.side === 'sell' ? level > order.trigger : level < order.trigger) order.trigger = level
}

/** Prices after the open, in the order in which the profile visits them (T-FILL-PATH, reading F2). */
function path(bar: Bar, position: number, rule: FillProfile['path']): readonly number[] {
  const nearestLow = bar.open - bar.low <= bar.high - bar.open
  const lowFirst = rule === 'adverse-first' && position !== 0 ? position > 0 : nearestLow
  return lowFirst ? [bar.low, bar.high, bar.close] : [bar.high, bar.low, bar.close]
}
