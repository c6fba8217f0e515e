import type { OrderRequest, Signal } from '../../nodes/define/trade.ts'
import { createDesk } from '../../engine/desk/desk.ts'
import { instrument } from '../kit/instruments.ts'
import type { ApprovedOrder, Trade } from '../../engine/protocol/orders.ts'
import { honestBar1, liveDefault1, research1 } from '../../engine/protocol/profiles.ts'
import type { RiskProfile } from '../../engine/protocol/profiles.ts'

const cycles = 100_000
const bars = 20

/** A price walk without randomness: the same ticks in every run. */
function walk(): Float64Array {
  const prices = new Float64Array(cycles * bars)
  let price = 30_000_00
  let seed = 1
  for (let i = 0; i < prices.length; i++) {
    seed = (seed * 48_271) % 2_147_483_647
    price += (seed % 4001) - 2000
    if (price < 10_000_00) price = 10_000_00
    prices[i] = price
  }
  return prices
}

function request(signal: Signal, lots: number): OrderRequest {
  return {
    node: 'order',
    type: 'market',
    timeInForce: 'GTC',
    replace: false,
    intent: { signal, lots, stopTicks: 0, additions: 0, reverse: false, gated: true },
  }
}

/** What a venue would say: all of it, at once, with a fee. */
function fill({ sequence, lots, side }: ApprovedOrder, ticks: number, time: number): Trade {
  const buys = side === 'buy'
  return {
    kind: 'trade',
    sequence,
    tradeId: `${sequence}.1`,
    lots,
    ticks,
    fee: buys ? lots : lots * Math.ceil(ticks / 100),
    feeAsset: buys ? 'base' : 'quote',
    liquidity: 'taker',
    slippageTicks: 0,
    time,
  }
}

/** The desk: a mark a bar, and every 20 bars a market order, entry and exit in turn, filled at the next price. */
function runDesk(prices: Float64Array, riskProfile: RiskProfile): { nanoseconds: number; equity: number } {
  const desk = createDesk({
    runId: 'bench',
    currency: 'USDT',
    capital: '1000000',
    slots: [{ name: 'main', instrument: instrument() }],
    fillProfile: honestBar1,
    riskProfile,
  })
  const entry: Signal = { node: 'entry', slot: 'main', action: 'enter', side: 'long', reason: 'bench' }
  const exit: Signal = { node: 'exit', slot: 'main', action: 'exit', side: 'long', reason: 'bench' }
  const main = desk.account.slot('main')
  const from = performance.now()
  for (let i = 0; i < prices.length; i++) {
    const time = (i + 1) * 60_000
    desk.mark(0, prices[i], time)
    if (i % bars !== 0) continue
    desk.handle({ kind: 'step', time, step: i })
    const held = main.positionLots
    for (const command of desk.handle({ kind: 'request', time, request: held > 0 ? request(exit, held) : request(entry, 1000) })) {
      if (command.kind !== 'submit') continue
      desk.handle({ kind: 'fact', fact: fill(command.order, prices[i], time) })
    }
  }
  return { nanoseconds: (performance.now() - from) * 1e6, equity: desk.account.equity }
}

/** Only the marks: what a bar costs while a position is open. */
function runMarks(prices: Float64Array): number {
  const desk = createDesk({
    runId: 'bench',
    currency: 'USDT',
    capital: '1000000',
    slots: [{ name: 'main', instrument: instrument() }],
    fillProfile: honestBar1,
    riskProfile: research1,
  })
  const entry: Signal = { node: 'entry', slot: 'main', action: 'enter', side: 'long', reason: 'bench' }
  desk.mark(0, prices[0], 60_000)
  for (const command of desk.handle({ kind: 'request', time: 60_000, request: request(entry, 1000) })) {
    if (command.kind === 'submit') desk.handle({ kind: 'fact', fact: fill(command.order, prices[0], 60_000) })
  }
  const from = performance.now()
  for (let i = 0; i < prices.length; i++) desk.mark(0, prices[i], 60_000 + i * 60_000)
  return (performance.now() - from) * 1e6
}

/** The reference: the same marks, entries and exits in plain doubles, with equity and its peak, and nothing else. */
function runReference(prices: Float64Array): { nanoseconds: number; equity: number } {
  const from = performance.now()
  let cash = 1_000_000
  let held = 0
  let peak = cash
  let last = 0
  const trades: { entry: number; exit: number; profit: number }[] = []
  let entry = 0
  for (let i = 0; i < prices.length; i++) {
    last = prices[i] / 100
    const equity = cash + held * last
    if (equity > peak) peak = equity
    if (i % bars !== 0) continue
    if (held > 0) {
      const quantity = Math.floor(held * 1e5) / 1e5
      const proceeds = quantity * last * 0.999
      cash += proceeds
      trades.push({ entry, exit: last, profit: proceeds - entry * 0.01 })
      held -= quantity
    } else {
      cash -= 0.01 * last
      held += 0.01 * 0.999
      entry = last
    }
  }
  return { nanoseconds: (performance.now() - from) * 1e6, equity: cash + held * last + (peak > 0 ? 0 : trades.length) }
}

/** What the desk costs per bar and per order, beside a loop of plain numbers in the same run. */
export async function bench(print: (line: string) => void): Promise<void> {
  const prices = walk()
  runReference(prices)
  runDesk(prices, research1)
  const reference = runReference(prices)
  const marks = runMarks(prices)
  const perBar = marks / prices.length
  print(`desk: mark with a position open      ${perBar.toFixed(1)} ns a bar (target 10)`)
  for (const profile of [research1, { ...liveDefault1, drawdown: null, dayLoss: null, lossStreak: null }]) {
    const desk = runDesk(prices, profile)
    const perOrder = (desk.nanoseconds - marks) / cycles
    print(`desk: request, approval, fill, ledger ${perOrder.toFixed(0)} ns an order beside the marks, ${profile.name} (target 1,000)`)
  }
  print(`reference: the same in plain doubles   ${(reference.nanoseconds / prices.length).toFixed(1)} ns a bar, orders included`)
}
