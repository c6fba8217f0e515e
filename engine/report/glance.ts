import type { Glance } from '../protocol/glance.ts'
import type { RunOutcome } from '../protocol/run.ts'
import { buildReport } from './report.ts'

/** Points of a curve that is drawn as large as a stamp. */
const POINTS = 80

/** A result in three numbers and a small curve: the report's own figures, and evenly spaced points of its curve. */
export function glanceAt(outcome: RunOutcome): Glance {
  const { metrics: figures, equity, from, to } = buildReport(outcome, { orders: false })
  const step = Math.max(1, (equity.length - 1) / (POINTS - 1))
  const rows = Array.from({ length: Math.min(POINTS, equity.length) }, (_, i) => equity[Math.round(i * step)])
  const number = (id: string) => (typeof figures[id] === 'number' ? figures[id] : null)
  return {
    return: number('return'),
    maxDrawdown: number('maxDrawdown'),
    trades: number('trades'),
    from,
    to,
    equity: rows.map((row) => Number(row[1])),
  }
}
