import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { compile } from '../../engine/compile/compile.ts'
import { contentKey } from '../../engine/market/content-key.ts'
import { nextOpen } from '../../engine/protocol/profiles.ts'
import type { RunOutcome } from '../../engine/protocol/run.ts'
import { formatDocument } from '../../nodes/strategy/format.ts'
import { parseDocument } from '../../nodes/strategy/parse.ts'
import { examples, openExample, rewritten, run, type Example } from './example-runs.ts'

/** Everything a run hands over, as bytes. */
function digest({ trades, orders, fills, denials, equity, counts, ...rest }: RunOutcome): string {
  const bytes = JSON.stringify([
    trades,
    orders,
    fills,
    denials,
    [...equity],
    counts,
    rest.streams,
    rest.runId,
    rest.boundHash,
    rest.planHash,
  ])
  return createHash('sha256').update(bytes).digest('hex')
}

/** The same example with something about it changed. */
const changes: Readonly<Record<string, (example: Example) => Example>> = {
  capital: (example) => ({ ...example, binding: { ...example.binding, capital: '12345' } }),
  'fill profile': (example) => ({ ...example, binding: { ...example.binding, fillProfile: { ...nextOpen, takerFee: 0.0001 } } }),
  'risk profile': (example) => ({
    ...example,
    binding: { ...example.binding, riskProfile: { ...example.binding.riskProfile, fatFinger: 0.04 } },
  }),
  range: (example) => ({ ...example, binding: { ...example.binding, from: example.streams[0].candles.time[50] } }),
  'one price': (example) => ({
    ...example,
    streams: example.streams.map((stream, i) => {
      if (i > 0) return stream
      const candles = rewritten(stream.candles, (row, { high, low }) => (row === 60 ? { close: low, high, open: high } : {}))
      return { ...stream, candles, dataKey: contentKey(candles, example.plan.streams[0].timeframe) }
    }),
  }),
  tick: (example) => ({
    ...example,
    streams: example.streams.map((stream) => ({
      ...stream,
      instrument: { ...stream.instrument, minimums: { quantity: '1', notional: '7' } },
    })),
  }),
}

describe('T-DETERMINISTIC: the same id, the same bytes', () => {
  test.each(examples)('%s', async (name, days) => {
    const [one, other] = [run(await openExample(name, days)), run(await openExample(name, days))]
    expect(one.runId).toBe(other.runId)
    expect(one.trades.length).toBeGreaterThan(0)
    expect(digest(one)).toBe(digest(other))
  })

  test.each(Object.entries(changes))('another %s is another run', async (_, change) => {
    const example = await openExample('pairs', 100)
    expect(run(change(example)).runId).not.toBe(run(example).runId)
  })

  test('name and look are not meaning: they change neither the plan nor the run', async () => {
    const example = await openExample('ichimoku', 150)
    const renamed = {
      ...example.document,
      name: 'Another name',
      view: { ...example.document.view, positions: { candles: [7, 7] as [number, number] } },
    }
    const parsed = parseDocument(formatDocument(renamed))
    const plan = 'document' in parsed ? compile(parsed.document).plan : undefined
    expect(plan?.hash).toBe(example.plan.hash)
    expect(run({ ...example, document: renamed, plan: plan! }).runId).toBe(run(example).runId)
  })

  test('a parameter is meaning', async () => {
    const example = await openExample('sma-cross', 30)
    const nodes = { ...example.document.nodes, fast: { ...example.document.nodes['fast'], params: { period: 21 } } }
    expect(compile({ ...example.document, nodes }).plan?.hash).not.toBe(example.plan.hash)
  })
})
