import { balanceOf, type Account } from './accounts.ts'
import { ONE, valueOf } from './amounts.ts'
import { isOpen, isStop, remainingOf, type Fill, type Order } from './orders.ts'
import type { DemoSymbol } from './symbols.ts'

/** What the private streams and the market streams are told of. */
export type MarketEvents = {
  report(order: Order, execution: 'NEW' | 'TRADE' | 'CANCELED' | 'EXPIRED' | 'REJECTED', fill?: Fill): void
  /** A stop is reached; false: the exchange turns it down now (F32). */
  triggers(order: Order): boolean
  traded(symbol: DemoSymbol, price: bigint, quantity: bigint, time: number, buyerIsMaker: boolean): void
}

/** Prices and sizes the house itself stands ready to trade at, beside what people have resting: half the spread, and what lies on each of so many steps. */
export type Liquidity = { readonly spread: bigint; readonly levels: number; readonly quantity: bigint; readonly step: bigint }

/**
 * One market: price-time priority, every order matched against what people have resting and against the house, which quotes
 * around the last price of the outside world. Balances move here and nowhere else.
 */
export type Market = {
  readonly symbol: DemoSymbol
  readonly last: bigint
  /** Takes an order whose money is set aside; matches it at once as far as it goes. */
  place(order: Order): void
  /** Ends an open order; what is set aside for it is free again. With it goes the other order of its list. */
  end(order: Order, status: 'CANCELED' | 'REJECTED'): void
  /** The outside world traded: what rests and is reached fills, up to that quantity, and stops trigger. */
  trade(price: bigint, quantity: bigint): void
  best(): { readonly bid: bigint; readonly ask: bigint }
  depth(limit: number): { readonly bids: [bigint, bigint][]; readonly asks: [bigint, bigint][] }
  readonly open: readonly Order[]
}

