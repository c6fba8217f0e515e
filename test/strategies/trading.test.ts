import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compile } from '../../engine/compile/compile.ts'
import { honestBar1, research1 } from '../../engine/protocol/profiles.ts'
import { runBacktest } from '../../engine/run/backtest.ts'
import { commonRange, loadStreams, openSources } from '../../engine/run/load.ts'
import { findNode } from '../../nodes/index.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { parseDocument } from '../../nodes/strategy/parse.ts'

/** The examples at work: three years of the practice market, or all of the S&P 500. */
const from = Date.UTC(2017, 0, 1)
const to = Date.UTC(2020, 0, 1)

const folder = join(import.meta.dirname, '../../examples/strategies')
const documents = readdirSync(folder).map((file) => {
  const parsed = parseDocument(readFileSync(join(folder, file), 'utf8'))
  if (!('document' in parsed)) throw new Error(`${file} cannot be read`)
  return parsed.document
})

async function backtest(document: StrategyDocument) {
  const { plan, findings } = compile(document)
  if (!plan) throw new Error(findings.map(({ message }) => message).join('; '))
  const isIndex = document.slots.main.instrument === 'SPX/USD'
  const sources = await openSources(plan, {}, isIndex ? 'sp500' : 'practice', {})
  if ('problems' in sources) throw new Error(sources.problems[0].message)
  const range = isIndex ? commonRange(sources, null, null) : { from, to }
  const loaded = await loadStreams(plan, sources, range.from, range.to, {})
  if ('problems' in loaded) throw new Error(loaded.problems[0].message)
  const binding = { slots: sources.bindings, ...range, capital: '10000', fillProfile: honestBar1, riskProfile: research1 }
  const store = { get: () => undefined, put: () => undefined }
  return runBacktest({ document, plan, binding, streams: loaded.streams, store, canceled: () => false }).outcome
}

describe.each(documents.map((document) => [document.id, document] as const))('%s', (_id, document) => {
  test('trades at least a dozen times, and its gates really say no', async () => {
    const { trades, denials, orders } = await backtest(document)
    expect(trades.length).toBeGreaterThanOrEqual(12)
    expect(orders.length).toBeGreaterThanOrEqual(24)
    const gates = Object.entries(document.nodes).flatMap(([node, { type }]) => (findNode(type)?.role === 'gate' ? [node] : []))
    expect(denials.filter(({ by }) => gates.includes(by)).length).toBeGreaterThan(0)
  })
})
