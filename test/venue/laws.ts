import type { OrderFact } from '../../engine/protocol/orders.ts'
import { fillsOf, type Fill, type Log, type Placed } from './play.ts'

/** What must hold of every play: each law answers with what breaks it, in words; nothing when it holds. */
export type Law = (log: Log) => string[]

const signOf = (side: 'buy' | 'sell') => (side === 'buy' ? 1 : -1)
const isEnd = ({ kind }: OrderFact) => kind === 'canceled' || kind === 'expired' || kind === 'rejected'
const through = ({ script }: Log) => (script.profile.limit === 'through' ? 1 : 0)
const show = ({ trade, step, when }: Fill) => `order ${trade.sequence}, ${trade.lots}@${trade.ticks} in step ${step} (${when})`

function grouped<T, K>(all: readonly T[], key: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const one of all) groups.set(key(one), [...(groups.get(key(one)) ?? []), one])
  return groups
}

const lotsOf = (fills: readonly Fill[]) => fills.reduce((sum, { trade }) => sum + trade.lots, 0)

/** Orders that work when a step begins, with the facts told of them so far. */
function workingAt({ placed, told }: Log, step: number): Placed[] {
  return [...placed.values()].filter(({ order, step: since, when }) => {
    if (since > step || (since === step && when !== 'before')) return false
    const before = told.filter(({ fact, step: at, when: then }) => fact.sequence === order.sequence && (at < step || then === 'before'))
    const filled = before.reduce((sum, { fact }) => (fact.kind === 'trade' ? sum + fact.lots : sum), 0)
    return filled < order.lots && !before.some(({ fact }) => isEnd(fact))
  })
}

/** T-FILL-VOLUME. */
const withinVolume: Law = (log) => {
  const { volumeShare } = log.script.profile
  if (volumeShare >= 1) return []
  return [...grouped(fillsOf(log), ({ step }) => step).values()]
    .filter((fills) => lotsOf(fills) * 1_000 > fills[0].bar.volume * Math.round(volumeShare * 1_000))
    .map((fills) => `${lotsOf(fills)} lots of ${fills[0].bar.volume} in step ${fills[0].step}`)
}

/** No order fills twice, or beyond its lots, or after its end; an OCO group of guards no more than one leg. */
const fillsOnce: Law = (log) => {
  const wrong: string[] = []
  const ids = new Set<string>()
  for (const [sequence, facts] of grouped(log.told, ({ fact }) => fact.sequence)) {
    const end = facts.findIndex(({ fact }) => isEnd(fact))
    if (end >= 0 && end < facts.length - 1) wrong.push(`order ${sequence}: ${facts[end + 1].fact.kind} after its end`)
    let filled = 0
    for (const { fact } of facts) {
      if (fact.kind !== 'trade') continue
      if (ids.has(fact.tradeId)) wrong.push(`trade ${fact.tradeId} told twice`)
      if (fact.lots <= 0) wrong.push(`trade ${fact.tradeId} of ${fact.lots} lots`)
      ids.add(fact.tradeId)
      filled += fact.lots
    }
    const { lots } = log.placed.get(sequence)!.order
    if (filled > lots) wrong.push(`order ${sequence} filled ${filled} of ${lots}`)
    if (filled === lots && facts.some(({ fact }) => isEnd(fact))) wrong.push(`order ${sequence} ended though it had filled`)
  }
  for (const [group, fills] of grouped(fillsOf(log), ({ order }) => order.group)) {
    if (group.startsWith('guard') && lotsOf(fills) > fills[0].order.lots) wrong.push(`${group} filled ${lotsOf(fills)}`)
  }
  return wrong
}

