import type { FillProfile } from '../../engine/protocol/profiles.ts'
import type { Ask, Decide, Denied, Enter, Market, Result, View } from './asks.ts'
import { accountScale, ceilDiv, ceilTimes, floorDiv, floorTimes, fraction, gridOf, ratio, type Fraction } from './exact.ts'
import { marketTicks, openLedger, type Booked } from './ledger.ts'
import { passBar, type Bar, type Working } from './matching.ts'
import { capOf, lotsForNotional, lotsForRisk } from './sizing.ts'

/**
 * Walks a strategy over bars, one at a time, as TRADING §3 and §4 tell it. All markets have one row per step;
 * `undefined` is a missing bar, which fills nothing.
 */
export function simulate(markets: readonly Market[], profile: FillProfile, capital: string, decide: Decide): Result {
  const scale = accountScale(markets.map(({ instrument }) => instrument))
  const grids = markets.map(({ instrument }) => gridOf(instrument, scale))
  const one = 10n ** BigInt(scale)
  const rates = markets.map(({ instrument }) => ({
    maker: fraction(profile.makerFee ?? instrument.fees.maker),
    taker: fraction(profile.takerFee ?? instrument.fees.taker),
    buyFeeInBase: profile.buyFeeInBase,
  }))
  const paid = fraction(capital)
  const ledger = openLedger((paid.over * one) / paid.under, grids, rates)
  const last: number[] = markets.map(() => 0)
  const orders: Working[][] = markets.map(() => [])
  const fills: Booked[] = []
  const denials: Denied[] = []
  const equity: bigint[] = []
  const openedAt: number[] = markets.map(() => -1)
  const closedAt: number[] = markets.map(() => Number.NEGATIVE_INFINITY)
  const lostAt: number[] = markets.map(() => Number.NEGATIVE_INFINITY)
  const losses: number[] = markets.map(() => 0)
  /** Opposite entries that wait for the next decision. */
  let waiting: Enter[] = []
  /** Per entry order: what it filled and the OCO group that guards it. */
  const guarded = new Map<number, { units: bigint; lots: number; tickLots: bigint; group: number; out: number }>()
  let sequence = 0
  let group = 0
  let cuts = 0
  let step = 0
  let peak = ledger.cash
  let dayStart = ledger.cash
  let day = Number.NEGATIVE_INFINITY
  const steps = Math.max(...markets.map(({ bars }) => bars.length))

  const feeInBase = (slot: number, side: 'buy' | 'sell') => side === 'buy' && profile.buyFeeInBase && !grids[slot].shortable
  const costOf = (slot: number, side: 'buy' | 'sell', lots: number, ticks: number, rate: Fraction): bigint => {
    const notional = grids[slot].notional(lots, ticks)
    return feeInBase(slot, side) ? notional : notional + ceilTimes(notional, rate)
  }
  /** Most n of 0 … upTo for which fits(n) holds; fits must hold for all smaller n too. */
  const most = (upTo: number, fits: (n: number) => boolean): number => {
    let [good, bad] = [0, upTo + 1]
    while (bad - good > 1) {
      const middle = Math.floor((good + bad) / 2)
      if (fits(middle)) good = middle
      else bad = middle
    }
    return good
  }

  const place = (
    order: Omit<Working, 'id' | 'asked' | 'reference' | 'fresh' | 'inside' | 'spent' | 'gone'>,
    during?: 'open' | 'inside',
  ): Working => {
    const placed: Working = {
      ...order,
      id: ++sequence,
      asked: order.lots,
      reference: last[order.slot],
      fresh: during === undefined,
      inside: during === 'inside' ? order.trigger : undefined,
      spent: false,
      gone: undefined,
    }
    orders[order.slot].push(placed)
    return placed
  }
  const end = (order: Working, how: Working['gone']): void => {
    order.gone = how
    orders[order.slot] = orders[order.slot].filter((other) => other !== order)
  }

  const plain = {
    limit: 0,
    trigger: 0,
    trail: 0,
    cap: 0,
    timeInForce: 'GTC',
    group: 0,
    node: '',
    guards: undefined,
    expires: Number.POSITIVE_INFINITY,
  } as const

  const deskOf = (slot: number, bar: Bar) => ({
    get orders() {
      return orders[slot]
    },
    position: () => ledger.lotsOf(slot),
    affordable: (order: Working, ticks: number, lots: number): number => {
      if (order.purpose !== 'increase') return Math.min(lots, Math.abs(ledger.lotsOf(slot)))
      const fit = most(lots, (n) => costOf(slot, order.side, n, ticks, rates[slot].taker) <= ledger.free(last))
      if (fit < lots && order.kind === 'market') cuts++
      return fit
    },
    ended: end,
    filled: (order: Working, lots: number, ticks: number, slippageTicks: number, taker: boolean, atOpen: boolean): void => {
      const before = ledger.lotsOf(slot)
      const unitsBefore = ledger.position(slot).units
      const time = atOpen ? bar.time : bar.end
      fills.push(
        ledger.book({
          slot,
          order: order.id,
          side: order.side,
          lots,
          ticks,
          slippageTicks,
          taker,
          step,
          atOpen,
          time,
          signal: order.signal,
        }),
      )
      last[slot] = marketTicks(fills.at(-1)!)
      if (order.lots === 0) end(order, 'filled')
      const after = ledger.lotsOf(slot)
      if (before === 0 && after !== 0) openedAt[slot] = step
      if (before !== 0 && after === 0) closed(slot)
      for (const [entry, known] of guarded) {
        if (order.group === 0 || known.group !== order.group) continue
        known.out += lots
        // Its protection has spoken: the rest of the entry is not wanted any more.
        for (const rest of working(slot, 'increase').filter(({ id }) => id === entry)) end(rest, 'canceled')
      }
      for (const leg of orders[slot]) {
        if (order.group === 0 || leg.group !== order.group || leg === order) continue
        leg.lots -= lots
        if (leg.lots <= 0) end(leg, 'canceled')
      }
      if (after === 0) for (const leg of orders[slot].filter(({ purpose }) => purpose === 'protect')) end(leg, 'canceled')
      if (order.purpose === 'increase' && order.guards && after !== 0) {
        const gained = ledger.position(slot).units - unitsBefore
        guard(order, gained < 0n ? -gained : gained, lots, ticks, atOpen ? 'open' : 'inside')
      }
      look()
    },
  })

  const closed = (slot: number): void => {
    closedAt[slot] = step
    const { profit } = ledger.trades.at(-1)!
    if (profit < 0n) {
      lostAt[slot] = step
      losses[slot]++
    } else if (profit > 0n) losses[slot] = 0
  }

  /** Equity after a close or a fill: the peak. */
  const look = (): void => {
    const now = ledger.equity(last)
    if (now > peak) peak = now
  }

  /** Stop, target and trail behind what an entry has filled so far, as one OCO group; distances from its average price. */
  const guard = (entry: Working, units: bigint, lots: number, ticks: number, during: 'open' | 'inside'): void => {
    const known = guarded.get(entry.id) ?? { units: 0n, lots: 0, tickLots: 0n, group: ++group, out: 0 }
    guarded.set(entry.id, known)
    known.units += units
    known.lots += lots
    known.tickLots += BigInt(lots) * BigInt(ticks)
    for (const leg of orders[entry.slot].filter((order) => order.group === known.group)) end(leg, 'canceled')
    const left = Number(known.units / grids[entry.slot].lotUnits) - known.out
    if (left <= 0) return
    const long = entry.side === 'buy'
    const { stop, target, trail } = entry.guards!
    const [sum, count] = [known.tickLots, BigInt(known.lots)]
    // Away from the market for a trigger, never worse than asked for a limit.
    const below = (by: number) => Number(long ? floorDiv(sum, count) : ceilDiv(sum, count)) + (long ? -by : by)
    const above = (by: number) => Number(long ? ceilDiv(sum, count) : floorDiv(sum, count)) + (long ? by : -by)
    const leg = {
      ...plain,
      slot: entry.slot,
      side: long ? ('sell' as const) : ('buy' as const),
      lots: left,
      purpose: 'protect' as const,
      group: known.group,
      node: entry.node,
    }
    if (stop) place({ ...leg, kind: 'stop', trigger: 'price' in stop ? stop.price : below(stop.distance), signal: 'stop' }, during)
    if (trail && 'distance' in trail)
      place({ ...leg, kind: 'trailing-stop', trigger: below(trail.distance), trail: trail.distance, signal: 'trail' }, during)
    if (target) place({ ...leg, kind: 'limit', limit: 'price' in target ? target.price : above(target.distance), signal: 'target' }, during)
  }

  const deny = (slot: number, code: string, signal: string, time: number) => void denials.push({ time, slot, code, signal })

  const working = (slot: number, purpose: Working['purpose']) => orders[slot].filter((order) => order.purpose === purpose)

  const exit = (ask: Extract<Ask, { act: 'exit' }>): boolean => {
    const { slot } = ask
    const held = ledger.lotsOf(slot)
    const speaks = held !== 0 && (!ask.side || ask.side === 'any' || (ask.side === 'long') === held > 0)
    if (!speaks) return false
    const leaving = working(slot, 'reduce').reduce((sum, { lots }) => sum + lots, 0)
    const lots = Math.min(ask.lots ?? Math.abs(held), Math.abs(held) - leaving)
    const whole = leaving + lots === Math.abs(held)
    const side = held > 0 ? 'sell' : 'buy'
    const smaller = release(slot, lots)
    if (whole) for (const entry of working(slot, 'increase')) if (entry.side !== side) end(entry, 'canceled')
    if (lots > 0) place({ ...plain, slot, side, kind: 'market', lots, purpose: 'reduce', signal: ask.signal, node: ask.node ?? '' })
    for (const leg of smaller) place(leg)
    return true
  }

  /** Protection makes room for an exit, the oldest first. Answers with what is to stand afterwards. */
  const release = (slot: number, lots: number): readonly Working[] => {
    const smaller: Working[] = []
    const free = Math.abs(ledger.lotsOf(slot)) - working(slot, 'reduce').reduce((sum, order) => sum + order.lots, 0)
    const groups = [...new Set(working(slot, 'protect').map((leg) => leg.group))].sort((a, b) => a - b)
    const held = (of: number) =>
      Math.max(
        ...working(slot, 'protect')
          .filter((leg) => leg.group === of)
          .map((leg) => leg.lots),
      )
    let much = groups.reduce((sum, of) => sum + held(of), 0) - (free - lots)
    for (const of of groups) {
      const less = Math.min(much, held(of))
      if (less <= 0) break
      much -= less
      for (const known of guarded.values()) if (known.group === of) known.out += less
      for (const leg of working(slot, 'protect').filter((other) => other.group === of)) {
        // A smaller order takes the place of the old one, behind the exit it makes room for.
        end(leg, 'canceled')
        if (leg.lots > less) smaller.push({ ...leg, lots: leg.lots - less, gone: undefined })
      }
    }
    return smaller
  }

  const enter = (ask: Enter, time: number): void => {
    const { slot, side, signal, kind = 'market', limit = 0, trigger = 0, trail = 0, additions = 0, node = '' } = ask
    let { lots } = ask
    const grid = grids[slot]
    const held = ledger.lotsOf(slot)
    const buy = side === 'long'
    const against = held !== 0 && held > 0 !== buy
    const opposite = working(slot, 'increase').filter((order) => (order.side === 'buy') !== buy)
    if (side === 'short' && !grid.shortable) return deny(slot, 'SHORT_ON_SPOT', signal, time)
    if (against || opposite.length > 0) {
      waiting = waiting.filter((other) => other.slot !== slot)
      if (against) exit({ act: 'exit', slot, signal })
      for (const order of opposite) end(order, 'canceled')
      if (!ask.reverse) {
        waiting.push(ask)
        return
      }
    }
    if (ask.replace)
      for (const order of working(slot, 'increase').filter((other) => other.node === node)) {
        lots -= order.asked - order.lots
        end(order, 'canceled')
      }
    const joined =
      (held === 0 || against ? 0 : (ledger.position(slot).trade?.entries ?? 0)) +
      working(slot, 'increase').filter(({ fresh, asked, lots: left }) => fresh || asked === left).length
    if (joined > additions) return deny(slot, 'ALREADY_IN', signal, time)
    const price = kind === 'limit' || kind === 'stop-limit' ? limit : kind === 'stop' ? trigger : last[slot]
    if (lots < grid.leastLots || grid.notional(lots, price) < grid.leastNotional) return deny(slot, 'FILTERS', signal, time)
    // A limit needs its whole cost; what can be cut at the fill must at least bear the smallest order now.
    const locked = orders
      .flat()
      .reduce((sum, order) => (order.purpose === 'increase' && order.kind !== 'market' ? sum + lockOf(order) : sum), 0n)
    const least = limit > 0 ? lots : grid.leastLots
    if (costOf(slot, buy ? 'buy' : 'sell', least, price, rates[slot].taker) > ledger.free(last) - locked)
      return deny(slot, 'BALANCE', signal, time)
    const caps = kind === 'market' ? [ask.maxSlippage, profile.marketCap].filter((part) => part !== undefined && part !== null) : []
    place({
      ...plain,
      slot,
      side: buy ? 'buy' : 'sell',
      kind,
      lots,
      limit,
      trigger: kind === 'trailing-stop' ? last[slot] + (buy ? trail : -trail) : trigger,
      trail,
      cap: caps.length === 0 ? 0 : capOf(last[slot], Math.min(...caps), buy),
      timeInForce: ask.timeInForce ?? 'GTC',
      purpose: 'increase',
      signal,
      node,
      guards: ask.guards,
      expires: ask.expiresAfter === undefined ? Number.POSITIVE_INFINITY : step + ask.expiresAfter,
    })
  }

  const lockOf = (order: Working): bigint =>
    costOf(order.slot, order.side, order.lots, order.limit || order.trigger, rates[order.slot].taker)

  const view: View = {
    get equity() {
      return ledger.equity(last)
    },
    get cash() {
      return ledger.cash
    },
    one,
    position: (slot) => ledger.lotsOf(slot),
    entryTicks: (slot) => {
      const { entered, weight } = ledger.position(slot)
      return ledger.lotsOf(slot) === 0 ? Number.NaN : Number(entered) / (weight * Number(grids[slot].tickLotUnits))
    },
    entries: (slot) => (ledger.lotsOf(slot) === 0 ? 0 : (ledger.position(slot).trade?.entries ?? 0)),
    barsHeld: (slot) => (ledger.lotsOf(slot) === 0 ? 0 : step - openedAt[slot]),
    barsSinceExit: (slot) => step - closedAt[slot],
    barsSinceLoss: (slot) => step - lostAt[slot],
    lossStreak: (slot) => losses[slot],
    get peak() {
      return peak
    },
    get dayStart() {
      return dayStart
    },
    get exposure() {
      const positions = markets.reduce((sum, _, slot) => {
        const worth = ledger.markOf(slot, last[slot])
        return sum + (worth < 0n ? -worth : worth)
      }, 0n)
      return orders.flat().reduce((sum, order) => {
        if (order.purpose !== 'increase') return sum
        return sum + grids[order.slot].notional(order.lots, order.limit || order.trigger || order.reference)
      }, positions)
    },
    lastTicks: (slot) => last[slot],
    working: (slot) => orders[slot],
    grid: (slot) => grids[slot],
    lotsForNotional: (slot, units) => lotsForNotional(units, grids[slot].notional(1, last[slot]), rates[slot].taker, profile),
    lotsForRisk: (slot, units, distance) => {
      const [loss, worth] = [grids[slot].notional(1, distance), grids[slot].notional(1, last[slot])]
      return lotsForRisk(units, loss, worth, rates[slot].taker, profile)
    },
    share: (units, part) => floorTimes(units, ratio(part)),
  }

  for (step = 0; step < steps; step++) {
    const time = Math.max(...markets.map(({ bars }) => bars[step]?.end ?? 0))
    const today = Math.floor((time - 1) / 86_400_000)
    if (today !== day) {
      day = today
      dayStart = ledger.equity(last)
    }
    markets.forEach(({ bars }, slot) => {
      const bar = bars[step]
      if (!bar) return
      passBar(bar, deskOf(slot, bar), profile)
      last[slot] = bar.close
    })
    look()
    for (const order of orders.flat()) if (order.expires <= step) end(order, 'expired')
    const due = waiting
    waiting = []
    for (const ask of due) {
      const held = ledger.lotsOf(ask.slot)
      if (held !== 0 && held > 0 !== (ask.side === 'long')) waiting.push(ask)
      else enter(ask, time)
    }
    const leaving = new Set<string>()
    const asks: Ask[] = []
    decide(step, view, (ask) => asks.push(ask))
    for (const ask of asks) {
      if (ask.act === 'refuse') deny(ask.slot, ask.code, ask.signal, time)
      else if (ask.act === 'cancel') {
        if (ask.which !== 'exits') for (const order of working(ask.slot, 'increase')) end(order, 'canceled')
        if (ask.which !== 'entries') for (const order of working(ask.slot, 'reduce')) end(order, 'canceled')
      } else if (ask.act === 'exit') {
        const side = ledger.lotsOf(ask.slot) > 0 ? 'long' : 'short'
        if (exit(ask)) leaving.add(`${ask.slot} ${side}`)
      } else if (leaving.has(`${ask.slot} ${ask.side}`)) deny(ask.slot, 'ALREADY_IN', ask.signal, time)
      else enter(ask, time)
    }
    if (profile.market === 'close')
      markets.forEach(({ bars }, slot) => {
        const bar = bars[step]
        if (!bar || !orders[slot].some(({ kind }) => kind === 'market')) return
        const resting = orders[slot].filter(({ kind }) => kind !== 'market')
        orders[slot] = orders[slot].filter(({ kind }) => kind === 'market')
        const close = { ...bar, time: bar.end, open: bar.close, high: bar.close, low: bar.close }
        passBar(close, deskOf(slot, close), profile)
        orders[slot] = [...resting, ...orders[slot]]
      })
    equity.push(ledger.equity(last))
  }
  step = steps - 1
  closeAll()
  return {
    scale,
    fills,
    trades: ledger.trades,
    open: ledger.open(last, markets.at(0)!.bars.at(-1)?.end ?? 0, steps - 1),
    equity,
    denials,
    orders: sequence,
    cuts,
    ledger,
  }

  /** Closes what is open at the end, where the profile says so (reading F16). */
  function closeAll(): void {
    if (profile.closeAtEnd === 'mark') return
    markets.forEach(({ bars }, slot) => {
      const bar = bars[step]
      const held = ledger.lotsOf(slot)
      if (!bar || held === 0) return
      const atOpen = profile.closeAtEnd === 'last-open'
      const fill = {
        slot,
        order: ++sequence,
        side: held > 0 ? ('sell' as const) : ('buy' as const),
        lots: Math.abs(held),
        ticks: atOpen ? bar.open : bar.close,
        slippageTicks: 0,
        taker: true,
        step,
        atOpen,
        time: atOpen ? bar.time : bar.end,
        signal: 'end',
      }
      fills.push(ledger.book(fill))
      ledger.trades.at(-1)!.lastStep = steps
      last[slot] = bar.close
    })
    equity[step] = ledger.equity(last)
  }
}
