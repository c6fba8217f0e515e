import { describe, expect, test } from 'vitest'
import { liveDefault1, type RiskProfile } from '../../engine/protocol/profiles.ts'
import { worstCase } from '../../engine/run/worst-case.ts'
import { resolve } from '../../nodes/strategy/1-resolve.ts'
import type { DocumentNode, StrategyDocument } from '../../nodes/strategy/document.ts'
import { createGrid } from '../../engine/money/grid.ts'
import { examples, openExample, run } from '../properties/example-runs.ts'
import { quickDocument } from '../exchange/run-at-exchange.ts'

const MINUTE = 60_000
/** Nothing but the graph limits. */
const boundless: RiskProfile = {
  ...liveDefault1,
  ordersPerSecond: null,
  maxNotional: null,
  maxPosition: null,
  exposure: null,
  drawdown: null,
  maxOpenSlots: null,
}

const node = (type: string, params: DocumentNode['params'] = {}): DocumentNode =>
  ({ type, version: 1, params, position: { x: 0, y: 0 } }) as never

/** Entries on one slot, each through the nodes named to an order node. */
function graphOf(...routes: readonly (readonly DocumentNode[])[]): StrategyDocument {
  const document = quickDocument()
  const nodes: Record<string, DocumentNode> = {}
  const wires: { from: string; to: string }[] = []
  for (const [i, route] of routes.entries()) {
    const ports = { signals: 'signal', sizing: 'sized', risk: 'intent' } as Record<string, string>
    const into = { sizing: 'signal', risk: 'order', order: 'intent' } as Record<string, string>
    let before: string | undefined
    for (const [j, one] of route.entries()) {
      const id = `n${i}-${j}`
      nodes[id] = one
      if (before) wires.push({ from: before, to: `${id}.${into[one.type.split('.')[0]!]}` })
      before = `${id}.${ports[one.type.split('.')[0] === 'signal' ? 'signals' : one.type.split('.')[0]!]}`
    }
  }
  return { ...document, nodes, wires }
}

const worst = (document: StrategyDocument, riskProfile = boundless, step = MINUTE) =>
  worstCase({ graph: resolve(document).graph, capital: 10_000, prices: { main: 50 }, step, riskProfile })

const enter = node('signal.enter', { slot: 'main' })
const market = node('order.market')