export function createMarket(
  symbol: DemoSymbol,
  liquidity: Liquidity,
  now: () => number,
  nextTradeId: () => bigint,
  events: MarketEvents,
  /** What one of an asset costs in another, by the exchange's own index. */
  indexOf: (asset: string, quote: string) => bigint,
): Market {
  let last = 0n
  const open: Order[] = []
  /** What takers have eaten of the house's quotes since its last price. */
  let eaten = new Map<bigint, bigint>()

  const roundDown = (price: bigint) => (price / symbol.tick) * symbol.tick
  const roundUp = (price: bigint) => roundDown(price + symbol.tick - 1n)
  const housePrice = (side: 'bid' | 'ask', level: number) =>
    side === 'ask'
      ? roundUp(last + liquidity.spread + BigInt(level) * liquidity.step)
      : roundDown(last - liquidity.spread - BigInt(level) * liquidity.step)

  /** The house's quotes on one side, the best first. */
  function house(side: 'bid' | 'ask'): [bigint, bigint][] {
    if (last === 0n) return []
    return Array.from({ length: liquidity.levels }, (_, level): [bigint, bigint] => {
      const price = housePrice(side, level)
      return [price, liquidity.quantity - (eaten.get(price) ?? 0n)]
    }).filter(([price, quantity]) => price > 0n && quantity > 0n)
  }

  /** What people have resting on one side, the best price first, the oldest first within a price. */
  function resting(side: 'BUY' | 'SELL'): Order[] {
    const orders = open.filter((order) => order.side === side && order.working && order.price > 0n)
    const sign = side === 'BUY' ? -1 : 1
    return orders.sort((a, b) => (a.price === b.price ? a.workingTime - b.workingTime || a.id - b.id : a.price < b.price ? -sign : sign))
  }

  function fill(order: Order, price: bigint, quantity: bigint, maker: boolean): void {
    const { account } = order
    const value = valueOf(price, quantity)
    const base = balanceOf(account, symbol.base)
    const quote = balanceOf(account, symbol.quote)
    order.executed += quantity
    order.quote += value
    order.status = order.executed === order.quantity ? 'FILLED' : 'PARTIALLY_FILLED'
    order.updateTime = now()
    const rate = maker ? account.commission.maker : account.commission.taker
    const received = order.side === 'BUY' ? quantity : value
    const inOther = inFeeAsset(account, value, rate)
    const commission = inOther ?? (received * rate) / 100_000n
    if (order.side === 'BUY') {
      const released = lockedFor(order, quantity)
      order.locked -= released
      quote.locked -= released
      quote.free += released - value
      base.free += quantity - (inOther === undefined ? commission : 0n)
    } else {
      releaseSold(order, quantity)
      quote.free += value - (inOther === undefined ? commission : 0n)
    }
    if (inOther !== undefined) balanceOf(account, account.feeAsset).free -= commission
    const one: Fill = {
      id: nextTradeId(),
      price,
      quantity,
      commission,
      commissionAsset: inOther !== undefined ? account.feeAsset : order.side === 'BUY' ? symbol.base : symbol.quote,
      maker,
      time: now(),
    }
    order.fills.push(one)
    events.report(order, 'TRADE', one)
    if (order.status === 'FILLED') leave(order)
    // One leg of a list that begins to fill ends the other: the venue never lets both fill.
    if (order.list) endPartner(order)
  }

  /** The commission in the asset the account pays in, three quarters of the usual; undefined where it pays in none or has not enough of it. */
  function inFeeAsset(account: Account, value: bigint, rate: bigint): bigint | undefined {
    if (account.feeAsset === '') return undefined
    const commission = (value * rate * 3n * ONE) / (400_000n * indexOf(account.feeAsset, symbol.quote))
    return balanceOf(account, account.feeAsset).free < commission ? undefined : commission
  }

  /** Of what is set aside for a buy, the part that belongs to this much of it. */
  function lockedFor(order: Order, quantity: bigint): bigint {
    const left = remainingOf(order)
    return left === 0n ? order.locked : (order.locked * quantity) / (left + quantity)
  }

  /** Sold base leaves what was set aside, of the order or of the list it stands in for. */
  function releaseSold(order: Order, quantity: bigint): void {
    const holder = order.list?.orders.find(({ locked }) => locked > 0n) ?? order
    holder.locked -= quantity
    balanceOf(order.account, symbol.base).locked -= quantity
  }

  function leave(order: Order): void {
    const at = open.indexOf(order)
    if (at !== -1) open.splice(at, 1)
  }

  function endPartner(order: Order): void {
    const { list } = order
    if (!list) return
    const partner = list.orders.find((one) => one !== order)
    if (partner && isOpen(partner)) {
      // What was set aside for both goes on with the one that lives.
      if (partner.locked > 0n && isOpen(order)) {
        order.locked += partner.locked
        partner.locked = 0n
      }
      finish(partner, 'EXPIRED')
    }
    list.done = list.orders.every((one) => !isOpen(one))
  }

  function finish(order: Order, status: 'CANCELED' | 'EXPIRED' | 'REJECTED'): void {
    order.status = status
    order.updateTime = now()
    const balance = balanceOf(order.account, order.side === 'BUY' ? symbol.quote : symbol.base)
    balance.free += order.locked
    balance.locked -= order.locked
    order.locked = 0n
    leave(order)
    events.report(order, status)
  }

  /** Matches what takes against the best of what people and the house offer, price by price. */
  function take(order: Order): void {
    while (remainingOf(order) > 0n) {
      const buys = order.side === 'BUY'
      const [other] = resting(buys ? 'SELL' : 'BUY').filter((one) => one !== order)
      const [quoted] = house(buys ? 'ask' : 'bid')
      const otherIsBest = other && (!quoted || (buys ? other.price <= quoted[0] : other.price >= quoted[0]))
      const price = otherIsBest ? other.price : quoted?.[0]
      if (price === undefined || (order.price > 0n && (buys ? price > order.price : price < order.price))) return
      const most = otherIsBest ? remainingOf(other) : quoted![1]
      const quantity = most < remainingOf(order) ? most : remainingOf(order)
      if (otherIsBest) fill(other, price, quantity, true)
      else eaten.set(price, (eaten.get(price) ?? 0n) + quantity)
      fill(order, price, quantity, false)
      events.traded(symbol, price, quantity, now(), !buys)
    }
  }

  /** How much a taker could get at its limit: what fill-or-kill asks first. */
  function within(order: Order): bigint {
    const buys = order.side === 'BUY'
    const reaches = (price: bigint) => order.price === 0n || (buys ? price <= order.price : price >= order.price)
    const people = resting(buys ? 'SELL' : 'BUY').reduce((sum, one) => (reaches(one.price) ? sum + remainingOf(one) : sum), 0n)
    return house(buys ? 'ask' : 'bid').reduce((sum, [price, quantity]) => (reaches(price) ? sum + quantity : sum), people)
  }

  function work(order: Order): void {
    order.working = true
    order.workingTime = now()
    if (order.timeInForce === 'FOK' && within(order) < order.quantity) return finish(order, 'EXPIRED')
    take(order)
    if (!isOpen(order)) return
    // What takes does not rest.
    if (order.price === 0n || order.timeInForce !== 'GTC') finish(order, 'EXPIRED')
  }

  function trigger(): void {
    for (const order of open.slice()) {
      if (order.working || !isOpen(order) || !reached(order, last)) continue
      if (!events.triggers(order)) end(order, 'REJECTED')
      else {
        if (order.list) endPartner(order)
        work(order)
      }
    }
  }

  function end(order: Order, status: 'CANCELED' | 'REJECTED'): void {
    const partner = order.list?.orders.find((one) => one !== order)
    finish(order, status)
    if (partner && isOpen(partner)) finish(partner, status === 'REJECTED' ? 'EXPIRED' : status)
    if (order.list) order.list.done = true
  }

  return {
    symbol,
    get last() {
      return last
    },
    open,
    place(order) {
      open.push(order)
      events.report(order, 'NEW')
      if (!isStop(order)) work(order)
    },
    end,
    trade(price, quantity) {
      last = price
      eaten = new Map()
      let left = quantity
      for (const order of [...resting('BUY').filter((one) => one.price >= price), ...resting('SELL').filter((one) => one.price <= price)]) {
        if (left <= 0n || !isOpen(order)) continue
        const filled = left < remainingOf(order) ? left : remainingOf(order)
        // In whole lots, as every trade is.
        const lots = (filled / symbol.step) * symbol.step
        if (lots <= 0n) continue
        left -= lots
        fill(order, order.price, lots, true)
      }
      events.traded(symbol, price, quantity, now(), false)
      trigger()
    },
    best: () => ({ bid: bestOf('bid'), ask: bestOf('ask') }),
    depth(limit) {
      const side = (people: Order[], quotes: [bigint, bigint][], sign: 1 | -1): [bigint, bigint][] => {
        const levels = new Map<bigint, bigint>(quotes)
        for (const order of people) levels.set(order.price, (levels.get(order.price) ?? 0n) + remainingOf(order))
        return [...levels].sort(([a], [b]) => (a < b ? -sign : sign)).slice(0, limit)
      }
      return { bids: side(resting('BUY'), house('bid'), -1), asks: side(resting('SELL'), house('ask'), 1) }
    },
  }

  function bestOf(side: 'bid' | 'ask'): bigint {
    const [order] = resting(side === 'bid' ? 'BUY' : 'SELL')
    const [quoted] = house(side)
    if (!order) return quoted?.[0] ?? 0n
    if (!quoted) return order.price
    return side === 'bid' ? (order.price > quoted[0] ? order.price : quoted[0]) : order.price < quoted[0] ? order.price : quoted[0]
  }
}

/** Whether a stop's trigger is reached by the last price. */
export function reached({ type, side, stopPrice }: Pick<Order, 'type' | 'side' | 'stopPrice'>, last: bigint): boolean {
  const upwards = type.startsWith('STOP') === (side === 'BUY')
  return last > 0n && (upwards ? last >= stopPrice : last <= stopPrice)
}

/** Sets money aside for an order; false where there is not enough of it. */
export function setAside(account: Account, order: Order, price: bigint): boolean {
  const amount = order.side === 'BUY' ? valueOf(price, order.quantity) + (price % ONE === 0n ? 0n : 1n) : order.quantity
  const balance = balanceOf(account, order.side === 'BUY' ? order.symbol.quote : order.symbol.base)
  if (balance.free < amount) return false
  balance.free -= amount
  balance.locked += amount
  order.locked = amount
  return true
}
