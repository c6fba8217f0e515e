import type { DenialGroup, Remark, ReportDocument, TradeRow } from '../protocol/report.ts'
import { textOf } from '../money/decimal.ts'
import type { RunOutcome } from '../protocol/run.ts'
import { scaleOf } from './exact-text.ts'
import { counted, daysText, moneyDecimals, moneyText, timeText } from './format.ts'

type Facts = {
  readonly counts: ReportDocument['counts']
  readonly denials: readonly DenialGroup[]
  readonly open: readonly TradeRow[]
  readonly closed: number
  /** First to last close, days. */
  readonly days: number
}

/** Below this a result says little whatever its figures are. */
const FEW_TRADES = 30
/** A yearly figure from less than a quarter is an extrapolation. */
const SHORT_DAYS = 90

/**
 * What a reader must hear beside the profit, most serious first: simulated or repainting data, missing costs, what had to be guessed,
 * cut, carried over or refused, what is still open, and how little there is to judge by.
 */
export function writeRemarks(outcome: RunOutcome, facts: Facts): Remark[] {
  const all = [
    ...aboutData(outcome, facts),
    ...aboutProfile(outcome),
    ...aboutWeight(outcome, facts),
    ...aboutFills(facts),
    ...aboutFees(outcome),
    ...aboutDenials(facts),
  ]
  return all.toSorted((a, b) => Number(a.weight === 'note') - Number(b.weight === 'note'))
}

const warning = (id: string, text: string): Remark => ({ id, weight: 'warning', text })
const note = (id: string, text: string): Remark => ({ id, weight: 'note', text })

/** Marks that have a sentence of their own; others are shown as they are. */
const markSentences: Readonly<Record<string, string>> = {
  repaints: 'Repaints: decisions were taken on bars still forming, and such signals can vanish. Live results will differ.',
  'simulated market': 'Practice market (simulated): these prices are generated. The result says nothing about any real market.',
}

function* aboutData({ marks, unsettledDecisions }: RunOutcome, { counts }: Facts): Generator<Remark> {
  for (const mark of marks) yield warning(`mark:${mark}`, markSentences[mark] ?? `Marked: ${mark}.`)
  if (counts.missingBars > 0)
    yield warning(
      'missingBars',
      `${counted(counts.missingBars, 'bar')} that the calendar expects ${are(counts.missingBars)} missing from the data. A missing bar fills nothing.`,
    )
  if (counts.gapBars > 0)
    yield warning(
      'gapBars',
      `${counted(counts.gapBars, 'missing bar')} fell while an order or position was alive: what it would have met is not known.`,
    )
  if (counts.emptyBars > 0)
    yield note(
      'emptyBars',
      `${counted(counts.emptyBars, 'bar')} without a trade: flat, and nothing fills in ${counts.emptyBars === 1 ? 'it' : 'them'}.`,
    )
  if (counts.unknownEquityBars > 0)
    yield warning(
      'unknownEquityBars',
      `Equity is not known at ${counted(counts.unknownEquityBars, 'bar')} for want of a price or rate; the figures pass over ${counts.unknownEquityBars === 1 ? 'it' : 'them'}.`,
    )
  if (unsettledDecisions > 0)
    yield warning(
      'unsettledDecisions',
      `${counted(unsettledDecisions, 'decision')} ${were(unsettledDecisions)} taken while a recursive indicator still felt its first value: more history before the start would change ${unsettledDecisions === 1 ? 'it' : 'them'} slightly.`,
    )
}

function* aboutProfile({ binding }: RunOutcome): Generator<Remark> {
  const { fillProfile: fill } = binding
  if (fill.slippageBps === 0 && fill.makerFee === 0 && fill.takerFee === 0)
    yield warning('noCosts', 'No fees and no slippage are counted: real trading would have earned less.')
  if (fill.market === 'close')
    yield warning('closeFill', 'Orders fill at the close that decided them: real trading would have met a later price.')
}

