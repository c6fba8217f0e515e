import type { FillProfile, RiskProfile } from '../protocol/profiles.ts'
import type { RunOutcome } from '../protocol/run.ts'
import { rateText } from './format.ts'

export type Assumption = { readonly id: string; readonly text: string }

/** What the simulation takes for granted, one sentence each, written from the profiles themselves so that they cannot say something else. */
export function describeAssumptions(outcome: RunOutcome): Assumption[] {
  const { fillProfile: fill, riskProfile: risk } = outcome.binding
  return [
    { id: 'fillProfile', text: `Fill profile ${fill.name}.` },
    { id: 'market', text: marketSentence(fill) },
    { id: 'path', text: pathSentences[fill.path] },
    { id: 'limit', text: limitSentences[fill.limit] },
    { id: 'volume', text: volumeSentence(fill) },
    { id: 'slippage', text: slippageSentence(fill) },
    { id: 'fees', text: feesSentence(outcome) },
    { id: 'cash', text: cashSentence(fill) },
    { id: 'end', text: endSentences[fill.closeAtEnd] },
    { id: 'riskProfile', text: riskSentence(risk) },
  ]
}

function marketSentence(fill: FillProfile): string {
  if (fill.market === 'close')
    return 'Market orders fill at the very close that decided, a price nobody can trade at after reading it: optimistic.'
  const cap = fill.marketCap === null ? '' : `; a market order takes no price more than ${rateText(fill.marketCap)} beyond the last`
  return `A decision at a bar's close meets its first price at the next bar's open${cap}.`
}

const pathSentences: Record<FillProfile['path'], string> = {
  'adverse-first': 'Inside a bar the extreme against the open position comes first; without a position, the one nearer the open.',
  'nearest-first': 'Inside a bar the extreme nearer the open comes first.',
  detail: 'Bars of a lower timeframe decide what happened first inside a bar.',
}

const limitSentences: Record<FillProfile['limit'], string> = {
  through: 'A resting limit fills only when price trades through it by a tick.',
  touch: 'A resting limit fills as soon as price touches it: optimistic, there is no queue.',
}

function volumeSentence(fill: FillProfile): string {
  if (fill.volumeShare >= 1) return "Fills are not held back by a bar's volume: optimistic for large orders."
  return `All fills of a bar take at most ${rateText(fill.volumeShare)} of its volume.`
}

function slippageSentence(fill: FillProfile): string {
  if (fill.slippageBps === 0 && fill.slippageImpact === 0) return 'No slippage: optimistic.'
  const impact = fill.slippageImpact === 0 ? '' : ` plus ${String(fill.slippageImpact)} · (quantity ÷ volume)² of the price`
  return `Takers slip ${String(fill.slippageBps)} basis points${impact}, always against the order.`
}

function feesSentence({ binding, streams }: RunOutcome): string {
  const { makerFee, takerFee, buyFeeInBase } = binding.fillProfile
  const rates = new Set(
    streams.map(
      ({ instrument }) => `${rateText(makerFee ?? instrument.fees.maker)} maker, ${rateText(takerFee ?? instrument.fees.taker)} taker`,
    ),
  )
  const isFree = makerFee === 0 && takerFee === 0
  const where = buyFeeInBase && !isFree ? '; a spot buy pays its fee in base' : ''
  return isFree ? 'No fees: optimistic.' : `Fees of the notional: ${[...rates].join('; ')}${where}.`
}

function cashSentence(fill: FillProfile): string {
  const reserve = fill.reserve === 0 ? '' : ` Sizing keeps ${rateText(fill.reserve)} of cash back beside fees and slippage.`
  return `No borrowing: a market buy is cut to the cash at its fill, a limit that cash cannot cover is denied.${reserve}`
}

const endSentences: Record<FillProfile['closeAtEnd'], string> = {
  mark: 'Positions open at the end are marked at the last price and listed apart; leaving them would cost fees and slippage.',
  'last-close': 'Positions open at the end are closed at the last close, with its costs.',
  'last-open': "Positions open at the end are closed at the last bar's open.",
}

function riskSentence(risk: RiskProfile): string {
  const limits: string[] = []
  const share = (words: string, fraction: number | null) => fraction !== null && limits.push(`${words} ${rateText(fraction)}`)
  share('one order', risk.maxNotional)
  share('one position', risk.maxPosition)
  share('exposure', risk.exposure)
  share('drawdown', risk.drawdown)
  share('loss in a day', risk.dayLoss)
  share('price off the last', risk.fatFinger)
  if (risk.lossStreak !== null) limits.push(`${risk.lossStreak} losses in a row`)
  if (risk.maxOpenOrders !== null) limits.push(`${risk.maxOpenOrders} open orders`)
  if (risk.maxOpenSlots !== null) limits.push(`${risk.maxOpenSlots} open positions`)
  if (risk.ordersPerSecond !== null) limits.push(`${risk.ordersPerSecond} orders a second`)
  const list = limits.length > 0 ? ` (${limits.join(', ')})` : ''
  return risk.enforceAll
    ? `Risk profile ${risk.name}: account limits refuse orders${list}.`
    : `Risk profile ${risk.name}: market rules, cash, duplicates and the graph's own gates refuse; account limits${list} are only reported as "would have denied".`
}
