import { resolve, type Graph } from '../nodes/strategy/1-resolve.ts'
import { check } from '../nodes/strategy/2-check.ts'
import type { SecretSource } from './alerts/channel.ts'
import { openWorkspaceAlerts } from './alerts/workspace-alerts.ts'
import { createColumnIndex, DEFAULT_BOUND } from './columns/column-index.ts'
import { createPyramidStore } from './columns/pyramid-store.ts'
import { answerData } from './market/answers.ts'
import { createUploads } from './market/uploads.ts'
import type { ExaminedKey, KeySource } from './protocol/key-source.ts'
import type { Notice } from './protocol/alerts.ts'
import type { PrunedJournal } from './protocol/live-requests.ts'
import type { ParityReport } from './protocol/parity.ts'
import type { Glance } from './protocol/glance.ts'
import { honestBar1, research1 } from './protocol/profiles.ts'
import {
  requestSchemas,
  type Handlers,
  type Replies,
  type RequestInput,
  type RequestName,
  type RequestOptions,
} from './protocol/requests.ts'
import type { Binding } from './protocol/run.ts'
import { glanceAt } from './report/glance.ts'
import { answerCharts } from './run/chart-answers.ts'
import { compareInWorker } from './run/compare-in-worker.ts'
import { computeInWorker, type Computer } from './run/compute.ts'
import { examineKey } from './run/examine-key.ts'
import type { JobResult } from './run/job.ts'
import { answerJournals } from './run/journal-answers.ts'
import { answerKeptJournals } from './run/kept-journals.ts'
import { answerLive } from './run/live-answers.ts'
import { createHouses } from './run/houses.ts'
import { answerLiveStart } from './run/live-start.ts'
import type { DemoHost, DemoHostOptions } from './run/demo-host.ts'
import { createLiveRuns } from './run/live-runs.ts'
import type { RecordedSession } from './run/parity-journal.ts'
import { hostPlanInWorker, type PlanHost } from './run/plan-host.ts'
import type { PlanConfig } from './run/plan-steps.ts'
import { exchangeNamed, preparePaperAtExchange } from './run/paper-at-exchange.ts'
import { preparePaper } from './run/prepare-paper.ts'
import { createQueue } from './run/queue.ts'
import { DEFAULT_CAPITAL, load, prepare, readyBacktest, type BacktestWish, type ReadyBacktest } from './run/ready.ts'
import { engineVersion } from './run/run-id.ts'
import { createRunColumns, type RunColumns } from './run/run-columns.ts'
import { createSeal } from './run/seal.ts'
import { lookAtVenue, type HostIdentity, type VenueIdentities } from './run/trust-venue.ts'
import type { Limiters } from './run/venue-access.ts'
import { answerWhy } from './run/why-answers.ts'
import { createRunValues, type RunValues } from './run/values.ts'
import { answerReports, type FinishedRun } from './runs/answers.ts'

export type { HostIdentity, VenueIdentities }

export type Engine = {
  /** Asks for something by name. Input is checked here: a malformed one rejects with a ZodError and changes nothing. */
  request<Name extends RequestName>(name: Name, input: RequestInput<Name>, options?: RequestOptions): Promise<Replies[Name]>
  /** Tells when a run that lives has changed, a few times a second at most. Listens until the function returned is called. */
  onLive(listener: (run: string) => void): () => void
  /** Tells what a person should know now. Listens until the function returned is called. */
  onAlert(listener: (notice: Notice) => void): () => void
  /** Lets journals go whose last record is older than so many milliseconds; see run/kept-journals.ts. */
  pruneJournals(olderThan: number, remove: boolean): Promise<readonly PrunedJournal[]>
  close(): Promise<void>
}

export type EngineOptions = {
  /** Folder for records of runs and imported data. Absent: nothing is kept. */
  readonly workspace?: string
  /** Who computes; the product's worker thread unless a test says otherwise. */
  readonly computer?: Computer
  /** Where the plan of a living run computes, and its comparison with the backtest. */
  readonly hostPlan?: (config: PlanConfig) => PlanHost
  readonly compare?: (session: RecordedSession) => Promise<ParityReport>
  /** Keys for live runs, out of the shell's keychain. Absent: none can be begun here. */
  readonly keys?: KeySource
  /** Bytes of columns kept for cursor, sparkline and chart. */
  readonly columnBound?: number
}

/** Runs whose values can still be asked for, latest last. */
const KEPT_RUNS = 8
/** Memory for columns folded into buckets, beside the columns themselves. */
const PYRAMID_SHARE = 0.15
/** Results looked at and not kept. */
const KEPT_GLANCES = 64
/** A run that takes a thousand steps a second is looked at a few times. */
const LIVE_EVERY = 250
const workerFile = new URL('./worker.js', import.meta.url)