/** T-FILL-LIMIT, T-FILL-STOP, T-FILL-SLIP: no price better than bar, limit, trigger or cap allow. */
const withinPrices: Law = (log) =>
  fillsOf(log).flatMap((fill) => {
    const { trade, order, bar, step, when } = fill
    const sign = signOf(order.side)
    const raw = trade.ticks - sign * trade.slippageTicks
    const reasons: string[] = []
    if (raw < bar.low || raw > bar.high) reasons.push('outside the bar')
    if (trade.slippageTicks < 0 || (trade.liquidity === 'maker' && trade.slippageTicks !== 0)) reasons.push('slippage')
    if (order.limitTicks > 0 && sign * trade.ticks > sign * order.limitTicks) reasons.push('worse than its limit')
    if (order.capTicks > 0 && order.purpose === 'increase' && sign * trade.ticks > sign * order.capTicks) reasons.push('beyond its cap')
    if (trade.liquidity === 'maker') {
      const extreme = when === 'open' ? bar.open : sign > 0 ? bar.low : bar.high
      if (sign * extreme > sign * order.limitTicks - through(log)) reasons.push('not traded through')
      if (when === 'path' && trade.ticks !== order.limitTicks) reasons.push('not at its limit')
    }
    const fired = log.told.some(({ fact, step: at }) => fact.kind === 'triggered' && fact.sequence === order.sequence && at === step)
    if (order.type === 'stop' && fired && sign * raw < sign * order.triggerTicks) reasons.push('better than its trigger')
    if (order.type === 'market' && log.placed.get(order.sequence)!.when === 'before' && raw !== bar.open) reasons.push('not at an open')
    return reasons.map((reason) => `${show(fill)}: ${reason}`)
  })

/** T-FILL-FEES. */
const paysFees: Law = (log) =>
  fillsOf(log).flatMap((fill) => {
    const { trade, order, when, step } = fill
    const { step: since, when: then } = log.placed.get(order.sequence)!
    const rests = order.type === 'limit' && (when === 'path' || since < step) && then === 'before' && metBefore(log, since, step, when)
    const expected =
      order.type === 'limit'
        ? rests
          ? 'maker'
          : then === 'before'
            ? 'taker'
            : trade.liquidity
        : order.type === 'stop-limit'
          ? trade.liquidity
          : 'taker'
    const inUnits = BigInt(trade.lots) * BigInt(trade.ticks) * 100_000_000n
    const fee = (inUnits + 999n) / 1_000n
    const half = (inUnits + 1_999n) / 2_000n
    const wrong = trade.liquidity !== expected || BigInt(trade.fee) !== (trade.liquidity === 'taker' ? fee : half)
    return wrong ? [`${show(fill)}: fee ${trade.fee} as ${trade.liquidity}`] : []
  })

/** Whether an order placed before step `since` met a price before this one: bars without volume say nothing. */
function metBefore({ script }: Log, since: number, step: number, when: string): boolean {
  const speaks = (index: number) => script.profile.volumeShare >= 1 || script.steps[index].bar.volume > 0
  if (when === 'path' && speaks(step)) return true
  for (let index = since; index < step; index++) if (speaks(index)) return true
  return false
}

/** T-FILL-SAMEBAR: what a position grew by inside a bar is not closed better inside it. */
const noBetterInside: Law = (log) => {
  const wrong: string[] = []
  for (const fills of grouped(fillsOf(log), ({ step }) => step).values()) {
    let grown: { ticks: number; lots: number }[] = []
    let closed: { ticks: number; lots: number }[] = []
    let free = Math.abs(fills[0].held)
    for (const fill of fills) {
      const { trade, order, held, when } = fill
      const sign = signOf(order.side)
      const closing = sign * held < 0 ? Math.min(trade.lots, Math.abs(held)) : 0
      if (closing > 0) {
        closed.push({ ticks: trade.ticks, lots: closing })
        // Each closing sale needs lots held before, or bought at no lower a price; the dearest sales are the hardest to match.
        for (const { ticks: at } of closed) {
          const sold = closed.reduce((sum, part) => (sign * part.ticks <= sign * at ? sum + part.lots : sum), 0)
          const bought = grown.reduce((sum, part) => (sign * part.ticks <= sign * at ? sum + part.lots : sum), 0)
          if (sold > free + bought) wrong.push(`${show(fill)}: closes better than it was opened`)
        }
      }
      if (closing === Math.abs(held) && closing > 0) [grown, closed, free] = [[], [], 0]
      const opening = trade.lots - closing
      if (opening > 0 && when === 'path') grown.push({ ticks: trade.ticks, lots: opening })
      else free += opening
    }
  }
  return wrong
}

