import { barLength } from '../../nodes/define/timeframe.ts'
import type { Plan } from '../compile/plan.ts'
import { compile } from '../compile/compile.ts'
import type { Candles } from '../market/candles.ts'
import { createGrid } from '../money/grid.ts'
import type { Trade } from '../protocol/orders.ts'
import type { ParityCause, ParityDifference, ParityReport } from '../protocol/parity.ts'
import { barAt, sameBar } from './candle-log.ts'
import { firstDifference, pursue, writeFill, writeOrder, writeRecorded, type Found, type Pursuit, type Recorded } from './parity-pursuit.ts'
import { backtestOf } from './parity-backtest.ts'
import type { RecordedSession } from './parity-journal.ts'
import { beginRerun, gapsOf, rerun, type Rerun, type RerunInput, type Running, type Substitution, type TrueBars } from './parity-rerun.ts'
import type { StreamBar } from './plan-steps.ts'
import { accountMoney } from './slots.ts'

/**
 * T-PARITY: compares a session with the backtest of its bars as they are known today. A difference gets a cause only when
 * the backtest, run again with that recorded fact put in, no longer shows it; whatever is left is unexplained.
 * `official`: bars of each stream from where they are kept, for those the session never saw.
 */
export function compareWithBacktest(session: RecordedSession, official: readonly (Candles | undefined)[] = []): ParityReport {
  const { plan } = compile(session.start.plan.document, undefined, [...session.start.plan.keep])
  if (!plan) throw new Error('a document that had been checked does not compile')
  const truth = trueBars(session, plan, official)
  const input = { session, plan, truth, gaps: gapsOf(session.events) }
  const recorded = writeRecorded(session)
  const facts = recordedFacts(session, truth)
  const applied: Substitution[] = []
  const differences: ParityDifference[] = []
  const backtest = backtestOf(session, plan, truth)
  /** Where it stands: the backtest itself, or a rerun that goes as far as is asked of it. */
  let run: Rerun & Partial<Running> = backtest
  let found = firstDifference(session, backtest)
  // Causes are tried bar by bar. Where that is not what the backtest does by itself, nothing it shows is a proof.
  const apart = found && firstDifference(backtest, rerun(input, []))
  if (apart) differences.push({ ...apart, causes: [] })
  while (found && !apart) {
    const explained = explain(input, recorded, facts, applied, found)
    differences.push({
      ...found,
      causes: (explained?.facts ?? []).map((fact) => ({ cause: causeOf(fact, session, plan, run), fact: describe(fact, plan) })),
    })
    if (!explained) break
    applied.push(...explained.facts)
    run = explained.pursuit.running
    found = explained.pursuit.next()
  }
  while (run.advance?.());
  const unexplained = differences.some(({ causes }) => causes.length === 0) ? countDifferent(session, run) : 0
  return {
    steps: truth.filter(({ bars }) => bars.some(({ stream }) => plan.baseStreams.includes(stream))).length,
    orders: session.orders.length,
    fills: session.fills.length,
    differences,
    unexplained,
  }
}

/** Every bar of the session as it is known today, by close: late ones where they belong, changed ones with their last numbers. */
function trueBars({ events, revised, missed, start }: RecordedSession, plan: Plan, official: readonly (Candles | undefined)[]): TrueBars[] {
  const byClose = new Map<number, Map<number, StreamBar>>()
  const closeOf = ({ stream, bar }: StreamBar) => bar.time + barLength(plan.streams[stream].timeframe)
  const put = (one: StreamBar) => {
    const group = byClose.get(closeOf(one)) ?? new Map<number, StreamBar>()
    byClose.set(closeOf(one), group.set(one.stream, one))
  }
  let last = start.from
  for (const event of events) {
    if (event.kind !== 'bars') continue
    event.bars.forEach(put)
    event.late.forEach(put)
    last = event.time
  }
  missed.forEach(put)
  revised.forEach(put)
  for (const [stream, candles] of official.entries()) {
    for (let row = 0; candles && row < candles.length; row++) {
      const one = { stream, bar: barAt(candles, row)! }
      const close = closeOf(one)
      if (close > start.from && close <= last && !byClose.get(close)?.has(stream)) put(one)
    }
  }
  return [...byClose]
    .sort(([a], [b]) => a - b)
    .map(([time, group]) => ({ time, bars: [...group.values()].sort((a, b) => a.stream - b.stream) }))
}

/** What the journal says happened that no backtest knows of, with the time from which it can matter. */
type Fact = { readonly fact: Substitution; readonly time: number }

function recordedFacts({ events, start, orders }: RecordedSession, truth: readonly TrueBars[]): Fact[] {
  const facts: Fact[] = []
  const decided = new Map<string, StreamBar>()
  const entered = new Map<string, number>()
  const nameOf = ({ stream, bar }: StreamBar) => `${stream} ${bar.time}`
  let after = -Infinity
  for (const event of events) {
    if (event.kind === 'bars') {
      after = event.time
      for (const one of event.bars) decided.set(nameOf(one), one)
      for (const one of event.late) entered.set(nameOf(one), event.time)
    }
    if (event.kind === 'operator') facts.push({ fact: { kind: 'operator', event: event.event, after }, time: event.event.time })
    if (event.kind === 'fault') facts.push({ fact: { kind: 'fault', fault: event.fault, after }, time: after })
  }
  for (const { time, bars } of truth) {
    for (const one of bars) {
      const seen = decided.get(nameOf(one))
      if (seen && !sameBar(seen.bar, one.bar)) facts.push({ fact: { kind: 'revised', one, seen }, time })
      if (seen) continue
      const at = entered.get(nameOf(one))
      facts.push({ fact: at === undefined ? { kind: 'gap', one } : { kind: 'late', one, entered: at }, time })
    }
  }
  const others = events.flatMap((event) => (event.kind === 'others' ? [event.event] : []))
  if (others.length > 0) facts.push({ fact: { kind: 'others', events: others }, time: others[0].time })
  if (start.plan.desk.slots.some(({ venue }) => venue !== undefined)) facts.push({ fact: { kind: 'support' }, time: start.from })
  // A simulated venue that meets bars is the backtest's own: it has no say in what differs.
  if (start.mode === 'live' || start.prices)
    for (const { sequence, time } of orders) facts.push({ fact: { kind: 'order', sequence }, time })
  return facts.sort((a, b) => a.time - b.time)
}

