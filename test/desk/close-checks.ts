import fc from 'fast-check'
import { expect } from 'vitest'
import type { Desk, DeskConfig, VenueSupport } from '../../engine/desk/contract.ts'
import { createDesk } from '../../engine/desk/desk.ts'
import { honestBar1 } from '../../engine/protocol/profiles.ts'
import type { OrderRequest, Protection } from '../../nodes/define/trade.ts'
import { enter, exit, margin, plain } from './kit.ts'
import { createRandomVenue, type Linked } from './random-venue.ts'

/** What a run of random events met, so that a property can say its cases were not empty. */
export type Met = {
  fills: number
  exits: number
  protectiveFills: number
  resting: number
  partial: number
  shorts: number
  resized: number
  /** Orders that a price reached while they were watched by the desk: at the market, and at their limit. */
  firedStops?: number
  firedLimits?: number
}

/** The venue, and what the desk is told of it. */
export type AtVenue = { readonly linked: Linked; readonly venue?: VenueSupport }

export type MakeDesk = (config: DeskConfig) => Desk

const tape = fc.array(fc.nat({ max: 1_000_000 }), { minLength: 60, maxLength: 300 })
export const setting = fc.record({ short: fc.boolean(), fees: fc.boolean(), tape })

/**
 * T-CLOSE under any stream of signals, fills, late cancels and expiries: Σ over OCO groups of the largest leg, with the
 * exits on their way, is never more than the position; cash is never negative; and once all cancels are answered a flat
 * position has no live order that closes, and a guarded one is guarded whole.
 */
export function closesAtMostWhatIsHeld(
  make: MakeDesk = (config) => createDesk(config),
  numRuns = 400,
  at: AtVenue = { linked: 'all' },
): Met {
  const met: Met = { fills: 0, exits: 0, protectiveFills: 0, resting: 0, partial: 0, shorts: 0, resized: 0 }
  fc.assert(
    fc.property(setting, (one) => runOne(make, one, met, at)),
    { numRuns },
  )
  return met
}

/** One run over a tape of numbers: the same tape and desk, the same run. */
export function runOne(
  make: MakeDesk,
  { short, fees, tape: numbers }: { short: boolean; fees: boolean; tape: readonly number[] },
  met: Met,
  { linked, venue: support }: AtVenue = { linked: 'all' },
): void {
  const plainly = short ? margin : plain
  const base = { ...plainly, slots: plainly.slots.map((slot) => ({ ...slot, ...(support && { venue: support }) })) }
  const desk = make({ ...base, fillProfile: { ...base.fillProfile, buyFeeInBase: fees && !short } })
  let at = 0
  const pick = (n: number) => numbers[at++ % numbers.length] % n
  let ticks = 10_000
  const price = () => ticks
  const venue = createRandomVenue(desk, pick, price, fees && !short ? honestBar1.slippageBps : 0, linked)
  venue.watch(() => look(desk, venue))
  venue.mark(ticks)

  let step = 0
  while (at < numbers.length) {
    // A venue whose legs are watched by the desk sees more prices.
    switch (pick(support ? 11 : 8)) {
      case 0:
      case 1: {
        venue.pass(60_000)
        venue.send({ kind: 'step', time: venue.time, step: ++step })
        const { request } = draw(pick, short, step)
        if (request.intent.signal.action === 'exit') met.exits++
        venue.send({ kind: 'request', time: venue.time, request })
        break
      }
      case 2:
      case 8:
      case 9:
        ticks = 9_000 + pick(2_000)
        venue.mark(ticks)
        break
      case 3:
        venue.endOne(pick(4) === 0)
        break
      case 4: {
        const { time } = venue
        const odd = pick(12)
        if (odd === 0) venue.send({ kind: 'cancel', time, request: { node: 'c', slot: 'main', which: 'all', reason: '' } })
        else if (odd === 1) venue.send({ kind: 'operator', time, act: 'reconcile' })
        else if (odd === 2) venue.send({ kind: 'operator', time, act: 'halt' })
        else if (odd < 6) venue.send({ kind: 'operator', time, act: 'release' })
        break
      }
      default:
        venue.fillOne()
    }
  }
  for (const fill of desk.fills) {
    met.fills++
    if (fill.kind !== 'trade') continue
  }
  for (const order of desk.orders()) {
    if (order.purpose === 'protect' && order.filledLots > 0) met.protectiveFills++
    if (order.purpose === 'protect' && order.state === 'canceled' && order.filledLots === 0) met.resized++
    if (order.purpose === 'reduce' && order.type === 'limit') met.resting++
    if (order.filledLots > 0 && order.filledLots < order.lots) met.partial++
    if (support && order.purpose === 'protect' && order.type === 'market') met.firedStops = (met.firedStops ?? 0) + 1
    if (support && order.purpose !== 'increase' && order.timeInForce === 'IOC') met.firedLimits = (met.firedLimits ?? 0) + 1
    if (order.purpose === 'increase' && order.side === 'sell' && order.filledLots > 0) met.shorts++
  }
  settle(desk, venue)
}