describe('the most a graph can lead to', () => {
  test('is what an entry may be worth, times the entries that may join', () => {
    expect(worst(graphOf([enter, node('sizing.percent-of-equity', { percent: 20 }), market])).notional).toBeCloseTo(2000)
    expect(worst(graphOf([enter, node('sizing.percent-of-equity', { percent: 20, additions: 2 }), market])).notional).toBeCloseTo(6000)
    expect(worst(graphOf([enter, node('sizing.fixed-amount', { amount: 300 }), market])).notional).toBe(300)
    expect(worst(graphOf([enter, node('sizing.fixed-quantity', { quantity: 4 }), market])).notional).toBe(200)
    expect(worst(graphOf([enter, node('sizing.volatility', { atMost: 35 }), market])).notional).toBeCloseTo(3500)
  })

  test('never more than there is', () => {
    expect(worst(graphOf([enter, node('sizing.percent-of-equity', { percent: 60, additions: 5 }), market])).notional).toBe(10_000)
  })

  test('what a wire decides is not known, and bound by gates and limits alone', () => {
    const document = graphOf([enter, node('sizing.fixed-amount', { amount: 300 }), market])
    const wired = { ...document, nodes: { ...document.nodes, c: node('market.constant', { value: 5 }) } }
    const withWire = { ...wired, wires: [...document.wires, { from: 'c.value', to: 'n0-1.amount' }] }
    expect(resolve(withWire).graph.byPath.get('n0-1')!.inputs['amount']).toHaveLength(1)
    expect(worst(withWire).notional).toBe(10_000)
    expect(worst(withWire, { ...boundless, maxPosition: 0.1 }).notional).toBeCloseTo(1000)
  })

  test('a gate counts where every way passes one', () => {
    const size = node('sizing.percent-of-equity', { percent: 50 })
    const gate = node('risk.max-position', { percent: 25 })
    expect(worst(graphOf([enter, size, gate, market])).notional).toBeCloseTo(2500)
    expect(worst(graphOf([enter, size, gate, market], [enter, size, market])).notional).toBeCloseTo(5000)
    expect(worst(graphOf([enter, size, node('risk.max-position', { percent: 25, amount: 700 }), market])).notional).toBe(700)
    expect(worst(graphOf([enter, size, node('risk.exposure', { limit: 12 }), market])).notional).toBeCloseTo(1200)
  })

  test('the limits of the account hold beside it', () => {
    const document = graphOf([enter, node('sizing.percent-of-equity', { percent: 50, additions: 3 }), market])
    expect(worst(document, { ...boundless, maxNotional: 0.05 }).notional).toBeCloseTo(2000)
    expect(worst(document, { ...boundless, exposure: 0.15 }).notional).toBeCloseTo(1500)
    expect(worst(document, liveDefault1)).toMatchObject({ positions: 1, loss: worst(document, liveDefault1).notional, drawdown: 0.1 })
  })

  test('orders a minute follow from the nodes that send them and how often they are asked', () => {
    const plain = graphOf([enter, node('sizing.percent-of-equity'), market])
    const guarded = graphOf([enter, node('sizing.percent-of-equity'), node('order.bracket')])
    expect(worst(plain).ordersPerMinute).toBe(5)
    expect(worst(guarded).ordersPerMinute).toBe(7)
    expect(worst(guarded, boundless, 4 * 60 * MINUTE).ordersPerMinute).toBe(7)
    expect(worst(plain, { ...boundless, ordersPerSecond: 5 }, 1000).ordersPerMinute).toBe(300)
  })

  test('what is muted, or enters nothing, does not count', () => {
    const muted: DocumentNode = { ...market, muted: true }
    expect(worst(graphOf([enter, node('sizing.percent-of-equity'), muted]))).toMatchObject({
      positions: 0,
      notional: 0,
      ordersPerMinute: 0,
    })
    const exit = node('signal.exit', { slot: 'main' })
    expect(worst(graphOf([exit, node('sizing.percent-of-equity'), market]))).toMatchObject({ positions: 0, notional: 0 })
  })
})

describe('no example ever holds more than was said', () => {
  test.each(examples)('%s', async (name, days) => {
    const example = await openExample(name, days)
    const { document, plan, binding, streams } = example
    const capital = Number(binding.capital)
    const prices = Object.fromEntries(plan.streams.map(({ slot }, i) => [plan.slots[slot]!.name, streams[i]!.candles.close.at(-1)!]))
    const { notional } = worstCase({ graph: resolve(document).graph, capital, prices, step: MINUTE, riskProfile: boundless })
    const { fills, orders, times, equity, unit } = run(example)
    const value = (slot: number, lots: number, ticks: number) =>
      lots * ticks * createGrid(streams[plan.streams.findIndex((stream) => stream.slot === slot)]!.instrument).unitsPerTickLot
    const held = new Map<number, { lots: number; value: number }>()
    const bySequence = new Map(orders.map((order) => [order.sequence, order]))
    let entries = 0
    for (const { sequence, lots, ticks, time } of fills) {
      const { slot, side } = bySequence.get(sequence)!
      const before = held.get(slot)?.lots ?? 0
      const after = before + (side === 'buy' ? lots : -lots)
      held.set(slot, { lots: after, value: value(slot, Math.abs(after), ticks) })
      if (Math.abs(after) <= Math.abs(before)) continue
      entries++
      const now = equity[times.findLastIndex((close) => close <= time)]! / unit
      const total = [...held.values()].reduce((sum, one) => sum + one.value, 0) / unit
      // What is held already has moved with its price since it was bought.
      expect(total).toBeLessThanOrEqual(notional * Math.max(1, now / capital) * 1.1)
    }
    expect(entries).toBeGreaterThan(0)
  })
})
