import { join } from 'node:path'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import type { Alerts, RunWatch } from '../alerts/alerts.ts'
import { redact } from '../alerts/redact.ts'
import type { Plan } from '../compile/plan.ts'
import { readJournal } from '../journal/read.ts'
import { fasterClock } from '../market/clock.ts'
import type { JournalRecord } from '../journal/record.ts'
import { openJournal, type JournalWriter } from '../journal/writer.ts'
import type { Act, LiveAlert, LiveStatus, LiveSummary } from '../protocol/live-requests.ts'
import type { ParityReport } from '../protocol/parity.ts'
import type { Binding, RunOutcome } from '../protocol/run.ts'
import { askControl, newRunId, serveControl } from './control.ts'
import { describeLive } from './live-status.ts'
import { readSession, type RecordedSession } from './parity-journal.ts'
import { liveEnds, type LiveEnds, type LiveTools } from './live-venue.ts'
import { markOf, runsIn, statusOf, summaryOfJournal } from './past-runs.ts'
import { paperVenue } from './paper-venue.ts'
import type { Place } from './houses.ts'
import type { Secret } from '../exchange/sign.ts'
import type { PreparedLive, VenueAccess } from './prepare-live.ts'
import type { PlanHost } from './plan-host.ts'
import type { PlanConfig } from './plan-steps.ts'
import type { PreparedPaper } from './prepare-paper.ts'
import type { Resumed } from './resume.ts'
import { startRealtime, type RealtimeRun } from './realtime.ts'
import { noRecorder, type Recorder } from './recorder.ts'
import { engineVersion } from './run-id.ts'
import type { Seal } from './seal.ts'

export type LiveRunsOptions = {
  /** Folder for journals; absent: none is kept. */
  readonly workspace: string | undefined
  readonly hostPlan: (config: PlanConfig) => PlanHost
  readonly compare: (session: RecordedSession) => Promise<ParityReport>
  /** Signs journals, once it is ready; without a keychain they say that they are not. */
  readonly seal: Seal
  readonly now: () => number
  /** Tells a person what happens; absent: nobody is told. */
  readonly alerts?: Pick<Alerts, 'watch'>
  /** Told when a run has changed, and when it has ended with what it came to. */
  readonly onChange: (run: string) => void
  readonly onEnd: (run: string, outcome: RunOutcome, document: StrategyDocument) => void
}

/** What every run that lives begins with. */
export type PaperStart = {
  readonly document: StrategyDocument
  readonly plan: Plan
  readonly binding: Binding
  readonly prepared: Pick<PreparedPaper, 'feed' | 'from' | 'until' | 'histories'>
  readonly keep: readonly string[]
}

/** A run with real orders: armed, its key opened and its key's lock held. */
export type LiveStart = Omit<PaperStart, 'prepared'> & {
  readonly prepared: PreparedLive
  readonly access: VenueAccess
  /** Its place on the account, which holds the key. */
  readonly place: Place
  readonly secret: Secret
  /** The check list as it stood, for the journal. */
  readonly arming: { readonly overrides: readonly string[]; readonly venue: string; readonly key: string } & Readonly<
    Record<string, unknown>
  >
  /** The run this goes on with, and where its journal left it. */
  readonly resumed?: { readonly run: string; readonly at: Resumed }
}

/** The runs that live in this process, and what other processes left or hold in the workspace. */
export type LiveRuns = {
  startPaper(start: PaperStart): string
  startLive(start: LiveStart): string
  list(): Promise<LiveSummary[]>
  /** Id of the run that begins so; undefined for none or several. */
  find(prefix: string): Promise<string | undefined>
  /** Folder of a run's journal. */
  journalOf(run: string): string | undefined
  status(run: string): Promise<LiveStatus | undefined>
  operate(run: string, act: Act): Promise<LiveStatus | undefined>
  ended(run: string): Promise<LiveStatus | undefined>
  close(): Promise<void>
}

type OpenEnds = (tools: LiveTools, run: string) => LiveEnds

type Living = {
  readonly describe: () => LiveStatus
  /** Answers once the act holds; undefined when the run has ended and takes none. */
  readonly act: (act: Act) => Promise<LiveStatus | undefined>
  readonly end: (why: string) => Promise<void>
  /** Once it has ended and been compared. */
  readonly done: Promise<void>
}

const DAY = 86_400_000
/** Alerts kept for whoever looks. */
const MOST_ALERTS = 100

