import type { Finding } from '../../nodes/strategy/findings.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import type { Plan } from '../compile/plan.ts'
import type { VenueMarket } from '../exchange/binance-read.ts'
import { addAmounts, amountOf, amountText } from '../exchange/asset-amounts.ts'
import { feeProblem } from '../exchange/fee-rates.ts'
import { rightsProblems, type Examined } from '../exchange/examine.ts'
import type { ArmingCheck } from '../protocol/live-requests.ts'
import type { FillProfile, RiskProfile } from '../protocol/profiles.ts'
import type { Binding } from '../protocol/run.ts'
import type { Lodger } from './houses.ts'

export type ArmingInput = {
  readonly document: StrategyDocument
  readonly plan: Plan
  readonly findings: readonly Finding[]
  readonly markets: readonly VenueMarket[]
  readonly venue: string
  readonly practice: boolean
  readonly capital: string
  readonly currency: string
  readonly fillProfile: FillProfile
  readonly riskProfile: RiskProfile
  readonly examined: Examined
  /** Another process that trades with the key; undefined: none. */
  readonly lockedBy: string | undefined
  /** Runs of this process on the account, and what their ledgers hold of it. */
  readonly beside: readonly Pick<Lodger, 'strategy' | 'expected'>[]
  /** Runs of this strategy that have a result: recorded ones, and those of this process. */
  readonly rehearsals: readonly Rehearsal[]
  /** Why Node itself is too old for real money; undefined where it is not. */
  readonly nodeProblem: string | undefined
}

/** What a run was of, under which profiles, and what it came to. */
export type Rehearsal = {
  readonly planHash: string
  readonly binding: Pick<Binding, 'fillProfile' | 'riskProfile'>
  readonly trades: readonly unknown[]
}

/** Clock offset above which nothing is armed, milliseconds. */
const MOST_OFF = 1000

/** The check list of TRADING §6 and of arming: every line must be green. Pure: what it needs has been found out before. */
export function armingChecks(input: ArmingInput): ArmingCheck[] {
  const { plan, findings, markets, venue, capital, currency, riskProfile, examined, rehearsals, beside } = input
  const { clock, balances, openOrders, problems } = examined
  const checks: ArmingCheck[] = []
  const add = (code: string, against: readonly string[], fine: string) =>
    checks.push({ code, ok: against.length === 0, sentence: against.length === 0 ? fine : against.join('; ') })

  add(
    'KEY_RIGHTS',
    rightsProblems(examined.rights),
    `the key may trade and read, nothing else${examined.rights?.ipRestricted ? ', from its own addresses only' : ''}`,
  )
  add(
    'CLOCK',
    clock.kind === 'unknown'
      ? [`${venue} does not tell its time: ${clock.reason}`]
      : Math.abs(clock.offset.offset) > MOST_OFF
        ? [`this machine's clock is ${Math.round(Math.abs(clock.offset.offset))} ms off from ${venue}'s: set it right`]
        : [],
    clock.kind === 'unknown' ? '' : `this machine's clock is ${Math.round(Math.abs(clock.offset.offset))} ms off`,
  )
  const taken = addAmounts(beside.map(({ expected }) => expected()))[currency] ?? 0n
  const money = balances?.find(({ asset }) => asset === currency)
  // What the other runs have of it is theirs, wherever it is set aside just now.
  const free = leftOver(money?.free ?? '0', money?.locked ?? '0', taken)
  const short = balances !== undefined && amountOf(free) < amountOf(capital)
  const theirs = taken > 0n ? `, ${amountText(taken)} more belong to the runs beside it` : ''
  add(
    'ACCOUNT',
    balances === undefined || openOrders === undefined
      ? problems
      : short
        ? [`the account has ${free} ${currency} free${theirs}, the run wants ${capital}`]
        : [],
    `the account has ${free} ${currency} free${theirs} and ${openOrders?.length ?? 0} open orders, none of which this run will touch`,
  )
  add('FEES', feeProblems(examined.fees, venue), feeSentence(examined))
  const names = beside.map(({ strategy }) => strategy).join(', ')
  add(
    'LOCK',
    input.lockedBy === undefined ? [] : [input.lockedBy],
    names === ''
      ? 'nobody else trades with this key on this machine'
      : `beside it trades ${names}: orders a second, open orders, markets and losses in a row are counted together`,
  )
  const standing = rehearsals.filter(({ planHash }) => planHash === plan.hash)
  const rehearsed = standing.filter(({ binding }) => same(binding.riskProfile, riskProfile) && same(binding.fillProfile, input.fillProfile))
  add(
    'REHEARSED',
    rehearsed.length > 0
      ? []
      : [
          standing.length > 0
            ? `this very graph was run, but not under ${riskProfile.name} and ${input.fillProfile.name}: run a backtest or a paper run with both first`
            : `this very graph has not been run: run a backtest or a paper run with --risk ${riskProfile.name} first`,
        ],
    `this very graph was run under ${riskProfile.name} ${rehearsed.length === 1 ? 'once' : `${rehearsed.length} times`}${
      rehearsed.every(({ trades }) => trades.length === 0) ? ', and never traded: its report says what was refused' : ''
    }`,
  )
  add(
    'LIMITS',
    riskProfile.enforceAll ? [] : [`${riskProfile.name} only reports the account's limits: choose one that enforces them`],
    `${riskProfile.name} enforces the account's limits`,
  )
  const unled = findings.filter(({ code }) => code === 'graph.no-exit')
  add(
    'EXITS',
    unled.map(({ message }) => message),
    'every entry has an exit',
  )
  add('VENUE', [], `${venue} takes the orders of this graph${watchedHere(input.document, markets)}`)
  if (!input.practice) add('NODE', input.nodeProblem === undefined ? [] : [input.nodeProblem], 'this version of Node is maintained')
  return checks
}

