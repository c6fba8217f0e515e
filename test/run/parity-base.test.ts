import { expect, test, vi } from 'vitest'
import type { runBacktest } from '../../engine/run/backtest.ts'
import { compareWithBacktest } from '../../engine/run/parity.ts'
import { readSession } from '../../engine/run/parity-journal.ts'
import { keepRecords, runOnPaper } from '../kit/paper.ts'
import { openExample } from '../properties/example-runs.ts'

const tampered = vi.hoisted(() => ({ on: false }))

/** A backtest engine that fills a lot less than it should: what a fault would be that session and replayed session share. */
vi.mock(import('../../engine/run/backtest.ts'), async (original) => {
  const real = await original()
  return {
    ...real,
    runBacktest(input: Parameters<typeof runBacktest>[0]) {
      const result = real.runBacktest(input)
      if (!tampered.on) return result
      const fills = result.outcome.fills.map((fill, i) => (i === 2 ? { ...fill, lots: fill.lots - 1 } : fill))
      return { ...result, outcome: { ...result.outcome, fills } }
    },
  }
})

test('T-PARITY is measured against the engine backtests are made by: where that says something else, nothing is called equal or explained', async () => {
  const example = await openExample('sma-cross', 60)
  const recorder = keepRecords()
  await runOnPaper(example, example.streams[0].candles.time[200], recorder).ended
  const session = readSession(recorder.records.map((record, seq) => ({ seq, ...record })))!
  expect(compareWithBacktest(session)).toMatchObject({ differences: [], unexplained: 0 })
  tampered.on = true
  const report = compareWithBacktest(session)
  expect(report.unexplained).toBe(1)
  expect(report.differences).toMatchObject([{ what: 'fill', causes: [] }])
})
