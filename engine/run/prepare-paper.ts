import { barLength, barOpen } from '../../nodes/define/timeframe.ts'
import { check } from '../../nodes/strategy/2-check.ts'
import { runnable, type Finding } from '../../nodes/strategy/findings.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import type { Plan } from '../compile/plan.ts'
import { candlesBetween, type Candles } from '../market/candles.ts'
import type { Feed } from '../market/feed.ts'
import { playFeed } from '../market/played-feed.ts'
import { describeProblem, type Progress } from '../market/problems.ts'
import { honestBar1, type FillProfile } from '../protocol/profiles.ts'
import type { DataProblem } from '../protocol/requests.ts'
import { marketFacts, openSources, type Sources } from './load.ts'

export type PaperRequest = {
  readonly data: string | undefined
  readonly slots: Readonly<Record<string, string>>
  readonly from: number | null
  readonly duration: number | null
  readonly speed: number | null
  readonly fillProfile: FillProfile
}

export type PreparedPaper = {
  readonly feed: Feed
  readonly sources: Sources
  /** Open of the first bar that may decide. */
  readonly from: number
  readonly until: number
  readonly histories: readonly Candles[]
  readonly findings: readonly Finding[]
}

export type NotPrepared = { readonly findings: readonly Finding[]; readonly problems: readonly DataProblem[] }

/** Finds the market data of a paper run, decides when it begins, and reads what lies before. */
export async function preparePaper(
  document: StrategyDocument,
  plan: Plan,
  { data, slots, from: asked, duration, speed, fillProfile }: PaperRequest,
  now: number,
  options: Progress & { readonly workspace?: string },
): Promise<PreparedPaper | NotPrepared> {
  const opened = await openSources(plan, slots, data, options)
  if ('problems' in opened) return { findings: check(document).findings, problems: opened.problems }
  const { findings } = check(document, marketFacts(plan, opened))
  if (!runnable(findings)) return { findings, problems: [] }
  // The order of prices inside a bar comes from shorter bars, and a feed of closed bars has none: better no rehearsal than of another thing.
  if (fillProfile.path === 'detail') {
    const message = `fill profile ${fillProfile.name} needs bars shorter than the strategy's, which a paper run is not told of; choose ${honestBar1.name}`
    return { findings, problems: [{ message }] }
  }
  const timeframe = plan.streams[plan.baseStreams[0]].timeframe
  const endless = opened.bySlot.every((source) => source.endless === true)
  const first = Math.max(...opened.bySlot.map(({ range }) => range.from)) + longestLead(plan)
  const from = barOpen(timeframe, asked ?? (endless ? now : first))
  const end = Math.min(...opened.bySlot.map(({ range }) => range.to))
  if (!endless && from + barLength(timeframe) > end) {
    const need = `the run would begin ${new Date(from).toISOString()}, once the strategy's values are ready`
    return { findings, problems: [{ message: `the market data ends ${new Date(end).toISOString()}, but ${need}; give it longer data` }] }
  }
  const until = duration === null ? Infinity : from + duration
  const feed = playFeed({ sources: opened.bySlot, start: from, speed: speed ?? Infinity, until })
  const histories: Candles[] = []
  const problems: DataProblem[] = []
  for (const [i, stream] of plan.streams.entries()) {
    const length = barLength(stream.timeframe)
    const lead = Math.max(plan.leads[i].warmup, plan.leads[i].settle)
    const begin = Math.max(opened.bySlot[stream.slot].range.from, barOpen(stream.timeframe, from) - lead * length)
    // At least one bar is asked for, so that a source that has none here says so now.
    const loaded = await feed.history(stream, Math.min(begin, from - length), from, options)
    if (loaded.ok) histories.push(candlesBetween(loaded.candles, begin, from - length + 1))
    else problems.push(...loaded.problems.map((problem) => ({ slot: plan.slots[stream.slot].name, message: describeProblem(problem) })))
  }
  if (problems.length > 0) return { findings, problems }
  return { feed, sources: opened, from, until, histories, findings }
}

/** Milliseconds of history the plan's values need. */
function longestLead(plan: Plan): number {
  return Math.max(0, ...plan.streams.map(({ timeframe }, i) => Math.max(plan.leads[i].warmup, plan.leads[i].settle) * barLength(timeframe)))
}