/**
 * The recorded facts that remove a difference: one alone, the latest first; else the smallest set found by leaving out of
 * all of them one after the other. Empty when they do not remove it.
 */
function explain(
  input: RerunInput,
  recorded: Recorded,
  facts: readonly Fact[],
  applied: readonly Substitution[],
  difference: Found,
): { readonly facts: readonly Substitution[]; readonly pursuit: Pursuit } | undefined {
  const known = new Set(applied)
  const possible = facts.filter(({ fact, time }) => time <= difference.time && !known.has(fact)).map(({ fact }) => fact)
  /** A rerun with these facts, on its way, where they remove it. */
  function remove(some: readonly Substitution[]) {
    const pursuit = pursue(recorded, beginRerun(input, [...applied, ...some]))
    return pursuit.isPast(difference) ? { facts: some, pursuit } : undefined
  }
  // What it shows on and what happened last is the likeliest cause.
  const ranked = possible.toReversed().sort((a, b) => Number(isOn(b, difference)) - Number(isOn(a, difference)))
  for (const fact of ranked) {
    const removed = remove([fact])
    if (removed) return removed
  }
  let needed = ranked.length < 2 ? undefined : remove(ranked)
  for (const fact of needed ? ranked : []) needed = remove(needed!.facts.filter((one) => one !== fact)) ?? needed
  return needed
}

function isOn(fact: Substitution, { sequence }: Found): boolean {
  return fact.kind === 'order' && fact.sequence === sequence
}

function countDifferent(session: RecordedSession, run: Rerun): number {
  const count = <One>(recorded: readonly One[], backtest: readonly One[], write: (one: One) => string) => {
    let different = 0
    for (let i = 0; i < Math.max(recorded.length, backtest.length); i++)
      if (!recorded[i] || !backtest[i] || write(recorded[i]) !== write(backtest[i])) different++
    return different
  }
  return count(session.orders, run.orders, writeOrder) + count(session.fills, run.fills, writeFill)
}

/** The word for a fact; for an order by how its recorded fills are not the backtest's. */
function causeOf(fact: Substitution, session: RecordedSession, plan: Plan, run: Rerun & Partial<Running>): ParityCause {
  switch (fact.kind) {
    case 'late':
      return 'late bar'
    case 'gap':
      return 'gap'
    case 'revised':
      return 'revised bar'
    case 'operator':
      return 'manual act'
    case 'fault':
      return 'strategy fault'
    case 'others':
      return 'other strategy'
    case 'support':
      return 'watched here'
    case 'order': {
      while (run.hasEnded?.(fact.sequence) === false && run.advance?.());
      const of = (fills: readonly Trade[]) => fills.filter(({ sequence }) => sequence === fact.sequence)
      const [recorded, backtest] = [of(session.fills), of(run.fills)]
      const sum = (fills: readonly Trade[], field: 'lots' | 'fee') => fills.reduce((total, fill) => total + fill[field], 0)
      if (recorded.length !== backtest.length || sum(recorded, 'lots') !== sum(backtest, 'lots')) return 'partial fill'
      if (recorded.some(({ ticks, time }, i) => ticks !== backtest[i].ticks || time !== backtest[i].time)) return 'latency'
      return recorded.every((fill, i) => Math.abs(fill.fee - backtest[i].fee) <= roundedAway(fill, fact.sequence, session, plan))
        ? 'rounding'
        : 'fee'
    }
  }
}

/** Decimals in which exchanges keep their accounts. */
const KEPT_DECIMALS = 8

/** What a fee can differ by for no other reason than where it was rounded, in units of its asset. */
function roundedAway({ feeAsset }: Trade, sequence: number, { orders, start }: RecordedSession, plan: Plan): number {
  const slot = orders.find((order) => order.sequence === sequence)?.slot ?? 0
  const instruments = start.plan.desk.slots.map(({ instrument }) => instrument)
  const grid = createGrid(instruments[slot], accountMoney(plan, instruments).scale)
  return Number(`1e${Math.max(0, (feeAsset === 'base' ? grid.baseScale : grid.quoteScale) - KEPT_DECIMALS)}`)
}

function describe(fact: Substitution, plan: Plan): string {
  const bar = ({ stream, bar: { time } }: StreamBar) => {
    const { slot, timeframe } = plan.streams[stream]
    return `the ${timeframe} bar of ${plan.slots[slot].name} that opened ${new Date(time).toISOString()}`
  }
  switch (fact.kind) {
    case 'late':
      return `${bar(fact.one)} came after its step was over`
    case 'gap':
      return `${bar(fact.one)} never came`
    case 'revised':
      return `${bar(fact.seen)} had other numbers when it was decided on`
    case 'operator':
      return `${fact.event.act} by the operator at ${new Date(fact.event.time).toISOString()}`
    case 'fault':
      return `the strategy failed: ${fact.fault}`
    case 'others':
      return 'other strategies on the account used up a limit that is counted for all of them'
    case 'support':
      return 'the exchange cannot hold or link all of it, and the desk watched the rest'
    case 'order':
      return `what became of order ${fact.sequence}, as recorded`
  }
}
