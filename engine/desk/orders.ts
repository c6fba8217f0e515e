import type { OrderFact, OrderState, Trade } from '../protocol/orders.ts'

/**
 * What is known of one order: the set of its facts, folded so that neither their order nor their repetition matters
 * (T-ORDER-FACTS). What filled comes from trades by trade id and from nothing else.
 */
export type OrderFacts = {
  accepted: boolean
  triggered: boolean
  /** Σ lots of its trades, and Σ lots × ticks. */
  filled: number
  filledTickLots: number
  /** Units of base taken as fees. */
  feeBase: number
  lastTradeTime: number
  /** Id of its first trade, empty for none, and of further ones: most orders have one. */
  tradeId: string
  moreTradeIds: string[] | null
  /** The earliest fact of each kind that ends an order; null for none. */
  canceled: End | null
  expired: End | null
  rejected: End | null
  /** Latest time at which the outcome of its creation, and of a cancel, was said to be unproven, and at which one was proven; 0 for never. */
  createUnknown: number
  cancelUnknown: number
  settled: number
}

export type End = { readonly time: number; readonly reason: string }

/** An order that no fact is known of yet. */
export function noFacts(): OrderFacts {
  return {
    accepted: false,
    triggered: false,
    filled: 0,
    filledTickLots: 0,
    feeBase: 0,
    lastTradeTime: 0,
    tradeId: '',
    moreTradeIds: null,
    canceled: null,
    expired: null,
    rejected: null,
    createUnknown: 0,
    cancelUnknown: 0,
    settled: 0,
  }
}

/**
 * Whether the outcome of its last command is not proven (T-UNKNOWN). Any sign of life proves a creation; a cancel is proven by an end
 * or by word that it did not happen.
 */
export function isUnknown(facts: OrderFacts, lots: number): boolean {
  if (hasEnded(facts, lots)) return false
  const { createUnknown, cancelUnknown, settled, accepted, triggered, filled } = facts
  if (cancelUnknown > settled) return true
  return createUnknown > settled && !accepted && !triggered && filled === 0
}

/** Since when it is unknown; 0 while it is not. */
export function unknownSince(facts: OrderFacts, lots: number): number {
  return isUnknown(facts, lots) ? Math.max(facts.createUnknown, facts.cancelUnknown) : 0
}

/**
 * State of an order of `lots`, a pure function of its facts: filled before canceled before expired before rejected.
 * A rejected order with trades stays rejected until it is filled: that it lives is for an alert to say.
 */
export function stateOf(facts: OrderFacts, lots: number): OrderState {
  if (facts.filled >= lots) return 'filled'
  if (facts.canceled !== null) return 'canceled'
  if (facts.expired !== null) return 'expired'
  if (facts.rejected !== null) return 'rejected'
  if (facts.filled > 0) return 'partial'
  if (facts.triggered) return 'triggered'
  return facts.accepted ? 'accepted' : 'sent'
}

/** Whether nothing more is to be expected of it. */
export function hasEnded(facts: OrderFacts, lots: number): boolean {
  return facts.filled >= lots || facts.canceled !== null || facts.expired !== null || facts.rejected !== null
}

/** When and why it ended; the time of the last trade and no words when it was filled, null while it works. */
export function endOf(facts: OrderFacts, lots: number): End | null {
  if (facts.filled >= lots) return { time: facts.lastTradeTime, reason: '' }
  return facts.canceled ?? facts.expired ?? facts.rejected
}

/** What an arrival means beyond the set: nothing new, or something that must not have happened. */
export type Arrival = 'new' | 'known' | 'refused' | 'late fill' | 'overfill' | 'life after rejection'

/**
 * Adds a fact to what is known of an order of `lots`. The answer says what is odd about its arrival; `known` and
 * `refused` changed nothing. A trade counts once by its id, and counts whatever was said before: it happened.
 */
export function addFact(facts: OrderFacts, lots: number, fact: OrderFact): Arrival {
  switch (fact.kind) {
    case 'trade':
      return addTrade(facts, lots, fact)
    case 'accepted': {
      if (facts.accepted) return 'known'
      facts.accepted = true
      return facts.rejected === null ? 'new' : 'life after rejection'
    }
    case 'triggered': {
      if (facts.triggered) return 'known'
      facts.triggered = true
      return facts.rejected === null ? 'new' : 'life after rejection'
    }
    case 'unknown': {
      const name = fact.command === 'create' ? 'createUnknown' : 'cancelUnknown'
      if (facts[name] >= fact.time) return 'known'
      facts[name] = fact.time
      return 'new'
    }
    case 'settled': {
      if (facts.settled >= fact.time) return 'known'
      facts.settled = fact.time
      return 'new'
    }
    case 'canceled': {
      const known = facts.canceled
      facts.canceled = earlier(known, fact.time, fact.reason)
      return facts.canceled === known ? 'known' : 'new'
    }
    case 'expired': {
      const known = facts.expired
      facts.expired = earlier(known, fact.time, fact.reason)
      return facts.expired === known ? 'known' : 'new'
    }
    case 'rejected': {
      const known = facts.rejected
      facts.rejected = earlier(known, fact.time, `${fact.code} ${fact.reason}`.trim())
      if (facts.rejected === known) return 'known'
      return facts.filled > 0 || facts.accepted || facts.triggered ? 'life after rejection' : 'new'
    }
  }
}

function addTrade(facts: OrderFacts, lots: number, trade: Trade): Arrival {
  if (!(Number.isSafeInteger(trade.lots) && trade.lots > 0 && Number.isSafeInteger(trade.ticks) && trade.ticks > 0)) return 'refused'
  if (!(Number.isSafeInteger(trade.fee) && trade.fee >= 0)) return 'refused'
  if (trade.tradeId === '') return 'refused'
  if (facts.tradeId === trade.tradeId || facts.moreTradeIds?.includes(trade.tradeId)) return 'known'
  const late = facts.canceled !== null || facts.expired !== null
  if (facts.tradeId === '') facts.tradeId = trade.tradeId
  else (facts.moreTradeIds ??= []).push(trade.tradeId)
  facts.filled += trade.lots
  facts.filledTickLots += trade.lots * trade.ticks
  if (trade.feeAsset === 'base') facts.feeBase += trade.fee
  if (trade.time > facts.lastTradeTime) facts.lastTradeTime = trade.time
  if (facts.filled > lots) return 'overfill'
  if (facts.rejected !== null) return 'life after rejection'
  return late ? 'late fill' : 'new'
}

/** The earlier of two ends, by time and then by words, so that the answer does not hang on which came first. */
function earlier(known: End | null, time: number, reason: string): End {
  if (known !== null && (known.time < time || (known.time === time && known.reason <= reason))) return known
  return { time, reason }
}
