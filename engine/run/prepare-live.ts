import { barLength, barOpen } from '../../nodes/define/timeframe.ts'
import { check } from '../../nodes/strategy/2-check.ts'
import { runnable, type Finding } from '../../nodes/strategy/findings.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import type { Plan } from '../compile/plan.ts'
import type { VenueMarket } from '../exchange/binance-read.ts'
import type { VenueAddress } from '../exchange/account.ts'
import { jitter } from '../exchange/jitter.ts'
import type { Limiter } from '../exchange/limiter.ts'
import { openMarkets } from '../exchange/open-market.ts'
import type { TakenIdentity } from '../exchange/pins.ts'
import type { VenueProtocol } from '../exchange/protocol.ts'
import type { Reach } from '../exchange/reach.ts'
import { candlesBetween, type Candles } from '../market/candles.ts'
import type { Clock } from '../market/clock.ts'
import type { Feed } from '../market/feed.ts'
import { describeProblem, type Progress } from '../market/problems.ts'
import type { Binding } from '../protocol/run.ts'
import type { DataProblem } from '../protocol/requests.ts'
import type { NotPrepared } from './prepare-paper.ts'

/** A venue as a run finds it: what it speaks, where it is, whose clock goes, and the way there. */
export type VenueAccess = {
  readonly name: string
  readonly protocol: VenueProtocol
  readonly address: VenueAddress
  readonly clock: Clock
  readonly reach: Reach
  /** The venue's limits for this address: one for all that goes there. */
  readonly limiter: Limiter
  /** Hears that the venue is not who it was; nothing is sent to it any more. */
  onIdentity: (sentence: string) => void
  /** How many times as fast as the world its clock goes. */
  readonly speed: number
  /** Changed identities of its hosts that a person has taken, until now. */
  readonly taken: () => readonly TakenIdentity[]
  /** A venue to practise on: no real money. */
  readonly practice: boolean
}

export type PreparedLive = {
  readonly feed: Feed
  readonly markets: readonly VenueMarket[]
  readonly bindings: Binding['slots']
  readonly from: number
  readonly until: number
  readonly histories: readonly Candles[]
  readonly findings: readonly Finding[]
}

/** Where a venue's own fees are not known before an account is looked at. */
const USUAL_FEES = { maker: 0.001, taker: 0.001 }

/** Opens the markets of a live run at its venue and reads what lies before its first bar. `slots`: other instruments than the document's own, by slot. */
export async function prepareLive(
  document: StrategyDocument,
  plan: Plan,
  access: VenueAccess,
  slots: Readonly<Record<string, string>>,
  duration: number | null,
  progress: Progress,
): Promise<PreparedLive | NotPrepared> {
  const { protocol, address, clock, reach, limiter, speed } = access
  const instruments = plan.slots.map(({ name, instrument }) => slots[name] ?? instrument)
  const refuse = (...messages: string[]): NotPrepared => ({
    findings: check(document).findings,
    problems: messages.map((message) => ({ message })),
  })
  const opened = await openMarkets({
    protocol,
    address,
    clock,
    random: jitter,
    send: reach.send,
    dial: reach.dial,
    limiter,
    speed,
    instruments,
    fees: USUAL_FEES,
  })
  if (typeof opened === 'string') return refuse(opened)
  const { feed, markets } = opened
  const bySlot = Object.fromEntries(plan.slots.map(({ name }, slot) => [name, feed.instruments[slot]]))
  const { findings } = check(document, { instruments: bySlot, streams: {} })
  if (!runnable(findings)) {
    await feed.close()
    return { findings, problems: [] }
  }
  const from = barOpen(plan.streams[plan.baseStreams[0]].timeframe, clock.now())
  const histories: Candles[] = []
  const problems: DataProblem[] = []
  for (const [i, stream] of plan.streams.entries()) {
    const length = barLength(stream.timeframe)
    const lead = Math.max(1, plan.leads[i].warmup, plan.leads[i].settle)
    const begin = barOpen(stream.timeframe, from) - lead * length
    const loaded = await feed.history(stream, begin, from, progress)
    if (loaded.ok) histories.push(candlesBetween(loaded.candles, begin, from - length + 1))
    else problems.push(...loaded.problems.map((problem) => ({ slot: plan.slots[stream.slot].name, message: describeProblem(problem) })))
  }
  if (problems.length > 0) {
    await feed.close()
    return { findings, problems }
  }
  return {
    feed,
    markets,
    bindings: Object.fromEntries(
      plan.slots.map(({ name }, slot) => [name, { instrument: feed.instruments[slot].symbol, source: access.name }]),
    ),
    from,
    until: duration === null ? Infinity : from + duration,
    histories,
    findings,
  }
}
