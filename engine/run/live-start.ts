import { barLength } from '../../nodes/define/timeframe.ts'
import { resolve } from '../../nodes/strategy/1-resolve.ts'
import { check } from '../../nodes/strategy/2-check.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import type { Plan } from '../compile/plan.ts'
import { compile } from '../compile/compile.ts'
import { examineAccount, rightsProblems } from '../exchange/examine.ts'
import type { Secret } from '../exchange/sign.ts'
import { readJournal, type ReadJournalOptions } from '../journal/read.ts'
import type { JournalRecord } from '../journal/record.ts'
import { fillProfiles, liveDefault1, type FillProfile, type RiskProfile } from '../protocol/profiles.ts'
import type { KeySource } from '../protocol/key-source.ts'
import type { ArmingList } from '../protocol/live-requests.ts'
import type { Handlers, NotRun, RequestOptions } from '../protocol/requests.ts'
import type { Binding } from '../protocol/run.ts'
import { openRunStore } from '../runs/store.ts'
import { armingChecks, nodeProblem, type Rehearsal } from './arming.ts'
import type { Houses } from './houses.ts'
import type { LiveRuns } from './live-runs.ts'
import { prepareLive, type PreparedLive, type VenueAccess } from './prepare-live.ts'
import { changedMarkets, foldJournal, type Resumed } from './resume.ts'
import type { Seal } from './seal.ts'
import { accountMoney } from './slots.ts'
import { lastPrices, worstCase } from './worst-case.ts'
import { openAccess, type Limiters } from './venue-access.ts'

type Wish = Parameters<Handlers['live.check']>[0]

type Ready = {
  readonly document: StrategyDocument
  readonly plan: Plan
  readonly keep: readonly string[]
  readonly access: VenueAccess
  readonly secret: Secret
  readonly prepared: PreparedLive
  readonly binding: Binding
  readonly list: ArmingList
}