/** T-FILL-SAMEBAR: a stop placed inside a bar fires if an extreme reaches it; a target placed inside waits; stop before target. */
const stopsFirst: Law = (log) => {
  const wrong: string[] = []
  for (const { order, step, when } of log.placed.values()) {
    if (order.purpose !== 'protect' || when !== 'path') continue
    const { low, high } = log.script.steps[step].bar
    const own = log.told.filter(({ fact, step: at }) => fact.sequence === order.sequence && at === step)
    const reached = order.side === 'sell' ? low <= order.triggerTicks : high >= order.triggerTicks
    if (order.type === 'limit') {
      if (own.some(({ fact }) => fact.kind === 'trade')) wrong.push(`target ${order.sequence} filled in the bar it was placed in`)
    } else if (reached && !own.some(({ fact }) => fact.kind === 'triggered' || isEnd(fact))) {
      wrong.push(`stop ${order.sequence} placed inside step ${step} was reached and did not fire`)
    }
  }
  for (const [index, told] of log.told.entries()) {
    const target = log.placed.get(told.fact.sequence)!.order
    if (told.fact.kind !== 'trade' || told.when !== 'path' || target.type !== 'limit' || !target.group.startsWith('guard')) continue
    for (const { order } of log.placed.values()) {
      if (order.group !== target.group || order.type !== 'stop') continue
      if (log.told.slice(0, index).some(({ fact }) => fact.sequence === order.sequence && (fact.kind === 'triggered' || isEnd(fact))))
        continue
      const { low, high } = log.script.steps[told.step].bar
      if (order.side === 'sell' ? low <= order.triggerTicks : high >= order.triggerTicks)
        wrong.push(`target ${target.sequence} filled before stop ${order.sequence} in step ${told.step}`)
    }
  }
  return wrong
}

/** T-FILL-NEXT and T-FILL-ORDER: what was decided before a bar meets its open first, reductions before the rest, each by sequence. */
const inOrder: Law = (log) => {
  const wrong: string[] = []
  for (const [step, told] of grouped(log.told, (one) => one.step)) {
    const { time, end } = log.script.steps[step].bar
    const [first, last] = [told.findIndex(({ when }) => when === 'path'), told.findLastIndex(({ when }) => when === 'open')]
    if (first >= 0 && first < last) wrong.push(`step ${step}: the open after the path`)
    for (const { fact, when } of told) {
      // An order withdrawn before its time carries its own.
      if (fact.kind === 'canceled') continue
      if (when !== 'before' && log.placed.get(fact.sequence)!.step > step) wrong.push(`order ${fact.sequence} met step ${step}`)
      if (when === 'open' && fact.time !== time) wrong.push(`order ${fact.sequence}: time of an open`)
      if (when === 'path' && fact.time !== end) wrong.push(`order ${fact.sequence}: time of a close`)
    }
    const atOpen = told
      .filter(({ fact, when }) => fact.kind === 'trade' && when === 'open' && log.placed.get(fact.sequence)!.when === 'before')
      .map(({ fact }) => log.placed.get(fact.sequence)!.order)
    for (let i = 1; i < atOpen.length; i++) {
      const rank = ({ purpose, sequence }: (typeof atOpen)[number]) => (purpose === 'increase' ? 1e9 : 0) + sequence
      if (atOpen[i].sequence !== atOpen[i - 1].sequence && rank(atOpen[i]) < rank(atOpen[i - 1]))
        wrong.push(`step ${step}: ${atOpen[i].sequence} late`)
    }
  }
  return wrong
}

