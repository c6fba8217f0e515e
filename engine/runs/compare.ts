import type { RunComparison, RunRecord } from '../protocol/runs.ts'
import { summarize } from './record.ts'

const MOST_DIFFERENCES = 60

/** Two runs side by side: every figure of either, and what was not the same going in: the graph, the data, the run's own settings. */
export function compareRuns(a: RunRecord, b: RunRecord): RunComparison {
  const words = new Map([...a.report.figures, ...b.report.figures].map((figure) => [figure.id, figure]))
  const differences = [...differ('', inputsOf(a), inputsOf(b))]
  return {
    a: summarize(a),
    b: summarize(b),
    figures: [...words.values()].map(({ id, title, measure }) => ({
      id,
      title,
      measure,
      a: a.report.metrics[id] ?? null,
      b: b.report.metrics[id] ?? null,
    })),
    differences: differences.slice(0, MOST_DIFFERENCES),
    cut: differences.length > MOST_DIFFERENCES,
  }
}

/** What decides a run, its looks left out: names, positions and notes change nothing. */
function inputsOf({ document, report }: RunRecord): unknown {
  const { nodes, wires, subgraphs, slots, settings } = isObject(document) ? document : {}
  return {
    strategy: { id: report.strategy.id, revision: report.strategy.revision, slots, nodes, wires: wireSet(wires), subgraphs, settings },
    run: report.binding,
    data: Object.fromEntries(
      report.streams.map(({ slot, timeframe, source, dataKey, bars }) => [`${slot} ${timeframe}`, { source, dataKey, bars }]),
    ),
    engine: report.engineVersion,
  }
}

/** Wires have no order and no names; a wire is there or not. */
function wireSet(wires: unknown): Record<string, string> {
  if (!Array.isArray(wires)) return {}
  const ends = (wire: unknown) =>
    typeof wire === 'object' && wire !== null && 'from' in wire && 'to' in wire ? `${String(wire.from)} → ${String(wire.to)}` : '?'
  return Object.fromEntries(wires.map((wire) => [ends(wire), 'wired']))
}

function* differ(path: string, a: unknown, b: unknown): Generator<RunComparison['differences'][number]> {
  if (isObject(a) && isObject(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) yield* differ(path === '' ? key : `${path}.${key}`, a[key], b[key])
  } else if (JSON.stringify(a) !== JSON.stringify(b)) yield { what: path, a: text(a), b: text(b) }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A value for reading, at most 60 characters; what is not there is a dash. */
function text(value: unknown): string {
  const written = value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value)
  return written.length > 60 ? `${written.slice(0, 59)}…` : written
}
