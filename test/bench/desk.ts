import type { OrderRequest, Signal } from '../../nodes/define/trade.ts'
import { draft } from '../../engine/desk/approve.ts'
import type { DeskConfig } from '../../engine/desk/contract.ts'
import { createDesk } from '../../engine/desk/desk.ts'
import { limitsOf, openBook, planSlot } from '../../engine/desk/parts.ts'
import type { ApprovedOrder, Trade } from '../../engine/protocol/orders.ts'
import { honestBar1, liveDefault1, research1 } from '../../engine/protocol/profiles.ts'
import type { RiskProfile } from '../../engine/protocol/profiles.ts'
import { bestOf } from '../kit/best-of.ts'
import { instrument } from '../kit/instruments.ts'

const cycles = 100_000
const bars = 20
const rounds = 7
const entry: Signal = { node: 'entry', slot: 'main', action: 'enter', side: 'long', reason: 'bench' }
const exit: Signal = { node: 'exit', slot: 'main', action: 'exit', side: 'long', reason: 'bench' }

function configOf(riskProfile: RiskProfile): DeskConfig {
  const slots = [{ name: 'main', instrument: instrument() }]
  return { runId: 'bench', currency: 'USDT', capital: '1000000', slots, fillProfile: honestBar1, riskProfile }
}

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
  const intent = { signal, lots, stopTicks: 0, additions: 0, reverse: false, gated: true } as const
  return { node: 'order', type: 'market', timeInForce: 'GTC', replace: false, intent }
}

/** What a venue would say: all of it, at once, with a fee. */
function fill({ sequence, lots, side }: Pick<ApprovedOrder, 'sequence' | 'lots' | 'side'>, ticks: number, time: number): Trade {
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

/** A mark a bar, and every 20 bars a market order, entry and exit in turn, filled at that price. */
function runDesk(prices: Float64Array, riskProfile: RiskProfile): number {
  const desk = createDesk(configOf(riskProfile))
  const main = desk.account.slot('main')
  for (let i = 0; i < prices.length; i++) {
    const time = (i + 1) * 60_000
    desk.mark(0, prices[i], time)
    if (i % bars !== 0) continue
    desk.handle({ kind: 'step', time, step: i })
    const held = main.positionLots
    for (const command of desk.handle({ kind: 'request', time, request: held > 0 ? request(exit, held) : request(entry, 1000) })) {
      if (command.kind === 'submit') desk.handle({ kind: 'fact', fact: fill(command.order, prices[i], time) })
    }
  }
  if (desk.fills.length !== cycles) throw new Error(`${desk.fills.length} fills instead of ${cycles}`)
  return desk.account.equity
}

/** Only the marks, while a position is open: one by one, or in the one loop a session takes them in while nothing works. */
function runMarks(prices: Float64Array, times?: Float64Array): number {
  const desk = createDesk(configOf(research1))
  desk.mark(0, prices[0], 60_000)
  for (const command of desk.handle({ kind: 'request', time: 60_000, request: request(entry, 1000) })) {
    if (command.kind === 'submit') desk.handle({ kind: 'fact', fact: fill(command.order, prices[0], 60_000) })
  }
  if (times !== undefined) return desk.markRun(0, prices, times, new Float64Array(prices.length))
  for (let i = 0; i < prices.length; i++) desk.mark(0, prices[i], 60_000 + i * 60_000)
  return desk.account.equity
}

/** The records of every cycle kept and nothing decided: what session, venue and memory alone cost. */
function runRecords(prices: Float64Array): number {
  const config = configOf(research1)
  const slots = config.slots.map((slot, index) => planSlot(config, slot, index))
  const parts = { config, slots, priced: true, book: openBook(config), limits: limitsOf(research1, honestBar1), commands: [], decidedAt: 0 }
  const kept: object[] = []
  for (let i = 0; i < prices.length; i += bars) {
    const enters = i % (2 * bars) === 0
    const { intent, type, timeInForce } = request(enters ? entry : exit, 1000)
    const order = draft(parts, {
      slot: 0,
      type,
      timeInForce,
      lots: intent.lots,
      side: enters ? 'buy' : 'sell',
      purpose: enters ? 'increase' : 'reduce',
      signal: intent.signal.node,
      limitTicks: 0,
      triggerTicks: 0,
      trailTicks: 0,
      capTicks: prices[i],
      group: '',
      node: 'order',
      reason: 'bench',
      asked: true,
      request: null,
      expiresStep: 0,
      widened: 0,
    })
    kept.push(order, fill(order, prices[i], i))
  }
  return kept.length
}

/** The same marks, entries and exits in plain doubles, with equity and its peak, and nothing else. */
function runPlain(prices: Float64Array): number {
  let cash = 1_000_000
  let held = 0
  let peak = cash
  let last = 0
  const trades: { entry: number; exit: number; profit: number }[] = []
  let paid = 0
  for (let i = 0; i < prices.length; i++) {
    last = prices[i] / 100
    const equity = cash + held * last
    if (equity > peak) peak = equity
    if (i % bars !== 0) continue
    if (held > 0) {
      const quantity = Math.floor(held * 1e5) / 1e5
      const proceeds = quantity * last * 0.999
      cash += proceeds
      trades.push({ entry: paid, exit: last, profit: proceeds - paid * 0.01 })
      held -= quantity
    } else {
      cash -= 0.01 * last
      held += 0.01 * 0.999
      paid = last
    }
  }
  return peak + trades.length
}

/** What the desk costs per bar and per order, beside plain numbers and beside the records alone, in the same run. */
export async function bench(print: (line: string) => void): Promise<void> {
  const prices = walk()
  const times = prices.map((_, i) => 60_000 + i * 60_000)
  const nanoseconds = (run: () => unknown, per: number) => (bestOf(rounds, run) * 1e6) / per
  const one = nanoseconds(() => runMarks(prices), prices.length)
  const together = nanoseconds(() => runMarks(prices, times), prices.length)
  print(
    `mark with a position open: ${one.toFixed(1)} ns a bar, ${together.toFixed(1)} in a row (target 10); bars and orders in plain doubles ${nanoseconds(() => runPlain(prices), prices.length).toFixed(1)}`,
  )
  const records = nanoseconds(() => runRecords(prices), cycles)
  for (const profile of [research1, { ...liveDefault1, drawdown: null, dayLoss: null, lossStreak: null }]) {
    const order = nanoseconds(() => runDesk(prices, profile), cycles) - one * bars
    print(
      `request, approval, fill, ledger under ${profile.name}: ${order.toFixed(0)} ns an order (target 1,000); its request, order and trade alone, kept: ${records.toFixed(0)}`,
    )
  }
}
