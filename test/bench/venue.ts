import type { Instrument } from '../../engine/money/instruments.ts'
import type { ApprovedOrder, OrderFact } from '../../engine/protocol/orders.ts'
import { honestBar1 } from '../../engine/protocol/profiles.ts'
import type { TickBar } from '../../engine/venue/contract.ts'
import { createSimulatedVenue } from '../../engine/venue/simulated.ts'

const MINUTE = 60_000
const COUNT = 30_000

const instrument: Instrument = {
  version: 1,
  symbol: 'BTC/USDT',
  base: 'BTC',
  quote: 'USDT',
  tick: '0.01',
  lot: '0.00001',
  minimums: { quantity: '0.00001', notional: '5' },
  fees: { maker: 0.001, taker: 0.001 },
  shortable: false,
  calendar: '24/7',
  source: 'bench',
}

/** A seeded walk of one-minute bars around 30,000.00. */
function walk(count: number): TickBar[] {
  let seed = 7
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
  let open = 3_000_000
  return Array.from({ length: count }, (_, i) => {
    const close = open + Math.round((random() - 0.5) * 4_000)
    const high = Math.max(open, close) + Math.round(random() * 1_500)
    const low = Math.min(open, close) - Math.round(random() * 1_500)
    const bar = { time: i * MINUTE, end: (i + 1) * MINUTE, open, high, low, close, volume: 5_000_000 }
    open = close
    return bar
  })
}

type Asked = {
  sequence: number
  time: number
  side: 'buy' | 'sell'
  type?: ApprovedOrder['type']
  purpose?: ApprovedOrder['purpose']
  limitTicks?: number
  triggerTicks?: number
  group?: string
}

/** One literal for every order, as the desk mints them: objects of one shape. */
function order({
  sequence,
  time,
  side,
  type = 'market',
  purpose = 'increase',
  limitTicks = 0,
  triggerTicks = 0,
  group = '',
}: Asked): ApprovedOrder {
  const minted: Omit<ApprovedOrder, symbol> = {
    sequence,
    slot: 0,
    side,
    type,
    lots: 1000,
    limitTicks,
    triggerTicks,
    trailTicks: 0,
    capTicks: 0,
    timeInForce: 'GTC',
    purpose,
    group,
    time,
  }
  return minted as ApprovedOrder
}

/** Least of many short measurements of processor time, in nanoseconds per item: the one the rest of the machine disturbed least. */
function nanoseconds(items: number, work: () => void): number {
  let best = Infinity
  for (let i = 0; i < 60; i++) {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    best = Math.min(best, user + system)
  }
  return (best * 1000) / items
}

function openVenue() {
  let trades = 0
  const venue = createSimulatedVenue({
    slots: [{ instrument }],
    profile: honestBar1,
    affordable: (_order, _ticks, lots) => lots,
    emit: (fact: OrderFact) => {
      if (fact.kind === 'trade') trades++
    },
  })
  return { venue, trades: () => trades }
}

/** The same market orders by a loop that knows nothing but this case: price, slippage, fee, one record each. */
function plainLoop(orders: readonly ApprovedOrder[], bars: readonly TickBar[]): number {
  const trades: { lots: number; ticks: number; fee: number; id: string }[] = []
  let money = 0
  for (let i = 0; i < bars.length; i++) {
    const { side, lots, sequence } = orders[i]
    const { open, volume } = bars[i]
    const slip = Math.ceil(open * (5 / 10_000 + 0.1 * (lots / volume) ** 2))
    const ticks = side === 'buy' ? open + slip : open - slip
    const fee = Math.ceil((side === 'buy' ? lots * 1000 : ticks * lots * 10) / 1000)
    money += (side === 'buy' ? -1 : 1) * ticks * lots
    trades.push({ lots, ticks, fee, id: `${sequence}-1` })
    if (trades.length > 100) trades.length = 0
  }
  return money
}

/** What an order costs in the simulated venue, beside the same fills by a loop without rules. */
export async function bench(print: (line: string) => void): Promise<void> {
  const bars = walk(COUNT)
  const markets = bars.map(({ time }, i) =>
    order({ sequence: i + 1, side: i % 2 === 0 ? 'buy' : 'sell', purpose: i % 2 === 0 ? 'increase' : 'reduce', time }),
  )
  const loop = nanoseconds(COUNT, () => void plainLoop(markets, bars))
  const market = nanoseconds(COUNT, () => {
    const { venue, trades } = openVenue()
    for (let i = 0; i < COUNT; i++) {
      venue.submit(markets[i])
      venue.bar(0, bars[i])
    }
    if (trades() !== COUNT) throw new Error(`${trades()} trades of ${COUNT} orders`)
  })
  print(`market order, submit + bar + trade: ${market.toFixed(0)} ns (target 400 ns); plain loop ${loop.toFixed(0)} ns`)

  for (const resting of [2, 50]) {
    const { venue } = openVenue()
    for (let i = 0; i < resting; i++) {
      const away = 2_000_000 + i
      const type = i % 2 === 0 ? 'limit' : 'stop'
      venue.submit(order({ sequence: i + 1, time: 0, side: 'buy', type, limitTicks: 3_000_000 - away, triggerTicks: 3_000_000 + away }))
    }
    const each = nanoseconds(COUNT, () => {
      for (const bar of bars) venue.bar(0, bar)
    })
    print(`bar over ${resting} resting orders, none reached: ${each.toFixed(0)} ns`)
  }

  const guarded = nanoseconds(COUNT, () => {
    const { venue } = openVenue()
    let sequence = 0
    for (const { time, open } of bars) {
      const group = `g${sequence}`
      venue.submit(order({ sequence: ++sequence, time, side: 'buy' }))
      venue.submit(order({ sequence: ++sequence, time, side: 'sell', type: 'stop', purpose: 'protect', group, triggerTicks: open - 200 }))
      venue.submit(order({ sequence: ++sequence, time, side: 'sell', type: 'limit', purpose: 'protect', group, limitTicks: open + 200 }))
      venue.bar(0, bars[time / MINUTE])
      venue.cancel(sequence - 1)
      venue.cancel(sequence)
    }
  })
  print(`entry with stop and target near the price, one bar each: ${guarded.toFixed(0)} ns for the three orders`)
}