function draw(pick: (n: number) => number, short: boolean, step: number): { readonly request: OrderRequest } {
  const side = short && pick(2) === 0 ? 'short' : 'long'
  const signal = `s${step}`
  const lots = 1 + pick(pick(2) === 0 ? 4 : 40)
  if (pick(5) < 2) {
    const kind = pick(4)
    if (kind === 0)
      return { request: exit('any', lots, { signal, type: 'limit', limit: 10_500, node: 'limit exit', replace: pick(2) === 0 }) }
    if (kind === 1) return { request: exit('any', lots, { signal, type: 'limit', limit: 9_500, expiresAfter: 2, node: 'other exit' }) }
    return { request: exit('any', pick(2) === 0 ? 1_000 : lots, { signal }) }
  }
  const protections: (Protection | undefined)[] = [
    undefined,
    { stop: { ticks: 300 } },
    { stop: { ticks: 300 }, target: { distance: 400 } },
    { trail: { ticks: 200 }, target: { ticks: 900 } },
  ]
  const protection = protections[pick(protections.length)]
  return {
    request: enter(side, lots, {
      signal,
      additions: pick(4),
      reverse: pick(2) === 0,
      replace: pick(3) === 0,
      ...(protection && { protection }),
    }),
  }
}

function look(desk: Desk, venue: ReturnType<typeof createRandomVenue>): void {
  const held = Math.trunc(venue.milliLots / 1000)
  const groups = new Map<string, number>()
  let closing = 0
  for (const { order, list, remaining } of venue.live) {
    if (order.purpose === 'increase') continue
    if (order.side !== (held > 0 ? 'sell' : 'buy')) throw new Error(`order ${order.sequence} closes the wrong way`)
    if (list === '') closing += remaining
    else groups.set(list, Math.max(groups.get(list) ?? 0, remaining))
  }
  for (const lots of groups.values()) closing += lots
  // Looked at after every event: plain comparisons, because an assertion library would take most of the time.
  if (closing > Math.abs(held)) throw new Error(`${closing} lots are being closed of ${Math.abs(held)} held`)
  const told = desk.account.slot('main').positionLots
  if (told !== held && !venue.isTelling) throw new Error(`the desk says ${told} lots, the venue ${held}`)
  if (desk.account.cash < 0) throw new Error(`cash is ${desk.account.cash}`)
}

/** All cancels answered, nothing new: what is flat has no live order that closes; what asked for a stop is stopped whole. */
function settle(desk: Desk, venue: ReturnType<typeof createRandomVenue>): void {
  venue.send({ kind: 'operator', time: venue.time, act: 'release' })
  venue.send({ kind: 'cancel', time: venue.time, request: { node: 'c', slot: 'main', which: 'all', reason: '' } })
  venue.answerAllCancels()
  const held = Math.abs(desk.account.slot('main').positionLots)
  const closing = venue.live.filter(({ order }) => order.purpose !== 'increase')
  if (held === 0) expect(closing).toEqual([])
  for (const { order } of closing) expect(order.purpose).toBe('protect')
  expect(venue.alerts.filter((code) => code.startsWith('PROTECTION_'))).toEqual([])
}
