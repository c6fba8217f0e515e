import { expect, test } from 'vitest'
import { allocateCandles } from '../../engine/market/candles.ts'
import { nextOpen, research1 } from '../../engine/protocol/profiles.ts'
import { runJob } from '../../engine/run/job.ts'
import { parseDocument } from '../../nodes/strategy/parse.ts'
import { goog, googBars, present, published, worstDrawdown } from './goog.ts'

const node = (type: string, params: object = {}) => ({ type, version: 1, params })

/** The same strategy as a graph: each crossing turns the position round with more than cash bears, cut to it at the fill. */
const strategy = {
  format: 'weir-strategy',
  formatVersion: 1,
  id: 'goog',
  name: 'Averages of 10 and 30 days',
  revision: 1,
  slots: { main: { instrument: 'GOOG/USD', timeframe: '1d' } },
  nodes: {
    candles: node('market.candles'),
    fast: node('indicator.sma', { period: 10 }),
    slow: node('indicator.sma', { period: 30 }),
    up: node('logic.crosses', { direction: 'above' }),
    down: node('logic.crosses', { direction: 'below' }),
    buy: node('signal.enter', { side: 'long' }),
    sell: node('signal.enter', { side: 'short' }),
    size: node('sizing.fixed-quantity', { quantity: 1_000_000, reverse: true }),
    gate: node('risk.drawdown', { fromPeak: 99, inDay: 0 }),
    order: node('order.market', { guarded: false }),
  },
  wires: [
    ['candles.close', 'fast.source'],
    ['candles.close', 'slow.source'],
    ['fast.average', 'up.a'],
    ['slow.average', 'up.b'],
    ['fast.average', 'down.a'],
    ['slow.average', 'down.b'],
    ['up.result', 'buy.when'],
    ['down.result', 'sell.when'],
    ['buy.signal', 'size.signal'],
    ['sell.signal', 'size.signal'],
    ['size.sized', 'gate.order'],
    ['gate.intent', 'order.intent'],
  ].map(([from, to]) => ({ from, to })),
  subgraphs: {},
  settings: {},
  view: { positions: {}, frames: [], notes: [], colours: {}, collapsed: [] },
}

test.skipIf(!present)('the engine gives the figure of backtesting.py under the profile next-open', () => {
  const rows = googBars()
  const candles = allocateCandles(rows.length)
  for (const [i, row] of rows.entries()) {
    for (const name of ['time', 'open', 'high', 'low', 'close', 'volume'] as const) candles[name][i] = row[name]
  }
  const parsed = parseDocument(JSON.stringify(strategy))
  if (!('document' in parsed)) throw new Error(JSON.stringify(parsed.findings))
  const { outcome } = runJob(
    {
      document: parsed.document,
      binding: { slots: {}, from: null, to: null, capital: '10000', fillProfile: nextOpen, riskProfile: research1 },
      streams: [{ instrument: goog, source: 'GOOG', dataKey: 'goog', candles }],
      details: [],
      keep: [],
    },
    { store: { get: () => undefined, put() {} }, canceled: () => false, progress() {} },
  )
  expect(outcome.trades.length).toBe(published.trades)
  expect(outcome.equity.at(-1)).toBe(Math.round(published.finalEquity * outcome.unit))
  expect(worstDrawdown(outcome.equity)).toBeCloseTo(published.worstDrawdownPercent, 10)
})