const feeProblems = (fees: Examined['fees'], venue: string): string[] =>
  fees === undefined ? [`${venue} does not tell the commissions of the account`] : fees.flatMap((one) => feeProblem(one) ?? [])

/** In what commissions are paid, and what of it the account has. */
function feeSentence({ fees, balances }: Examined): string {
  const other = [...new Set((fees ?? []).flatMap(({ enabled, asset }) => (enabled ? [asset] : [])))]
  const most = Math.max(0, ...(fees ?? []).map(({ taker }) => taker))
  const held = other.map((asset) => `${balances?.find((one) => one.asset === asset)?.free ?? '0'} ${asset}`)
  return `commissions are at most ${percent(most)} ${
    other.length === 0
      ? 'of what is traded and taken from it'
      : `and paid from the account's ${held.join(' and ')}, counted at the last price when each is paid`
  }`
}

const percent = (rate: number) => `${Math.round(rate * 1e6) / 1e4} %`

/** Free money that belongs to no other run, as decimal text. */
function leftOver(free: string, locked: string, taken: bigint): string {
  const unclaimed = amountOf(free) + amountOf(locked) - taken
  return amountText(unclaimed < 0n ? 0n : unclaimed < amountOf(free) ? unclaimed : amountOf(free))
}

/** What the venue cannot hold is watched by the desk: true only while this program runs, and said before anybody relies on it. */
function watchedHere(document: StrategyDocument, markets: readonly VenueMarket[]): string {
  const kinds = orderKinds(document)
  const here = new Set<string>()
  for (const { features } of markets) {
    if (kinds.trailing && !features.trailingTicks) here.add('trailing stops')
    if (kinds.stop && !features.stop) here.add('stops')
    if (kinds.pair && !features.oco) here.add('targets')
  }
  return here.size === 0
    ? ''
    : `; ${[...here].join(' and ')} are watched here, which they are only while this program runs and hears prices`
}

/** What the order nodes of a document may send, those inside its subgraphs included. */
function orderKinds({ nodes, subgraphs }: StrategyDocument): { trailing: boolean; stop: boolean; pair: boolean } {
  const all = [...Object.values(nodes), ...Object.values(subgraphs).flatMap((graph) => Object.values(graph.nodes))]
  const of = (...types: string[]) => all.filter(({ type }) => types.includes(type))
  return {
    trailing: of('order.trailing-stop').length > 0 || of('order.bracket').some(({ params }) => params['trailing'] === true),
    stop: of('order.stop', 'order.bracket').length > 0,
    pair: of('order.bracket').length > 0,
  }
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** When each line of Node that this product runs on is no longer maintained, UTC. */
const ends: Readonly<Record<number, number>> = { 20: Date.UTC(2026, 3, 30), 22: Date.UTC(2027, 3, 30), 24: Date.UTC(2028, 3, 30) }

export function nodeProblem(version: string, now: number): string | undefined {
  const major = Number(version.split('.')[0])
  const end = ends[major]
  if (end === undefined) return major > 24 ? undefined : `Node ${version} is not maintained any more: install Node 22 or 24`
  return now < end
    ? undefined
    : `Node ${version} has not been maintained since ${new Date(end).toISOString().slice(0, 10)}: install Node 22 or 24`
}