/** Opens the engine: the thread that calls this reads data, keeps columns and answers; a worker computes. */
export function openEngine({
  workspace,
  computer = computeInWorker(workerFile),
  hostPlan = (config) => hostPlanInWorker(workerFile, config),
  compare = (session) => compareInWorker(workerFile, session),
  keys,
  columnBound = DEFAULT_BOUND,
}: EngineOptions = {}): Engine {
  const index = createColumnIndex(columnBound)
  const queue = createQueue()
  const uploads = createUploads()
  /** By plan, data and binding. */
  const glances = new Map<string, Glance>()
  const runs = new Map<string, FinishedRun & { readonly columns?: RunColumns; readonly values?: RunValues; readonly graph?: () => Graph }>()
  const store = {
    get: (key: string) => index.get(key),
    put(...whole: Parameters<typeof index.put>) {
      const dropped = index.put(...whole)
      if (dropped.length > 0) computer.forget(dropped)
    },
  }

  function keep(finished: FinishedRun, columns?: RunColumns, graph?: () => Graph): void {
    const run = finished.outcome.runId
    runs.delete(run)
    runs.set(run, { ...finished, ...(columns && graph ? { columns, graph, values: createRunValues(columns) } : {}) })
    for (const oldest of runs.keys()) {
      if (runs.size <= KEPT_RUNS) break
      runs.delete(oldest)
    }
  }

  const listeners = new Set<(run: string) => void>()
  const tellLive = atIntervals(LIVE_EVERY, (run) => listeners.forEach((listener) => listener(run)))

  const alertListeners = new Set<(notice: Notice) => void>()
  /** Asked at each attempt, by name: a keychain that is locked now may be open then. */
  const secret: SecretSource = async (name) => {
    const found = await keys?.alertSecret(name)
    if (found && !found.ok) throw new Error(found.reason)
    return found?.text ?? undefined
  }
  const alerts = openWorkspaceAlerts(workspace, { secret, tell: (notice) => alertListeners.forEach((listener) => listener(notice)) })

  /** Where the source `store` looks. */
  const stored = workspace === undefined ? {} : { workspace }

  const seal = createSeal(keys)
  const live = createLiveRuns({
    workspace,
    hostPlan,
    compare,
    seal,
    now: Date.now,
    alerts,
    onChange: tellLive,
    onEnd: (_, outcome, document) => keep({ outcome, document }),
  })

  const keptJournals = answerKeptJournals(live, workspace, seal, Date.now)
  const limiters: Limiters = new Map()
  const liveStart = answerLiveStart({
    live,
    workspace,
    keys,
    seal,
    houses: createHouses(),
    limiters,
    shown: () => [...runs.values()].map(({ outcome }) => outcome),
    prepare,
  })
  const handlers: Handlers = {
    ...answerCharts((run) => runs.get(run)?.columns, createPyramidStore(columnBound * PYRAMID_SHARE)),
    ...answerData(workspace, uploads),
    ...answerLive(live, answerJournals(compare, seal)),
    ...keptJournals.requests,
    ...liveStart,
    async 'live.start'(...asked) {
      const problem = await alerts.refresh()
      return problem === null ? liveStart['live.start'](...asked) : { kind: 'not-run', findings: [], problems: [{ message: problem }] }
    },
    ...answerReports({
      workspace,
      finished: (run) => runs.get(run),
      now: Date.now,
      versions: { engine: engineVersion, node: process.versions.node, v8: process.versions.v8 },
    }),

    async 'strategy.check'({ document: raw, data, slots, from, to }, { signal }) {
      const prepared = prepare(raw)
      if ('findings' in prepared) return { findings: prepared.findings, problems: [], planHash: undefined }
      const { document, plan } = prepared
      if (!plan || (data === undefined && Object.keys(slots).length === 0)) {
        return { findings: check(document).findings, problems: [], planHash: plan?.hash }
      }
      const loaded = await load(plan, slots, data, from, to, { ...stored, ...(signal ? { signal } : {}) })
      if ('problems' in loaded) return { findings: check(document, loaded.facts).findings, problems: loaded.problems, planHash: plan.hash }
      return { findings: check(document, loaded.facts).findings, problems: [], planHash: plan.hash }
    },

    'backtest.run': runBacktest,

    async 'backtest.show'(wanted, options) {
      const reply = await runBacktest(wanted, options)
      if (reply.kind !== 'run') return reply
      const { runId, strategy, streams, denials, marks, times } = reply.outcome
      return { ...reply, outcome: { runId, strategy, streams, denials, marks, lastClose: times.at(-1) ?? null } }
    },

    async 'backtest.glance'(wanted, options) {
      const ready = await readyBacktest(wanted, stored, options)
      if ('problems' in ready) return ready
      const key = JSON.stringify([ready.plan.hash, ready.streams.map(({ dataKey }) => dataKey), ready.binding])
      const known = glances.get(key)
      if (known) return { kind: 'glance', glance: known }
      await queue.quiet()
      const glance = glanceAt((await queue.run(() => computeBacktest(ready, options))).outcome)
      glances.set(key, glance)
      for (const oldest of glances.keys()) if (glances.size > KEPT_GLANCES) glances.delete(oldest)
      return { kind: 'glance', glance }
    },

    async 'paper.start'({ document: raw, capital, fillProfile = honestBar1, riskProfile = research1, ...wanted }, { signal }) {
      const prepared = prepare(raw)
      if ('findings' in prepared) return { kind: 'not-run', findings: prepared.findings, problems: [] }
      const { document, plan } = prepared
      if (!plan) return { kind: 'not-run', findings: check(document).findings, problems: [] }
      const progress = { ...stored, ...(signal ? { signal } : {}) }
      const exchange = exchangeNamed(wanted.data)
      const ready = exchange
        ? await preparePaperAtExchange(document, plan, exchange, workspace, wanted.duration, progress, limiters)
        : await preparePaper(document, plan, { ...wanted, data: wanted.data, fillProfile }, Date.now(), progress)
      if (!('feed' in ready)) return { kind: 'not-run', ...ready }
      const problem = await alerts.refresh()
      if (problem !== null) return { kind: 'not-run', findings: ready.findings, problems: [{ message: problem }] }
      const binding: Binding = {
        slots: 'sources' in ready ? ready.sources.bindings : ready.bindings,
        from: ready.from,
        to: Number.isFinite(ready.until) ? ready.until : null,
        capital: capital ?? DEFAULT_CAPITAL,
        fillProfile,
        riskProfile,
      }
      // A rehearsal without a keychain goes on unsigned, and says so.
      await seal.ready()
      try {
        const run = live.startPaper({ document, plan, binding, prepared: ready, keep: [...prepared.keep] })
        return { kind: 'started', run, findings: ready.findings }
      } catch (error) {
        // Without its journal nothing runs: what the disk says is for the person, anything else is a fault of ours.
        if (!(error instanceof Error && 'syscall' in error)) throw error
        return { kind: 'not-run', findings: ready.findings, problems: [{ message: `the journal cannot be written: ${error.message}` }] }
      }
    },

    async 'values.range'({ run, wires, from, to, last }) {
      return known(run).range(wires, from, to, last)
    },

    'run.why': answerWhy((run) => runs.get(run)),

    async 'values.at'({ run, time }) {
      return { time, values: known(run).at(time) }
    },
  }

  async function runBacktest(wanted: BacktestWish, options: RequestOptions): Promise<Replies['backtest.run']> {
    const ready = await readyBacktest(wanted, stored, options)
    if ('problems' in ready) return ready
    const result = await queue.run(() => computeBacktest(ready, options))
    const { document, plan, streams, findings } = ready
    keep({ outcome: result.outcome, document }, createRunColumns(plan, streams, result, index), () => resolve(document).graph)
    return { kind: 'run', outcome: result.outcome, findings, wires: [...plan.wires.keys()].sort() }
  }

  function computeBacktest(job: ReadyBacktest, { onProgress, signal }: RequestOptions): Promise<JobResult> {
    const { document, binding, streams, details, keep: wanted } = job
    // The series stage and the account stage each pass over every bar.
    const progress = (done: number, total: number) => onProgress?.(done / total, 'running', { done: done / 2, unit: 'bars' })
    return computer.run({ document, binding, streams, details, keep: wanted }, { store, progress, signal })
  }

  function known(run: string): RunValues {
    const values = runs.get(run)?.values
    if (!values) throw new Error(`the values of run ${run} are no longer at hand; run it again`)
    return values
  }

  return {
    async request(name, input, options = {}) {
      const parsed = requestSchemas[name].parse(input)
      // One table of schemas and one of handlers, keyed alike; TypeScript cannot follow the name through both.
      return handlers[name](parsed as never, options)
    },
    onLive(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    onAlert(listener) {
      alertListeners.add(listener)
      return () => void alertListeners.delete(listener)
    },
    pruneJournals: keptJournals.prune,
    async close() {
      await live.close()
      await alerts.close()
      await uploads.close()
      await computer.close()
    },
  }
}

/** Passes on what is said of each name at once, and then at most once an interval, the latest always. */
function atIntervals(interval: number, tell: (name: string) => void): (name: string) => void {
  const waiting = new Map<string, { again: boolean }>()
  return function say(name) {
    const known = waiting.get(name)
    if (known) {
      known.again = true
      return
    }
    const own = { again: false }
    waiting.set(name, own)
    setTimeout(() => {
      waiting.delete(name)
      if (own.again) say(name)
    }, interval).unref()
    tell(name)
  }
}

/** Asks a venue about a key; see run/examine-key.ts. */
export const askAboutKey = (options: Parameters<typeof examineKey>[0]): Promise<ExaminedKey> => examineKey(options)

/** Serves an exchange to practise on, on this machine; see run/demo-host.ts. */
export const openDemoExchange = async (options: DemoHostOptions): Promise<DemoHost | string> =>
  (await import('./run/demo-host.ts')).hostDemoExchange(options)

/** Who answers at the hosts of a venue, and whether that is who did before; see run/trust-venue.ts. */
export const askWhoAnswers = (options: Omit<Parameters<typeof lookAtVenue>[0], 'now'>): Promise<VenueIdentities> =>
  lookAtVenue({ ...options, now: Date.now })
