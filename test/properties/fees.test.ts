import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compile } from '../../engine/compile/compile.ts'
import { honestBar1, research1, type FillProfile } from '../../engine/protocol/profiles.ts'
import type { RunOutcome } from '../../engine/protocol/run.ts'
import { parseDocument } from '../../nodes/strategy/parse.ts'
import { openExample, run, type Example } from './example-runs.ts'

const node = (type: string, params: object = {}) => ({ type, version: 1, params })

/**
 * Two averages cross; the quantity is fixed, money is ample, the one gate is out of reach, and no rule looks at profit: the same
 * orders are asked for whatever trading costs. `order` is how they are placed.
 */
function strategy(order: object, sides: readonly ('long' | 'short')[]): object {
  const enters = sides.map((side) => [`enter-${side}`, node('signal.enter', { side })] as const)
  return {
    format: 'weir-strategy',
    formatVersion: 1,
    id: 'fees',
    name: 'Fees',
    revision: 1,
    slots: { main: { instrument: 'ETH/USDT', timeframe: '1h' } },
    nodes: {
      candles: node('market.candles'),
      fast: node('indicator.sma', { period: 5 }),
      slow: node('indicator.sma', { period: 15 }),
      up: node('logic.crosses', { direction: 'above' }),
      down: node('logic.crosses', { direction: 'below' }),
      ...Object.fromEntries(enters),
      leave: node('signal.exit', { fire: 'turns-true' }),
      size: node('sizing.fixed-quantity', { quantity: 0.5, reverse: true }),
      gate: node('risk.max-position', { percent: 99 }),
      order,
    },
    wires: [
      ['candles.close', 'fast.source'],
      ['candles.close', 'slow.source'],
      ['fast.average', 'up.a'],
      ['slow.average', 'up.b'],
      ['fast.average', 'down.a'],
      ['slow.average', 'down.b'],
      ['up.result', 'enter-long.when'],
      ['down.result', sides.length > 1 ? 'enter-short.when' : 'leave.when'],
      ...(sides.length > 1 ? [['up.result', 'leave.when']] : []),
      ...enters.map(([id]) => [`${id}.signal`, 'size.signal']),
      ['leave.signal', 'size.signal'],
      ['size.sized', 'gate.order'],
      ['gate.intent', 'order.intent'],
    ].map(([from, to]) => ({ from, to })),
    subgraphs: {},
    settings: {},
    view: { positions: {}, frames: [], notes: [], colours: {}, collapsed: [] },
  }
}

const orders: Readonly<Record<string, object>> = {
  market: node('order.market'),
  limit: node('order.limit', { betterBy: 0.2, expires: 5 }),
  stop: node('order.stop', { beyondBy: 0.3, expires: 8 }),
  'stop-limit': node('order.stop-limit', { beyondBy: 0.3, give: 0.3, expires: 8 }),
  bracket: node('order.bracket', { stop: 1.5, targetMultiple: 1.5 }),
  trailing: node('order.bracket', { stop: 1.5, trailing: true, targetMultiple: 0 }),
}

async function prepared(order: object, sides: readonly ('long' | 'short')[]): Promise<Example> {
  const parsed = parseDocument(JSON.stringify(strategy(order, sides)))
  if (!('document' in parsed)) throw new Error(JSON.stringify(parsed.findings))
  const { plan, findings } = compile(parsed.document)
  if (!plan) throw new Error(JSON.stringify(findings))
  const { streams, binding } = await openExample('grid', 60)
  const margin = sides.length > 1
  return {
    document: parsed.document,
    plan,
    streams: streams.map((stream) => ({ ...stream, instrument: { ...stream.instrument, shortable: margin } })),
    binding: { ...binding, capital: '10000000', riskProfile: research1 },
  }
}

const withFees = (example: Example, makerFee: number, takerFee: number, changes: Partial<FillProfile> = {}): RunOutcome =>
  run({ ...example, binding: { ...example.binding, fillProfile: { ...honestBar1, ...changes, makerFee, takerFee } } })

const fee = fc.integer({ min: 0, max: 200 }).map((points) => points / 10_000)

describe('dearer trading never helps', () => {
  const cases = Object.entries(orders).flatMap(([name, order]) => [
    [`${name}, long only, fee in base`, order, ['long'], true] as const,
    [`${name}, long only, fee in quote`, order, ['long'], false] as const,
    [`${name}, both sides`, order, ['long', 'short'], false] as const,
  ])
  const seen = { fills: 0, types: new Set<string>(), sides: new Set<string>(), assets: new Set<string>(), liquidity: new Set<string>() }

  test.each(cases)('%s', async (_, order, sides, buyFeeInBase) => {
    const example = await prepared(order, sides)
    const free = withFees(example, 0, 0, { buyFeeInBase })
    expect(free.fills.length).toBeGreaterThan(5)
    fc.assert(
      fc.property(fee, fee, fee, fee, (makerA, makerB, takerA, takerB) => {
        const cheap = withFees(example, Math.min(makerA, makerB), Math.min(takerA, takerB), { buyFeeInBase })
        const dear = withFees(example, Math.max(makerA, makerB), Math.max(takerA, takerB), { buyFeeInBase })
        expect(dear.equity.at(-1)!).toBeLessThanOrEqual(cheap.equity.at(-1)!)
        expect(cheap.equity.at(-1)!).toBeLessThanOrEqual(free.equity.at(-1)!)
        for (const { side, type } of cheap.orders) {
          seen.types.add(type)
          seen.sides.add(side)
        }
        for (const { feeAsset, liquidity, fee: paid } of cheap.fills) {
          seen.assets.add(feeAsset)
          seen.liquidity.add(liquidity)
          expect(paid).toBeGreaterThanOrEqual(0)
        }
        seen.fills += cheap.fills.length
      }),
      { numRuns: 12 },
    )
  })

  test('the cases were not empty', () => {
    expect(seen.fills).toBeGreaterThan(500)
    expect([...seen.sides].sort()).toEqual(['buy', 'sell'])
    expect([...seen.assets].sort()).toEqual(['base', 'quote'])
    expect([...seen.liquidity].sort()).toEqual(['maker', 'taker'])
    for (const type of ['market', 'limit', 'stop', 'stop-limit', 'trailing-stop']) expect(seen.types).toContain(type)
  })

  test('more slippage never helps a taker', async () => {
    const example = await prepared(orders['market'], ['long', 'short'])
    const [none, some, much] = [0, 5, 50].map((slippageBps) =>
      withFees(example, 0.001, 0.001, { slippageBps, slippageImpact: 0, marketCap: null }).equity.at(-1)!,
    )
    expect(some).toBeLessThan(none)
    expect(much).toBeLessThan(some)
  })

  test('a fee with the wrong sign is found', async () => {
    const example = await prepared(orders['market'], ['long'])
    const outcome = withFees(example, 0.001, 0.001)
    // The planted fault: what was paid is given back twice.
    const paid = outcome.trades.reduce((sum, trade) => sum + trade.fees, 0)
    expect(outcome.equity.at(-1)! + 2 * paid).toBeGreaterThan(withFees(example, 0, 0).equity.at(-1)!)
  })
})
