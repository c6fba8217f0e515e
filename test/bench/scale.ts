import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { bestOf } from '../kit/best-of.ts'
import { runOver } from '../kit/run-walk.ts'
import { edited, sampleStrategy } from '../kit/strategy.ts'
import { walkCandles } from '../kit/walk-candles.ts'

/** DESIGN §8: what a node costs must not grow with the size of the graph, and a million bars of twenty nodes must fit. */
export async function bench(print: (line: string) => void): Promise<void> {
  // Memory first: what the large graph leaves behind would count too.
  const before = process.memoryUsage()
  const kept = new Map<string, unknown>()
  runOver(chain(20), walkCandles(1_000_000), { store: { get: () => undefined, put: (key, column) => void kept.set(key, column) } })
  const after = process.memoryUsage()
  print(
    `1 M bars × 20 nodes, all columns kept: ${((after.rss - before.rss) / 1e6).toFixed(0)} MB more, ${(after.rss / 1e6).toFixed(0)} MB in all (target 400); ${kept.size} columns`,
  )

  const candles = walkCandles(20_000)
  const small = perNode(20, candles)
  const large = perNode(2000, candles)
  print(
    `per node over 20,000 bars: 20-node graph ${small.toFixed(0)} µs, 2,000-node graph ${large.toFixed(0)} µs; ratio ${(large / small).toFixed(2)} (target 2)`,
  )
}

function perNode(nodes: number, candles: Parameters<typeof runOver>[1]): number {
  const document = chain(nodes)
  return (bestOf(5, () => runOver(document, candles)) * 1000) / nodes
}

/** The sample strategy with so many averages before it that it has `nodes` nodes, all of them needed. */
function chain(nodes: number): StrategyDocument {
  const own = Object.keys(sampleStrategy().nodes).length
  const pairs = Math.floor((nodes - own) / 2)
  const set: Record<string, unknown> = {}
  const wire: [string, string][] = []
  let last = 'up.result'
  for (let i = 0; i < pairs; i++) {
    set[`nodes.average-${i}`] = { type: 'indicator.ema', version: 1, params: { period: 2 + (i % 50) } }
    set[`nodes.also-${i}`] =
      i % 2 === 0 ? { type: 'logic.compare', version: 1, params: { is: 'above', b: i } } : { type: 'logic.and', version: 1, params: {} }
    wire.push(['bars.close', `average-${i}.source`])
    if (i % 2 === 0) wire.push([`average-${i}.average`, `also-${i}.a`])
    else wire.push([`also-${i - 1}.result`, `also-${i}.a`], [last, `also-${i}.b`])
    if (i % 2 === 1) last = `also-${i}.result`
  }
  wire.push([last, 'enter.when'])
  return edited(sampleStrategy(), { set, wire, unwire: ['enter.when'] }) as StrategyDocument
}