function* aboutFills({ counts }: Facts): Generator<Remark> {
  const { ambiguousBars, partialFills, restsToNextOpen, cuts, sameStepIntents } = counts
  if (ambiguousBars > 0)
    yield note(
      'ambiguousBars',
      `In ${counted(ambiguousBars, 'bar')} the order of events inside the bar decided the outcome; the profile took its stated path. A lower timeframe (profile detail) would know.`,
    )
  if (partialFills > 0)
    yield note('partialFills', `${counted(partialFills, 'fill')} ${were(partialFills)} smaller than asked for want of volume.`)
  if (restsToNextOpen > 0)
    yield note(
      'restsToNextOpen',
      `${counted(restsToNextOpen, 'rest')} of a market order ${were(restsToNextOpen)} carried to the next open.`,
    )
  if (cuts > 0) yield note('cuts', `${counted(cuts, 'market buy')} ${were(cuts)} cut to the cash at hand.`)
  if (sameStepIntents > 0)
    yield note(
      'sameStepIntents',
      `${counted(sameStepIntents, 'time')} two orders for one slot came in one step and were taken in node order.`,
    )
}

/** Commissions paid in an asset that was not traded: real money all the same, at a rate that somebody chose. */
function* aboutFees({ fills, currency, unit, binding }: RunOutcome): Generator<Remark> {
  const paid = fills.flatMap(({ paid: one, fee }) => (one ? [{ ...one, fee }] : []))
  for (const asset of new Set(paid.map((one) => one.asset))) {
    const own = paid.filter((one) => one.asset === asset)
    const [counts, misses] = [own.filter(({ rate }) => rate !== null), own.filter(({ rate }) => rate === null)]
    const worth = textOf(
      counts.reduce((sum, { fee }) => sum + fee, 0),
      scaleOf(unit),
    )
    if (counts.length > 0)
      yield note(
        'feesElsewhere',
        `Commissions of ${counted(counts.length, 'fill')} were paid in ${asset} and are counted as ${moneyText(worth, moneyDecimals(binding.capital), 'up')} ${currency}, at the last price of ${asset} when each was paid.`,
      )
    if (misses.length > 0)
      yield warning(
        'feesUnpriced',
        `Commissions of ${counted(misses.length, 'fill')} were paid in ${asset}, whose worth was not known: they are not counted, and equity is lower than shown.`,
      )
  }
}

function* aboutDenials({ counts, denials }: Facts): Generator<Remark> {
  const list = (enforced: boolean) => {
    const groups = denials.filter((group) => group.enforced === enforced)
    return groups.map((group) => `${group.code} by ${group.by} (${group.count})`).join(', ')
  }
  if (counts.denied > 0) yield note('denied', `${counted(counts.denied, 'order')} denied: ${list(true)}.`)
  if (counts.wouldHaveDenied > 0)
    yield warning(
      'wouldHaveDenied',
      `${counted(counts.wouldHaveDenied, 'order')} would have been denied under account limits that this profile only reports: ${list(false)}.`,
    )
}

function* aboutWeight({ binding, currency }: RunOutcome, { open, closed, days }: Facts): Generator<Remark> {
  const decimals = moneyDecimals(binding.capital)
  for (const trade of open)
    yield warning(
      'openPosition',
      `Still open: ${trade.side} ${trade.quantity} ${trade.instrument} since ${timeText(trade.entryTime, true)}, marked at ${moneyText(trade.profit, decimals)} ${currency}, part of the equity shown but not of the trade figures.`,
    )
  if (closed === 0) yield warning('noTrades', 'Not one trade was closed.')
  else if (closed < FEW_TRADES)
    yield warning('fewTrades', `${counted(closed, 'closed trade')} ${are(closed)} few to judge by: luck alone could look like this.`)
  if (days < SHORT_DAYS) yield note('shortRange', `The run covers ${daysText(days)}: figures for a year are extrapolated.`)
}

function are(count: number): string {
  return count === 1 ? 'is' : 'are'
}

function were(count: number): string {
  return count === 1 ? 'was' : 'were'
}
