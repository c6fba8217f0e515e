import { describe, expect, test } from 'vitest'
import { beyond, createExplainer } from '../../engine/run/why.ts'
import { runBacktest } from '../../engine/run/backtest.ts'
import { resolve } from '../../nodes/strategy/1-resolve.ts'
import { createRecompute } from '../kit/recompute.ts'
import { openExample, type Example } from '../properties/example-runs.ts'

/** Bars that no value could have made otherwise: a crossing needs the bar before, a signal that turns true one more. */
const FIRST_BARS = 3

/** Days that come to some seven hundred bars with the history before them. */
const examples = [
  ['bollinger-breakout', 120],
  ['dca-ladder', 30],
  ['donchian-turtle', 600],
  ['grid', 30],
  ['ichimoku', 120],
  ['macd', 120],
  ['multi-timeframe-rsi', 30],
  ['pairs', 100],
  ['rsi-2', 600],
  ['sma-cross', 30],
  ['sma-cross-gaps', 30],
  ['supertrend', 120],
  ['vwap-reversion', 8],
] as const

/**
 * Of every bar of every example the explanation must be true: with each value it names at its threshold and one step more, and
 * nothing else changed, the strategy's own kernels decide the other way.
 */
describe('what is named as the reason turns the decision when it is the other way', () => {
  const seen = { bars: 0, fired: 0, blocked: 0, alone: 0, missing: 0, nodes: new Set<string>() }

  test.each(examples)('%s', async (name, days) => {
    const { graph, plan, ask, recompute, rows, saysColumn } = runOf(await openExample(name, days))
    const wrong: string[] = []
    for (const { node: path, fires } of [
      ...plan.signals.map(({ signal, fires }) => ({ node: signal.node, fires })),
      ...plan.cancels.map(({ request, fires }) => ({ node: request.node, fires })),
    ]) {
      for (let row = 0; row < rows(fires); row++) {
        const fired = saysColumn(fires, row) === 1
        if ((ask.says(path, row) === 1) !== fired) wrong.push(`${path} ${row}: says ${ask.says(path, row)}`)
        seen.bars++
        const why = ask.explain(path, row)
        if (!why) {
          if (row >= FIRST_BARS) wrong.push(`${path} ${row}: no reason`)
          continue
        }
        if (
          why.reasons.some((reason) => reason.kind === 'missing' && reason.names[0] in graph.byPath.get(reason.node)!.definition.outputs)
        ) {
          seen.missing++
          continue
        }
        if ((recompute(path, 'fires', row, why.instead) === 1) === fired) wrong.push(`${path} ${row}: ${JSON.stringify(why.reasons)}`)
        for (const reason of why.reasons) {
          seen.nodes.add(graph.byPath.get(reason.node)!.definition.type)
          if (reason.kind === 'missing') continue
          // On the first bars of a clock, and where a trend is carried on, there is a condition and no number to name.
          if (reason.kind === 'condition' && (reason.row < FIRST_BARS || (reason.node === 'supertrend' && reason.back > 0))) continue
          if (reason.kind !== 'number') wrong.push(`${path} ${row}: ${reason.node} names no value`)
          else if (reason.moves === 'value' && ![...why.instead.values()].includes(beyond(reason.threshold, reason.needs)))
            wrong.push(`${path} ${row}: another value than its threshold and a step`)
        }
        seen[fired ? 'fired' : 'blocked']++
        if (why.reasons.length === 1) seen.alone++
      }
    }
    expect(wrong.slice(0, 5)).toEqual([])
  })

  test('the cases were not empty', () => {
    expect(seen.bars).toBeGreaterThan(20_000)
    expect(seen.fired).toBeGreaterThan(400)
    expect(seen.blocked).toBeGreaterThan(20_000)
    expect(seen.alone).toBeGreaterThan(10_000)
    // Only where an indicator is still warming up is there nothing to put in its place.
    expect(seen.missing).toBeLessThan(seen.bars / 50)
    for (const type of ['compare', 'crosses', 'rising', 'session-hours']) expect(seen.nodes).toContain(`logic.${type}`)
    for (const type of ['market.position', 'indicator.supertrend']) expect(seen.nodes).toContain(type)
  })
})

/** An example run whole, its explainer, and its kernels to try other values on. */
function runOf(example: Example) {
  const { document, plan, binding, streams } = example
  const store = { get: () => undefined, put() {} }
  const { columns, timeline } = runBacktest({ document, plan, binding, streams, store, canceled: () => false })
  const { graph } = resolve(document)
  const read = (column: number, from: number, to: number) => columns[column]!.data.slice(from, to)
  return {
    graph,
    plan,
    ask: createExplainer(graph, { plan, timeline, read }),
    recompute: createRecompute(graph, plan, timeline, columns),
    saysColumn: (column: number, row: number) => columns[column]!.data[row],
    rows: (column: number) => columns[column]!.data.length,
  }
}
