import type { Instrument } from '../../engine/money/instruments.ts'
import type { ApprovedOrder, OrderFact, Trade } from '../../engine/protocol/orders.ts'
import type { FillProfile } from '../../engine/protocol/profiles.ts'
import type { TickBar } from '../../engine/venue/contract.ts'
import type { createSimulatedVenue } from '../../engine/venue/simulated.ts'
import { margin } from './rig.ts'

export type CreateVenue = typeof createSimulatedVenue

/** An order as a script writes it; the desk of the play adds sequence, slot and time. */
export type Wish = Pick<
  ApprovedOrder,
  'side' | 'type' | 'lots' | 'limitTicks' | 'triggerTicks' | 'trailTicks' | 'capTicks' | 'timeInForce' | 'purpose' | 'group'
> & {
  /** Decided just after the step's bar opened: the order meets the bar after it. */
  readonly late?: boolean
}

/** One step: what is decided before a bar, and the bar. */
export type Step = {
  readonly orders: readonly Wish[]
  /** Sequences to withdraw. */
  readonly cancels: readonly number[]
  readonly bar: TickBar
}

export type Script = {
  readonly profile: FillProfile
  readonly steps: readonly Step[]
  /** Guards for every fill of an increasing order, in ticks from it; 0 for none. */
  readonly guards: { readonly stop: number; readonly target: number; readonly trail: number }
  /** Every so many facts the desk cancels a working order or sends a market order from within. 0: never. */
  readonly unrest: number
}

/** When during a bar something happened. */
export type When = 'before' | 'open' | 'path'

/** An order, the first step it can meet, and when in that step it was placed. */
export type Placed = { readonly order: ApprovedOrder; readonly step: number; readonly when: When }

export type Told = {
  readonly fact: OrderFact
  readonly step: number
  readonly when: When
  /** Signed lots held before. */
  readonly held: number
}

export type Log = {
  readonly script: Script
  readonly placed: ReadonlyMap<number, Placed>
  readonly told: readonly Told[]
  readonly ended: number
}

type Staging = {
  readonly create: CreateVenue
  readonly instrument?: Instrument
  /** Takes the venue down to a checkpoint, through JSON, and up again after this step. */
  readonly restartAfter?: number
  /** Submits each step's orders in reverse, with the same sequences. */
  readonly reversed?: boolean
}

/** Plays a script against a venue, with a desk that knows its position, guards its entries and answers from within. */
export function play(script: Script, { create, instrument = margin, restartAfter = -1, reversed = false }: Staging): Log {
  const placed = new Map<number, Placed>()
  const told: Told[] = []
  const working = new Set<number>()
  let [held, sequence, group, step, restless] = [0, 0, 0, 0, 0]
  let when: When = 'before'
  let bar: TickBar = script.steps[0].bar

  const place = (wish: Wish, time: number): ApprovedOrder => {
    const { late = false, ...asked } = wish
    const order = { ...asked, sequence: ++sequence, slot: 0, time: late ? time + 1 : time } as ApprovedOrder
    placed.set(order.sequence, { order, step: late ? step + 1 : step, when })
    return order
  }
  const send = (order: ApprovedOrder) => {
    working.add(order.sequence)
    venue.submit(order)
  }

  const hear = (fact: OrderFact): void => {
    if (when !== 'before') when = fact.time === bar.end ? 'path' : 'open'
    told.push({ fact, step, when, held })
    if (fact.kind === 'trade') {
      const { order } = placed.get(fact.sequence)!
      held += (order.side === 'buy' ? 1 : -1) * fact.lots
      if (order.purpose === 'increase') guard(order, fact)
    }
    if (fact.kind === 'canceled' || fact.kind === 'expired' || fact.kind === 'rejected') working.delete(fact.sequence)
    if (script.unrest > 0 && fact.kind !== 'accepted' && ++restless % script.unrest === 0 && restless < 200) disturb(fact)
  }

  const guard = (entry: ApprovedOrder, { ticks, lots, time }: Trade): void => {
    const { stop, target, trail } = script.guards
    const away = entry.side === 'buy' ? -1 : 1
    const leg: Wish = {
      side: away < 0 ? 'sell' : 'buy',
      type: 'stop',
      lots,
      limitTicks: 0,
      triggerTicks: Math.max(1, ticks + away * stop),
      trailTicks: 0,
      capTicks: 0,
      timeInForce: 'GTC',
      purpose: 'protect',
      group: `guard ${++group}`,
    }
    const first = Math.max(1, ticks + away * trail)
    if (stop > 0) send(place(leg, time))
    if (trail > 0) send(place({ ...leg, type: 'trailing-stop', trailTicks: trail, triggerTicks: first }, time))
    if (target > 0) send(place({ ...leg, type: 'limit', triggerTicks: 0, limitTicks: Math.max(1, ticks - away * target) }, time))
  }

  const disturb = (fact: OrderFact): void => {
    const [first] = working
    if (restless % 2 === 0 && first !== undefined) venue.cancel(first)
    else if (held !== 0) {
      const exit = { side: held > 0 ? 'sell' : 'buy', type: 'market', lots: Math.abs(held), purpose: 'reduce' } as const
      send(place({ ...exit, limitTicks: 0, triggerTicks: 0, trailTicks: 0, capTicks: 0, timeInForce: 'GTC', group: '' }, fact.time))
    }
  }

  const options = {
    slots: [{ instrument }],
    profile: script.profile,
    emit: hear,
    affordable: (order: ApprovedOrder, _ticks: number, lots: number) => {
      const against = order.side === 'buy' ? -held : held
      return order.purpose === 'increase' ? lots : Math.max(0, Math.min(lots, against))
    },
  }
  let venue = create(options)
  for (const [index, { orders, cancels, bar: next }] of script.steps.entries()) {
    step = index
    when = 'before'
    for (const one of cancels) venue.cancel(one)
    const sent = orders.map((wish) => place(wish, next.time))
    for (const order of reversed ? sent.toReversed() : sent) send(order)
    bar = next
    when = 'open'
    venue.bar(0, next)
    when = 'before'
    if (index === restartAfter) venue = create({ ...options, state: JSON.parse(JSON.stringify(venue.checkpoint())) })
  }
  return { script, placed, told, ended: venue.working(0) }
}

export type Fill = { readonly trade: Trade; readonly order: ApprovedOrder; readonly bar: TickBar } & Told

export function fillsOf({ told, placed, script }: Log): Fill[] {
  return told.flatMap((one) => {
    if (one.fact.kind !== 'trade') return []
    return [{ ...one, trade: one.fact, order: placed.get(one.fact.sequence)!.order, bar: script.steps[one.step].bar }]
  })
}
