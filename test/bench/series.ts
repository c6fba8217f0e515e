import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createColumnIndex } from '../../engine/columns/column-index.ts'
import { compile } from '../../engine/compile/compile.ts'
import type { Candles } from '../../engine/market/candles.ts'
import { computeSeries, type ColumnStore } from '../../engine/run/series.ts'
import { createTimeline } from '../../engine/run/timeline.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { mixedGraph } from '../kit/graphs.ts'
import { sampleStrategy } from '../kit/strategy.ts'
import { walkCandles } from '../kit/walk-candles.ts'

const BARS = 1_000_000
const nothing: ColumnStore = { get: () => undefined, put() {} }

/** DESIGN §8: series stage of the SMA cross beside the same loop in C; a twenty-node graph, first run and after an edit. */
export async function bench(print: (line: string) => void): Promise<void> {
  const candles = walkCandles(BARS)
  const sma = best(9, () => series(sampleStrategy(), candles, nothing))
  const reference = inC(candles)
  print(
    `SMA cross 10/20, 1 M bars, series stage: ${sma.toFixed(1)} ms; ${reference.what} ${reference.time.toFixed(1)} ms; ratio ${(sma / reference.time).toFixed(2)} (target 3)`,
  )

  const first = best(7, () => series(mixedGraph(), candles, nothing))
  print(`21-node graph, 1 M bars, all columns: ${first.toFixed(0)} ms (target 150), ${(first / sma).toFixed(1)} × the SMA cross`)
  for (const [what, edit] of Object.entries(edits)) {
    const index = createColumnIndex()
    const store: ColumnStore = { get: (key) => index.get(key), put: (...whole) => void index.put(...whole) }
    series(mixedGraph(), candles, store)
    let value = 20
    const edited = best(7, () => series(edit(value++), candles, store))
    print(`  after an edit of ${what}: ${edited.toFixed(0)} ms (target 60)`)
  }
}

const edits: Record<string, (value: number) => StrategyDocument> = {
  'the fast average': (value) => mixedGraph(value),
  'the Bollinger bands': (value) => withPeriod('bands', value),
  'the RSI': (value) => withPeriod('rsi', value),
}

function withPeriod(id: string, period: number): StrategyDocument {
  const document = mixedGraph()
  const node = document.nodes[id]!
  return { ...document, nodes: { ...document.nodes, [id]: { ...node, params: { ...node.params, period } } } }
}

function series(document: StrategyDocument, candles: Candles, store: ColumnStore): void {
  const { plan, findings } = compile(document)
  if (!plan) throw new Error(JSON.stringify(findings))
  const timeline = createTimeline(plan, [{ timeframe: '1h', calendar: '24/7', candles }])
  computeSeries({ plan, candles: [candles], dataKeys: ['walk'], timeline, store, canceled: () => false })
}

function best(rounds: number, run: () => void): number {
  let least = Infinity
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    run()
    least = Math.min(least, performance.now() - start)
  }
  return least
}

/** The same crosses in C where there is a compiler, else as one loop in JavaScript. */
function inC({ close }: Candles): { readonly what: string; readonly time: number } {
  const folder = mkdtempSync(join(tmpdir(), 'weir-bench-'))
  try {
    const source = fileURLToPath(new URL('../test/bench/reference/sma-cross.c', import.meta.url))
    const program = join(folder, 'sma-cross')
    execFileSync('cc', ['-O3', '-march=native', '-ffp-contract=off', '-o', program, source])
    writeFileSync(join(folder, 'close.f64'), new Uint8Array(Float64Array.from(close).buffer))
    const [time] = execFileSync(program, [join(folder, 'close.f64'), String(close.length)], { encoding: 'utf8' }).split(' ')
    return { what: 'one loop in C', time: Number(time) }
  } catch {
    return { what: 'no C compiler here; one loop in JavaScript', time: best(20, () => void inJavaScript(close)) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function inJavaScript(close: Float64Array): Uint8Array {
  const out = new Uint8Array(close.length)
  let fast = 0
  let slow = 0
  let before = 0
  for (let i = 0; i < close.length; i++) {
    fast += close[i]! - (i >= 10 ? close[i - 10]! : 0)
    slow += close[i]! - (i >= 20 ? close[i - 20]! : 0)
    const difference = fast / 10 - slow / 20
    if (i > 19) out[i] = before <= 0 && difference > 0 ? 1 : before >= 0 && difference < 0 ? 2 : 0
    before = difference
  }
  return out
}
