import type { SeriesNode } from '../../nodes/define/node.ts'
import type { CandleColumns } from '../../nodes/define/ports.ts'
import { nodes } from '../../nodes/index.ts'
import { makeRunner } from '../kit/run-node.ts'
import { randomBars } from '../kit/random-bars.ts'

const LENGTH = 100_000
const BLOCK = 1024
const RUNS = 60

/** Plain loops over whole columns, the shortest code for the same number at the default period. */
const references: Readonly<Record<string, (bars: CandleColumns, out: Float64Array) => void>> = {
  'one multiplication': ({ close }, out) => {
    for (let i = 0; i < close.length; i++) out[i] = at(close, i) * 2
  },
  'indicator.sma': ({ close }, out) => {
    let sum = 0
    for (let i = 0; i < 20; i++) sum += at(close, i)
    for (let i = 20; i < close.length; i++) {
      sum += at(close, i) - at(close, i - 20)
      out[i] = sum / 20
    }
  },
  'indicator.ema': ({ close }, out) => {
    let value = at(close, 0)
    for (let i = 1; i < close.length; i++) {
      value += (2 / 21) * (at(close, i) - value)
      out[i] = value
    }
  },
  'indicator.standard-deviation': ({ close }, out) => {
    for (let i = 19; i < close.length; i++) {
      let sum = 0
      for (let j = i - 19; j <= i; j++) sum += at(close, j)
      let squares = 0
      for (let j = i - 19; j <= i; j++) squares += (at(close, j) - sum / 20) * (at(close, j) - sum / 20)
      out[i] = Math.sqrt(squares / 20)
    }
  },
  'indicator.highest': ({ close }, out) => {
    for (let i = 19; i < close.length; i++) {
      let highest = at(close, i)
      for (let j = i - 19; j < i; j++) if (at(close, j) > highest) highest = at(close, j)
      out[i] = highest
    }
  },
}

const at = (column: Float64Array, row: number): number => column[row] as number

/** Nanoseconds per bar of every indicator at its defaults and at period 1,000, in blocks as a backtest runs them. */
export async function bench(print: (line: string) => void): Promise<void> {
  const bars = randomBars(LENGTH, 3)
  const out = new Float64Array(LENGTH)
  print('ns per bar: best of 60 runs over 100 k bars')
  const ofReference = new Map(Object.entries(references).map(([name, loop]) => [name, best(() => loop(bars, out))]))
  print(`a plain loop, ${'one multiplication'.padEnd(22)} ${nanoseconds(ofReference.get('one multiplication'))}`)
  for (const node of nodes) {
    if (node.role !== 'series' || node.category !== 'indicators') continue
    const usual = best(blocks(node, {}, bars))
    const long = 'period' in node.params ? best(blocks(node, { period: 1000 }, bars)) : undefined
    const reference = ofReference.get(node.type)
    print(
      `${node.type.padEnd(36)} ${nanoseconds(usual)}${long === undefined ? ''.padEnd(24) : `   period 1,000 ${nanoseconds(long)}`}` +
        (reference === undefined ? '' : `   plain loop ${nanoseconds(reference)}`),
    )
  }
}

const nanoseconds = (milliseconds: number | undefined) => ((milliseconds ?? NaN) / (LENGTH / 1e6)).toFixed(1).padStart(7)

/** A run of the node from its first row, into columns that are already there. */
function blocks(node: SeriesNode, params: Readonly<Record<string, unknown>>, bars: CandleColumns): () => void {
  const inputs = Object.fromEntries(
    Object.entries(node.inputs).map(([name, input]) => [
      name,
      input.kind === 'candles' ? bars : name === 'volume' ? bars.volume : bars.close,
    ]),
  )
  const { runner } = makeRunner(node, params, inputs, false)
  return () => {
    runner.state.fill(0)
    for (let from = 0; from < LENGTH; from += BLOCK) runner.advance(from, Math.min(LENGTH, from + BLOCK), 0)
  }
}

/** Least milliseconds of the runs after one to warm up: what the code takes when nothing else wants the processor. */
function best(run: () => void): number {
  run()
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now()
    run()
    return performance.now() - start
  })
  return Math.min(...times)
}
