import type { Affordable, SimulatedVenue, TickBar } from '../../engine/venue/contract.ts'
import { createSimulatedVenue } from '../../engine/venue/simulated.ts'
import type { VenueState } from '../../engine/venue/book.ts'
import type { Instrument } from '../../engine/money/instruments.ts'
import type { ApprovedOrder, OrderFact, Trade } from '../../engine/protocol/orders.ts'
import { honestBar1, type FillProfile } from '../../engine/protocol/profiles.ts'

/** Prices in whole ticks, quantities in whole lots, both worth 1, so that a test reads like the rule. */
export const spot: Instrument = {
  version: 1,
  symbol: 'BTC/USDT',
  base: 'BTC',
  quote: 'USDT',
  tick: '1',
  lot: '1',
  minimums: { quantity: '1', notional: '0' },
  fees: { maker: 0.001, taker: 0.001 },
  shortable: false,
  calendar: '24/7',
  source: 'test',
}
export const margin: Instrument = { ...spot, shortable: true }

/** honest-bar-1 without costs: the path rules alone. Volume is capped at 10 %. */
export const costless: FillProfile = { ...honestBar1, slippageBps: 0, slippageImpact: 0, makerFee: 0, takerFee: 0, marketCap: null }

export const MINUTE = 60_000

/** A one-minute bar, the `index`-th of the data; volume 10,000 lots, of which 1,000 can fill. */
export function bar(index: number, open: number, high: number, low: number, close: number, volume = 10_000): TickBar {
  return { time: index * MINUTE, end: (index + 1) * MINUTE, open, high, low, close, volume }
}

type Asked = Partial<Omit<ApprovedOrder, 'slot'>> & { readonly slot?: number }

export type Rig = ReturnType<typeof createRig>

/** What a test's desk answers a fact with: it may submit and cancel. */
export type Answer = (fact: OrderFact, rig: Rig) => void

type Settings = {
  readonly profile?: FillProfile
  readonly instruments?: readonly Instrument[]
  readonly affordable?: Affordable
  readonly state?: VenueState
}

/** A simulated venue, what it told, and a desk that answers as the test says. */
export function createRig({
  profile = costless,
  instruments = [margin],
  affordable = (_order, _ticks, lots) => lots,
  state,
}: Settings = {}) {
  const facts: OrderFact[] = []
  const orders = new Map<number, ApprovedOrder>()
  let answer: Answer = () => {}
  let sequence = 0
  const venue: SimulatedVenue = createSimulatedVenue({
    slots: instruments.map((instrument) => ({ instrument })),
    profile,
    affordable,
    emit: (fact) => {
      facts.push(fact)
      answer(fact, rig)
    },
    ...(state ? { state } : {}),
  })
  const rig = {
    venue,
    facts,
    orders,
    /** Sends an order: a market buy of 10 lots decided at time 0 unless told otherwise. Answers with its sequence. */
    send(asked: Asked): number {
      const order = {
        sequence: ++sequence,
        slot: 0,
        side: 'buy',
        type: 'market',
        lots: 10,
        limitTicks: 0,
        triggerTicks: 0,
        trailTicks: 0,
        capTicks: 0,
        timeInForce: 'GTC',
        purpose: 'increase',
        group: '',
        time: 0,
        ...asked,
      } as ApprovedOrder
      orders.set(order.sequence, order)
      venue.submit(order)
      return order.sequence
    },
    on(answers: Answer) {
      answer = answers
    },
    pass(...bars: readonly TickBar[]) {
      for (const one of bars) venue.bar(0, one)
    },
    trades: (of?: number): Trade[] =>
      facts.filter((fact) => fact.kind === 'trade').filter((fact) => of === undefined || fact.sequence === of),
    /** Fills as "sequence: lots@ticks". */
    fills: (): string[] => rig.trades().map(({ sequence, lots, ticks }) => `${sequence}: ${lots}@${ticks}`),
    /** How an order ended, or `working`. */
    ending(of: number): string {
      const filled = rig.trades(of).reduce((sum, { lots }) => sum + lots, 0)
      if (filled === orders.get(of)?.lots) return 'filled'
      const last = facts.find(
        (fact) => fact.sequence === of && (fact.kind === 'canceled' || fact.kind === 'expired' || fact.kind === 'rejected'),
      )
      return last?.kind ?? 'working'
    },
  }
  return rig
}

/** Protects every trade of increasing orders as a desk would: stop and target in ticks from the fill, one OCO group per fill. */
export function protecting({ stop, target, trail }: { stop?: number; target?: number; trail?: number }): Answer {
  let group = 0
  return (fact, rig) => {
    if (fact.kind !== 'trade') return
    const entry = rig.orders.get(fact.sequence)
    if (!entry || entry.purpose !== 'increase') return
    const away = entry.side === 'buy' ? -1 : 1
    const leg = {
      side: away < 0 ? 'sell' : 'buy',
      lots: fact.lots,
      purpose: 'protect',
      group: `g${++group}`,
      time: fact.time,
      slot: entry.slot,
    } as const
    if (stop !== undefined) rig.send({ ...leg, type: 'stop', triggerTicks: fact.ticks + away * stop })
    if (trail !== undefined) rig.send({ ...leg, type: 'trailing-stop', trailTicks: trail, triggerTicks: fact.ticks + away * trail })
    if (target !== undefined) rig.send({ ...leg, type: 'limit', limitTicks: fact.ticks - away * target })
  }
}