export function createLiveRuns({ workspace, hostPlan, compare, seal, now, alerts: tellers, onChange, onEnd }: LiveRunsOptions): LiveRuns {
  const wall = fasterClock(now(), 1)
  const living = new Map<string, Living>()
  const past = new Map<string, { readonly mark: string; readonly summary: LiveSummary }>()
  const folderOf = (run: string) => (workspace === undefined ? undefined : join(workspace, 'live', run))

  function begin(
    mode: LiveStatus['mode'],
    { document, plan, binding, prepared, keep }: PaperStart,
    openEnds: OpenEnds,
    resumed?: LiveStart['resumed'],
    secrets: () => readonly string[] = () => [],
  ): string {
    const { feed, from, until, histories } = prepared
    const started = now()
    const signer = seal.signer()
    const run = resumed?.run ?? newRunId([mode, plan.hash, String(started)])
    const folder = folderOf(run)
    const watch = tellers?.watch({ run, strategy: document.name, mode }, secrets)
    const alerts: LiveAlert[] = []
    const begun = performance.now()
    let parity: ParityReport | null = null
    let ended: string | null = null
    let journal: JournalWriter | undefined

    function sayAlert({ time, code, message }: LiveAlert): void {
      // What an exchange says may have the key in it.
      const alert = { time, code, message: redact(message, secrets()) }
      alerts.push(alert)
      if (alerts.length > MOST_ALERTS) alerts.shift()
      watch?.alert(alert)
      onChange(run)
    }

    /** T-DISK-FULL: halts at once; cancels still leave. */
    function onFailure(error: Error): void {
      queueMicrotask(() => realtime.operate('halt'))
      sayAlert({
        time: feed.clock.now(),
        code: 'JOURNAL_FAILED',
        message: `The journal cannot be written (${error.message}): halted. What rests can still be withdrawn.`,
      })
    }

    if (folder !== undefined) {
      journal = openJournal({
        folder: join(folder, 'journal'),
        run,
        signer,
        engineVersion,
        clock: { wall: now, mono: () => performance.now() - begun },
        secrets,
        onFailure,
      })
    }
    const recorder = watched(journal ?? noRecorder, watch)
    const ends = openEnds(
      {
        recorder,
        sayAlert: (code, message) => sayAlert({ time: feed.clock.now(), code, message }),
        halt: () => realtime.operate('halt'),
        snapshot: () => realtime.desk.snapshot(),
        fills: () => realtime.desk.fills,
        share: () => realtime.desk.share(),
        changed: () => onChange(run),
      },
      run,
    )
    const realtime: RealtimeRun = startRealtime({
      mode,
      runId: run,
      document,
      plan,
      binding,
      feed,
      from,
      until,
      histories,
      ...ends,
      ...(resumed === undefined ? {} : { resumed: resumed.at }),
      hostPlan,
      recorder,
      keep,
      onChange: () => onChange(run),
      onAlert: sayAlert,
    })
    const control = folder === undefined ? undefined : openControl(folder)
    const marks =
      mode === 'live' && journal
        ? seal.keepMarks(journal, wall, (why) => {
            const message = `How far the journal has come is not kept in the keychain (${why}): a journal put back to an earlier time would not be noticed.`
            sayAlert({ time: feed.clock.now(), code: 'MARK_NOT_KEPT', message })
          })
        : undefined
    const describe = () =>
      describeLive({
        realtime,
        mode,
        document,
        plan,
        binding,
        feed,
        from,
        until,
        alerts,
        parity,
        ended,
        account: ends.account?.describe() ?? null,
        journal:
          journal && folder !== undefined
            ? { folder: join(folder, 'journal'), records: journal.seq, failed: journal.failed?.message ?? null, signed: signer !== null }
            : null,
      })

    /** A run that other terminals cannot reach goes on, and says that they cannot. */
    function openControl(at: string) {
      const failed = (why: string) =>
        sayAlert({
          time: feed.clock.now(),
          code: 'CONTROL_FAILED',
          message: `Other terminals cannot reach this run (${why}): stop it here, or with Ctrl-C.`,
        })
      try {
        return serveControl(at, async (what) => (what === 'status' ? describe() : act(what)), failed)
      } catch (error) {
        failed(error instanceof Error ? error.message : String(error))
        return undefined
      }
    }

    async function act(what: Act): Promise<LiveStatus | undefined> {
      if (ended !== null) return undefined
      if (what === 'release') ends.account?.witness()
      if (what === 'end') await realtime.end('ended by a person')
      else realtime.operate(what)
      if (what === 'stop' || what === 'kill') void marks?.now()
      return describe()
    }

    /** T-PARITY once a day of the world, however fast the run's own days go. */
    function compareDaily(): () => void {
      let callOff = () => {}
      const next = () => {
        callOff = wall.at(wall.now() + DAY, () => {
          if (journal && folder !== undefined && !journal.failed) void compareNow(journal, join(folder, 'journal')).finally(next)
        })
      }
      next()
      return () => callOff()
    }

    /** T-PARITY. What stands against it is said: a run that could not be compared is not one that is equal. */
    async function compareNow(writer: JournalWriter, at: string): Promise<void> {
      writer.sync()
      try {
        parity = await compareJournal(at, compare)
        writer.append('parity', parity)
      } catch (error) {
        const message = `The run could not be compared with its backtest: ${error instanceof Error ? error.message : String(error)}`
        sayAlert({ time: feed.clock.now(), code: 'PARITY_FAILED', message })
      }
      if (parity === null || parity.unexplained === 0) return
      const message = `${parity.unexplained} orders or fills differ from the backtest of the same bars without a proven cause.`
      sayAlert({ time: feed.clock.now(), code: 'PARITY_UNEXPLAINED', message })
    }

    const noLongerDaily = compareDaily()
    const done = realtime.ended.then(async (why) => {
      noLongerDaily()
      if (journal && folder !== undefined && !journal.failed) await compareNow(journal, join(folder, 'journal'))
      journal?.close(why)
      marks?.end()
      await marks?.now()
      control?.close()
      // However it ended, its place on the account is free again.
      ends.account?.close()
      ended = why
      // From here on it is what it came to: desk, bars and plan are let go.
      const last = describe()
      watch?.ended(last)
      const outcome = realtime.outcome()
      living.set(run, { describe: () => last, act: async () => undefined, end: async () => {}, done })
      onEnd(run, outcome, document)
      onChange(run)
    })
    living.set(run, { describe, act, end: realtime.end, done })
    return run
  }

  function startPaper(start: PaperStart): string {
    return begin('paper', start, () => ({ openVenue: paperVenue(start.binding.fillProfile) }))
  }

  function startLive({ access, place, secret, arming, resumed, ...start }: LiveStart): string {
    const { markets } = start.prepared
    const strategy = start.document.name
    const openEnds: OpenEnds = (tools, run) => {
      tools.recorder.append('armed', arming)
      const rightsOverridden = arming.overrides.includes('KEY_RIGHTS')
      return liveEnds({
        run,
        strategy,
        access,
        place,
        markets,
        tools,
        rightsOverridden,
        ...(resumed === undefined ? {} : { resumed: resumed.at }),
      })
    }
    return begin('live', start, openEnds, resumed, () => [secret.key, secret.secret])
  }

  /** A journal nobody writes to is gone through once. */
  function pastRun(run: string, folder: string): LiveSummary {
    const mark = markOf(folder)
    const known = past.get(run)
    if (known?.mark === mark) return known.summary
    const summary = summaryOfJournal(run, folder)
    past.set(run, { mark, summary })
    return summary
  }

  async function list(): Promise<LiveSummary[]> {
    const here = [...living].map(([run, { describe }]): LiveSummary => {
      const { mode, strategy, from, state } = describe()
      return { run, mode, strategy: strategy.name, from, state, here: true }
    })
    if (workspace === undefined) return here
    const elsewhere: LiveSummary[] = []
    for (const run of runsIn(join(workspace, 'live'))) {
      if (living.has(run)) continue
      const folder = join(workspace, 'live', run)
      const told = statusOf(await askControl(folder, 'status', 1000))
      if (told) elsewhere.push({ run, mode: told.mode, strategy: told.strategy.name, from: told.from, state: told.state, here: false })
      else elsewhere.push(pastRun(run, join(folder, 'journal')))
    }
    return [...here, ...elsewhere].sort((a, b) => b.from - a.from)
  }

  return {
    startPaper,
    startLive,
    list,
    async find(prefix) {
      const all = [...new Set([...living.keys(), ...(workspace === undefined ? [] : runsIn(join(workspace, 'live')))])]
      if (prefix === 'latest') return [...living.keys()].at(-1) ?? (await list())[0]?.run
      const found = all.filter((run) => run.startsWith(prefix))
      return found.length === 1 ? found[0] : undefined
    },
    journalOf(run) {
      const folder = folderOf(run)
      return folder === undefined ? undefined : join(folder, 'journal')
    },
    async status(run) {
      const own = living.get(run)
      if (own) return own.describe()
      const folder = folderOf(run)
      return folder === undefined ? undefined : statusOf(await askControl(folder, 'status'))
    },
    async operate(run, act) {
      const own = living.get(run)
      if (own) return own.act(act)
      const folder = folderOf(run)
      return folder === undefined ? undefined : statusOf(await askControl(folder, act))
    },
    async ended(run) {
      const own = living.get(run)
      await own?.done
      return own?.describe()
    },
    async close() {
      for (const { end, done } of living.values()) {
        await end('Weir was closed')
        await done
      }
    },
  }
}

/** The comparison of a session with its backtest, from its journal. */
export async function compareJournal(folder: string, compare: LiveRunsOptions['compare']): Promise<ParityReport | null> {
  const records: JournalRecord[] = []
  const { ok } = readJournal(folder, (record) => void records.push(record))
  const session = ok ? readSession(records) : undefined
  return session ? compare(session) : null
}

/** A recorder whose records are heard by whoever tells a person of them, after they are kept. */
function watched(recorder: Recorder, watch: RunWatch | undefined): Recorder {
  if (!watch) return recorder
  return {
    append(kind, body) {
      const at = recorder.append(kind, body)
      watch.record(kind, body)
      return at
    },
    sync: () => recorder.sync(),
    flush: () => recorder.flush(),
  }
}