/** T-FILL-PATH: under `adverse-first` a long position sees the low before the high, a short one the high before the low. */
const adverseFirst: Law = (log) => {
  if (log.script.profile.path === 'nearest-first') return []
  return [...grouped(fillsOf(log), ({ step }) => step)].flatMap(([step, fills]) => {
    const { open, close } = fills[0].bar
    const onPath = fills.filter(({ when, order }) => when === 'path' && log.placed.get(order.sequence)!.when === 'before')
    if (onPath.length === 0) return []
    const side = Math.sign(onPath[0].held)
    const levels = onPath.map(({ trade, order }) => trade.ticks - signOf(order.side) * trade.slippageTicks)
    const favourable = levels.findIndex((level) => side * level > side * open)
    if (side === 0 || onPath[0] !== fills.find(({ when }) => when === 'path') || favourable < 0) return []
    const adverse = levels.slice(favourable).some((level) => side * level < side * open && side * level < side * close)
    return adverse ? [`step ${step}: ${levels.join(', ')} for a position of ${onPath[0].held}`] : []
  })
}

/** IOC and FOK meet one price, FOK whole; post-only never takes. */
const timeInForce: Law = (log) =>
  [...grouped(fillsOf(log), ({ order }) => order.sequence).values()].flatMap((fills) => {
    const [{ order }] = fills
    if (order.timeInForce === 'PO')
      return fills.filter(({ trade }) => trade.liquidity === 'taker').map((fill) => `${show(fill)}: post-only took`)
    // What an OCO partner filled is taken off, so that less may be the whole.
    if (order.timeInForce === 'GTC' || order.group !== '') return []
    const whole = lotsOf(fills) === order.lots
    return fills.length > 1 || (order.timeInForce === 'FOK' && !whole) ? [`${show(fills[0])}: ${order.timeInForce} of ${order.lots}`] : []
  })

/** What the bar certainly reaches does not wait: stops fire, and with volume to spare resting limits of a growing position fill. */
const nothingMissed: Law = (log) =>
  log.script.steps.flatMap(({ bar }, step) => {
    const { volumeShare } = log.script.profile
    if (bar.volume === 0 && volumeShare < 1) return []
    const here = log.told.filter((one) => one.step === step && one.when !== 'before')
    const fills = fillsOf({ ...log, told: here })
    return workingAt(log, step).flatMap(({ order }) => {
      const sign = signOf(order.side)
      const own = log.told.filter(({ fact }) => fact.sequence === order.sequence)
      const now = here.some(
        ({ fact }) => fact.sequence === order.sequence && (fact.kind === 'triggered' || fact.kind === 'trade' || isEnd(fact)),
      )
      const fired = own.some(({ fact, step: at }) => fact.kind === 'triggered' && at < step)
      if (now || fired) return []
      if (order.type === 'stop' || order.type === 'stop-limit') {
        const reached = sign > 0 ? bar.high >= order.triggerTicks : bar.low <= order.triggerTicks
        return reached ? [`stop ${order.sequence} was reached in step ${step} and did not fire`] : []
      }
      const lonely =
        order.group === '' && order.purpose === 'increase' && fills.every((fill) => fill.order.side === order.side) && volumeShare >= 1
      if (order.type !== 'limit' || !lonely) return []
      const crossed = sign * (sign > 0 ? bar.low : bar.high) <= sign * order.limitTicks - through(log)
      return crossed ? [`limit ${order.sequence} was traded through in step ${step} and did not fill`] : []
    })
  })

export const laws = {
  withinVolume,
  fillsOnce,
  withinPrices,
  paysFees,
  noBetterInside,
  stopsFirst,
  inOrder,
  adverseFirst,
  timeInForce,
  nothingMissed,
} as const
