import { execFileSync } from 'node:child_process'
import type { Candles } from '../../engine/market/candles.ts'
import { computeSeries, type ColumnStore } from '../../engine/run/series.ts'
import { createTimeline } from '../../engine/run/timeline.ts'
import { bestOf } from '../kit/best-of.ts'
import { largeStrategy } from '../kit/large-strategy.ts'
import { planOf, runOver } from '../kit/run-walk.ts'
import { walkCandles } from '../kit/walk-candles.ts'

/** DESIGN §8: what a node costs must not grow with the size of the graph, and a million bars of twenty nodes must fit. */
export async function bench(print: (line: string) => void): Promise<void> {
  const [bare, whole] = [memoryOf('bare'), memoryOf('whole')]
  print(`1 M bars × 20 nodes, a whole run, all columns kept: ${whole} MB at most (target 400), ${bare} MB of them before the first bar`)

  const candles = walkCandles(20_000)
  const small = perNode(20, candles)
  const large = perNode(2000, candles)
  print(
    `per node over 20,000 bars: 20-node graph ${small.toFixed(0)} µs, 2,000-node graph ${large.toFixed(0)} µs; ratio ${(large / small).toFixed(2)} (target 2)`,
  )
}

/** The most memory, in MB, that a process of its own comes to which only loads the engine, or which runs the graph as well. */
function memoryOf(what: 'bare' | 'whole'): string {
  const script = `import(${JSON.stringify(import.meta.url)}).then(({ grow }) => grow(${what === 'whole'}))`
  return execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })
}

/** What the process of `memoryOf` does; it prints the most memory it has held. */
export function grow(whole: boolean): void {
  const kept = new Map<string, unknown>()
  const store: ColumnStore = { get: () => undefined, put: (key, column) => void kept.set(key, column) }
  if (whole) runOver(largeStrategy(20), walkCandles(1_000_000), { store })
  process.stdout.write((process.resourceUsage().maxRSS / 1e3).toFixed(0))
}

/** Compiling and the series stage: trades, of which a large graph makes no more than a small one, would hide what its nodes cost. */
function perNode(nodes: number, candles: Candles): number {
  const document = largeStrategy(nodes)
  const store: ColumnStore = { get: () => undefined, put() {} }
  const time = bestOf(5, () => {
    const plan = planOf(document)
    const timeline = createTimeline(plan, [{ timeframe: '1h', calendar: '24/7', candles }])
    computeSeries({ plan, candles: [candles], dataKeys: ['walk'], timeline, store, canceled: () => false })
  })
  return (time * 1000) / nodes
}
