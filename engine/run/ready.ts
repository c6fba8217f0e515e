import { check } from '../../nodes/strategy/2-check.ts'
import { runnable, type Finding } from '../../nodes/strategy/findings.ts'
import { readDocument } from '../../nodes/strategy/parse.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { compile } from '../compile/compile.ts'
import type { Plan } from '../compile/plan.ts'
import { honestBar1, research1 } from '../protocol/profiles.ts'
import type { DataProblem, Handlers, NotRun, RequestOptions } from '../protocol/requests.ts'
import type { Binding } from '../protocol/run.ts'
import type { Job } from './job.ts'
import { commonRange, loadDetails, loadStreams, marketFacts, openSources } from './load.ts'

export const DEFAULT_CAPITAL = '10000'

export type BacktestWish = Parameters<Handlers['backtest.run']>[0]
export type ReadyBacktest = Job & { readonly plan: Plan; readonly findings: readonly Finding[] }

export type Prepared =
  | { readonly findings: readonly Finding[] }
  | { readonly document: StrategyDocument; readonly plan: Plan | undefined; readonly keep: readonly string[] }

/** Parses and compiles without facts: enough to know which data to read. Every node is kept, so that its values can be seen. */
export function prepare(raw: unknown): Prepared {
  const parsed = readDocument(raw)
  if ('findings' in parsed) return { findings: parsed.findings }
  const checked = check(parsed.document)
  const keep = checked.graph.nodes.map(({ path }) => path)
  return { document: parsed.document, plan: compile(parsed.document, undefined, keep).plan, keep }
}

/** Reads what a plan needs of its markets, over the range they share. */
export async function load(
  plan: Plan,
  specs: Readonly<Record<string, string>>,
  data: string | undefined,
  from: number | null,
  to: number | null,
  progress: Parameters<typeof openSources>[3],
) {
  const none = { instruments: {}, streams: {} }
  const sources = await openSources(plan, specs, data, progress)
  if ('problems' in sources) return { problems: sources.problems, facts: none }
  const range = commonRange(sources, from, to)
  if (range.from >= range.to) {
    const problem: DataProblem = {
      message: `no time is left between ${new Date(range.from).toISOString()} and ${new Date(range.to).toISOString()}`,
    }
    return { problems: [problem], facts: marketFacts(plan, sources) }
  }
  const loaded = await loadStreams(plan, sources, range.from, range.to, progress)
  if ('problems' in loaded) return { problems: loaded.problems, facts: marketFacts(plan, sources) }
  return { ...loaded, sources, range }
}

/** Everything a backtest needs, read and checked; or why there is none. */
export async function readyBacktest(
  wanted: BacktestWish,
  stored: { readonly workspace?: string },
  { onProgress, signal }: RequestOptions,
): Promise<ReadyBacktest | NotRun> {
  const { data, slots, from, to, capital, fillProfile, riskProfile } = wanted
  const prepared = prepare(wanted.document)
  if ('findings' in prepared) return { kind: 'not-run', findings: prepared.findings, problems: [] }
  const { document, plan } = prepared
  if (!plan) return { kind: 'not-run', findings: check(document).findings, problems: [] }
  const loading = {
    progress: (done: number, total: number) => onProgress?.(done / total, 'reading candles'),
    ...stored,
    ...(signal ? { signal } : {}),
  }
  const loaded = await load(plan, slots, data, from, to, loading)
  const findings = check(document, loaded.facts).findings
  if ('problems' in loaded) return { kind: 'not-run', findings, problems: loaded.problems }
  if (!runnable(findings)) return { kind: 'not-run', findings, problems: [] }
  const { sources, range, streams } = loaded
  const detail = fillProfile?.path === 'detail' ? await loadDetails(plan, sources, range.from, range.to, loading) : { details: [] }
  if ('problems' in detail) return { kind: 'not-run', findings, problems: detail.problems }
  const binding: Binding = {
    slots: sources.bindings,
    from,
    to,
    capital: capital ?? DEFAULT_CAPITAL,
    fillProfile: fillProfile ?? honestBar1,
    riskProfile: riskProfile ?? research1,
  }
  return { document, plan, streams, findings, binding, details: detail.details, keep: [...prepared.keep] }
}
