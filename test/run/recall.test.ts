import { expect, test } from 'vitest'
import type { KernelStates } from '../../engine/columns/column-index.ts'
import { compile } from '../../engine/compile/compile.ts'
import { BLOCK, computeSeries, contentKey } from '../../engine/run/series.ts'
import { createRecall } from '../../engine/run/recall.ts'
import { createTimeline } from '../../engine/run/timeline.ts'
import { tangledGraph } from '../kit/graphs.ts'
import { longer, without } from '../kit/marked-candles.ts'
import { walkCandles } from '../kit/walk-candles.ts'

test('what the index let go is computed again from kernel states, bit for bit', () => {
  const { plan, findings } = compile(tangledGraph())
  if (!plan) throw new Error(JSON.stringify(findings))
  const main = without(walkCandles(3 * BLOCK, 1), (row) => row % 5000 === 77 || (row > 20_000 && row < 20_050))
  const hedge = without(walkCandles(3 * BLOCK, 2), (row) => row % 7000 === 123)
  const candles = plan.streams.map(({ slot, timeframe }) => {
    const bars = plan.slots[slot]!.name === 'main' ? main : hedge
    return timeframe === '1h' ? bars : longer(bars, '1h', timeframe)
  })
  const timeline = createTimeline(
    plan,
    candles.map((bars, i) => ({ candles: bars, timeframe: plan.streams[i]!.timeframe, calendar: '24/7' as const })),
  )
  const dataKeys = ['a', 'b', 'c']
  const states = new Map<string, KernelStates>()
  const columns = computeSeries({
    plan,
    candles,
    dataKeys,
    timeline,
    canceled: () => false,
    store: { get: () => undefined, put: (key, _, along) => void states.set(key, along) },
  })
  const circles = new Set(
    plan.series.flatMap((step) => (step.kind === 'circle' ? step.members.flatMap(({ outputs }) => Object.values(outputs)) : [])),
  )
  expect(circles.size).toBeGreaterThan(0)
  const source = {
    plan,
    candles,
    timeline,
    whole: (column: number) => (circles.has(column) ? columns[column] : undefined),
    states: (column: number) => states.get(contentKey(plan.columns[column]!, dataKeys)),
  }
  /** Asked for everything: what it holds from one question must be right for the next. */
  const shared = createRecall(source)
  let compared = 0
  for (const column of new Set(plan.wires.values())) {
    const { length } = timeline.closes(plan.columns[column]!.clock)
    for (const [from, to] of [
      [0, 1],
      [length - 1, length],
      [BLOCK - 3, BLOCK + 3],
      [20_100, 20_105],
      [2 * BLOCK + 500, 2 * BLOCK + 900],
    ] as const) {
      if (to > length) continue
      const rows = columns[column]!.data.slice(from, to)
      expect(createRecall(source)(column, from, to)).toEqual(rows)
      expect(shared(column, from, to)).toEqual(rows)
      compared++
    }
  }
  expect(compared).toBeGreaterThan(150)
})