/** Answers for arming: what stands against a live run, and its start. */
export function answerLiveStart({
  live,
  workspace,
  keys,
  seal,
  houses,
  limiters,
  shown,
  prepare,
}: {
  readonly live: LiveRuns
  readonly workspace: string | undefined
  readonly keys: KeySource | undefined
  readonly seal: Seal
  readonly houses: Houses
  readonly limiters: Limiters
  /** Runs of this process that have a result. */
  readonly shown: () => readonly Rehearsal[]
  readonly prepare: (
    raw: unknown,
  ) =>
    | { readonly document: StrategyDocument; readonly plan: Plan | undefined; readonly keep: readonly string[] }
    | { readonly findings: NotRun['findings'] }
}): Pick<Handlers, 'keys.list' | 'live.check' | 'live.start' | 'live.resume'> {
  /** Everything that has to be known before a run is armed. What it opened is for the caller to close. */
  async function getReady(wish: Wish, { signal }: RequestOptions): Promise<Ready | NotRun> {
    const read = prepare(wish.document)
    if ('findings' in read) return { kind: 'not-run', findings: read.findings, problems: [] }
    const { document, plan, keep } = read
    const refuse = (message: string): NotRun => ({ kind: 'not-run', findings: check(document).findings, problems: [{ message }] })
    if (!plan) return { kind: 'not-run', findings: check(document).findings, problems: [] }
    if (!keys)
      return refuse('this program was started without access to the keychain: live runs are begun from the command line or the desktop')
    const key = await keys.read(wish.key)
    if (!key.ok) return refuse(key.reason)
    const { secret } = key
    const unsealed = await seal.ready()
    if (unsealed !== null) return refuse(`its journal could not be signed: ${unsealed}`)
    const access = await openAccess(key.venue, wish.address, workspace, limiters)
    if (typeof access === 'string') return refuse(access)
    let identity: string | undefined
    access.onIdentity = (sentence) => (identity = sentence)
    const prepared = await prepareLive(document, plan, access, wish.slots, wish.duration, signal ? { signal } : {})
    if (!('feed' in prepared)) {
      access.reach.close()
      return identity === undefined ? { kind: 'not-run', ...prepared } : refuse(identity)
    }
    const riskProfile: RiskProfile = wish.riskProfile ?? liveDefault1
    const fillProfile: FillProfile = wish.fillProfile ?? fillProfiles[0]!
    const binding: Binding = {
      slots: prepared.bindings,
      from: prepared.from,
      to: wish.duration === null ? null : prepared.until,
      capital: wish.capital,
      fillProfile,
      riskProfile,
    }
    const examined = await examineAccount({
      protocol: access.protocol,
      secret,
      rest: access.address.rest,
      clock: access.clock,
      send: access.reach.send,
      limiter: access.limiter,
      markets: prepared.markets.map(({ symbol, instrument: { base, quote } }) => ({ symbol, base, quote })),
    })
    const { currency } = accountMoney(plan, prepared.feed.instruments)
    const checks = armingChecks({
      document,
      plan,
      findings: prepared.findings,
      markets: prepared.markets,
      venue: access.protocol.name,
      practice: access.practice,
      capital: wish.capital,
      currency,
      fillProfile,
      riskProfile,
      examined,
      lockedBy: houses.heldBy(secret.key),
      beside: houses.lodgers(secret.key),
      rehearsals: [...(await recordsOf(workspace, document.id)), ...shown()],
      nodeProblem: nodeProblem(process.versions.node, Date.now()),
    })
    const worst = worstCase({
      graph: resolve(document).graph,
      capital: Number(wish.capital),
      prices: lastPrices(plan, prepared.histories),
      step: Math.min(...plan.streams.map(({ timeframe }) => barLength(timeframe))),
      riskProfile,
    })
    const list = { strategy: document.name, currency, checks, worst }
    return { document, plan, keep, access, secret, prepared, binding, list }
  }

  async function letGo({ prepared, access }: Ready): Promise<void> {
    await prepared.feed.close()
    access.reach.close()
  }

  return {
    async 'keys.list'() {
      if (!keys) return { keys: [], problem: 'this program was started without access to the keychain' }
      const found = await keys.list()
      return found.ok ? { keys: found.keys, problem: null } : { keys: [], problem: found.reason }
    },

    async 'live.check'(wish, options) {
      const ready = await getReady(wish, options)
      if ('kind' in ready) return ready
      await letGo(ready)
      return { kind: 'checked', list: ready.list, findings: ready.prepared.findings }
    },

    async 'live.resume'({ run: asked, key: name, address }, { signal }) {
      const refuse = (message: string): NotRun => ({ kind: 'not-run', findings: [], problems: [{ message }] })
      if (!keys) return refuse('this program was started without access to the keychain')
      const run = await live.find(asked)
      const folder = run === undefined ? undefined : live.journalOf(run)
      if (run === undefined || folder === undefined) return refuse(`there is no run "${asked}"`)
      if (await live.status(run)) return refuse('this run is at work')
      const unsealed = await seal.ready()
      if (unsealed !== null) return refuse(`its journal could not be signed: ${unsealed}`)
      const expected = await seal.expected(run)
      if (typeof expected === 'string') return refuse(expected)
      const left = readLeft(folder, expected)
      if (typeof left === 'string') return refuse(left)
      const { document, keep } = left.start.plan
      const { plan } = compile(document, undefined, [...keep])
      if (!plan) return refuse('its strategy does not compile in this version: close by hand what it left')
      const key = await keys.read(name)
      if (!key.ok) return refuse(key.reason)
      const access = await openAccess(key.venue, address, workspace, limiters)
      if (typeof access === 'string') return refuse(access)
      const { binding } = left.start
      const slots = Object.fromEntries(Object.entries(binding.slots).map(([slot, { instrument }]) => [slot, instrument]))
      const until = binding.to ?? Infinity
      const ready = await prepareLive(
        document,
        plan,
        access,
        slots,
        Number.isFinite(until) ? until - access.clock.now() : null,
        signal ? { signal } : {},
      )
      const letGo = async (message: string): Promise<NotRun> => {
        if ('feed' in ready) await ready.feed.close()
        access.reach.close()
        return refuse(message)
      }
      if (!('feed' in ready)) return letGo(ready.problems.map(({ message }) => message).join('; '))
      const changed = changedMarkets(left, ready.feed.instruments)
      if (changed !== undefined) return letGo(changed)
      const { rights } = await examineAccount({
        protocol: access.protocol,
        secret: key.secret,
        rest: access.address.rest,
        clock: access.clock,
        send: access.reach.send,
        limiter: access.limiter,
      })
      const against = left.overrides.includes('KEY_RIGHTS') ? [] : rightsProblems(rights)
      if (against.length > 0) return letGo(against.join('; '))
      const place = await houses.enter(key.secret, access)
      if ('heldBy' in place) return letGo(place.heldBy)
      const prepared = { ...ready, from: left.start.from, until, histories: left.histories }
      const started = live.startLive({
        document,
        plan,
        binding,
        prepared,
        keep: [...keep],
        access,
        place,
        secret: key.secret,
        arming: { resumed: true, venue: access.name, key: name, overrides: left.overrides },
        resumed: { run, at: left },
      })
      return { kind: 'started', run: started, findings: ready.findings }
    },

    async 'live.start'({ armed, overrides, ...wish }, options) {
      const ready = await getReady(wish, options)
      if ('kind' in ready) return ready
      const { document, plan, keep, access, secret, prepared, binding, list } = ready
      const refuse = async (message: string): Promise<NotRun> => {
        await letGo(ready)
        return { kind: 'not-run', findings: prepared.findings, problems: [{ message }] }
      }
      const against = list.checks.filter(({ code, ok }) => !ok && !overrides.some((one) => one === code))
      if (against.length > 0) return refuse(against.map(({ sentence }) => sentence).join('; '))
      if (armed !== document.name) return refuse(`type the strategy's name to arm it: ${document.name}`)
      const place = await houses.enter(secret, access)
      if ('heldBy' in place) return refuse(place.heldBy)
      try {
        const arming = { venue: access.name, key: wish.key, checks: list.checks, worst: list.worst, overrides }
        const run = live.startLive({ document, plan, binding, prepared, keep, access, place, secret, arming })
        return { kind: 'started', run, findings: prepared.findings }
      } catch (error) {
        place.leave()
        if (!(error instanceof Error && 'syscall' in error)) throw error
        await prepared.feed.close()
        return { kind: 'not-run', findings: prepared.findings, problems: [{ message: `the journal cannot be written: ${error.message}` }] }
      }
    },
  }
}

/** Where a journal left its run, or why it does not go on. */
function readLeft(folder: string, expected: ReadJournalOptions): Resumed | string {
  const records: JournalRecord[] = []
  const { ok, problems, closed } = readJournal(folder, (record) => void records.push(record), expected)
  if (!ok)
    return `its journal is not whole (${problems[0]?.what ?? 'it cannot be read'}): nothing is sent on its word; look at the exchange`
  const left = foldJournal(records)
  if (!left || left.start.mode !== 'live') return 'its journal is not that of a live run'
  if (closed || left.ended) return 'it was ended in order: arm the strategy anew'
  return left
}

/** Records of past runs of a strategy; those that cannot be read prove nothing. */
async function recordsOf(workspace: string | undefined, strategy: string): Promise<Rehearsal[]> {
  if (workspace === undefined) return []
  const store = openRunStore(workspace)
  const { runs } = await store.list()
  const found = await Promise.all(runs.filter((run) => run.strategy.id === strategy).map(({ runId }) => store.find(runId)))
  return found.flatMap((one) => (one.ok ? [one.record.report] : []))
}
