import { bestOf } from '../kit/best-of.ts'
import { largeStrategy } from '../kit/large-strategy.ts'
import { runOver } from '../kit/run-walk.ts'
import { walkCandles } from '../kit/walk-candles.ts'

/** DESIGN §8: what a node costs must not grow with the size of the graph, and a million bars of twenty nodes must fit. */
export async function bench(print: (line: string) => void): Promise<void> {
  // Memory first: what the large graph leaves behind would count too.
  const before = process.memoryUsage()
  const kept = new Map<string, unknown>()
  runOver(largeStrategy(20), walkCandles(1_000_000), { store: { get: () => undefined, put: (key, column) => void kept.set(key, column) } })
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
  const document = largeStrategy(nodes)
  return (bestOf(5, () => runOver(document, candles)) * 1000) / nodes
}
