import type { TimeInForce } from '../../nodes/define/trade.ts'
import type { BestQuotes } from '../market/feed.ts'
import type { Priority } from './limiter.ts'

/** What venues say, in one set of words whatever the venue. Amounts and prices are decimal text, ids text: nothing is rounded on the way in. */

export type VenueOrder = {
  /** The id it was sent under; what a cancel was sent under does not count. */
  readonly clientId: string
  readonly venueId: string
  readonly symbol: string
  readonly side: 'buy' | 'sell'
  readonly status: 'open' | 'filled' | 'canceled' | 'expired' | 'rejected'
  readonly quantity: string
  /** What the venue says has filled: a hint, the trades are the truth. */
  readonly executed: string
  /** 0 for none. */
  readonly price: string
  readonly stopPrice: string
  /** Its trigger has been reached; false for orders without one. */
  readonly triggered: boolean
  /** Orders of one list set money aside once. Empty for none. */
  readonly list: string
  readonly time: number
}

export type VenueTrade = {
  readonly id: string
  readonly venueOrderId: string
  readonly price: string
  readonly quantity: string
  /** What the venue moved of quote for it, which it may have rounded; undefined where it does not tell. */
  readonly quoteQuantity: string | undefined
  readonly fee: string
  readonly feeAsset: string
  readonly maker: boolean
  readonly time: number
}

export type VenueBalance = { readonly asset: string; readonly free: string; readonly locked: string }

/** In what an account pays its commissions on a market. */
export type FeeTerms = {
  /** The asset that commissions can be paid in, whatever is traded; empty for none. */
  readonly asset: string
  /** That they are. */
  readonly enabled: boolean
  readonly maker: number
  readonly taker: number
}

export type KeyRights = {
  readonly trade: boolean
  readonly withdraw: boolean
  readonly transfer: boolean
  /** Usable from some addresses only. */
  readonly ipRestricted: boolean
}

/** What the private stream says of one order: how it stands, and the trade that this is about. */
export type OrderReport = { readonly order: VenueOrder; readonly trade: VenueTrade | undefined }

export type PrivateMessage =
  | { readonly kind: 'report'; readonly report: OrderReport }
  | { readonly kind: 'balances'; readonly balances: readonly VenueBalance[] }
  /** The venue ends the session: another one is to be opened. */
  | { readonly kind: 'ended'; readonly reason: string }
  /** The answer to something that was asked on this connection. */
  | { readonly kind: 'reply'; readonly id: string; readonly ok: boolean; readonly reason: string }
  | { readonly kind: 'other' }

export type VenueBar = {
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

export type MarketMessage =
  | { readonly kind: 'bar'; readonly symbol: string; readonly timeframe: string; readonly bar: VenueBar; readonly closed: boolean }
  /** Best bid and ask. */
  | { readonly kind: 'quote'; readonly symbol: string; readonly best: BestQuotes }
  | { readonly kind: 'other' }

/** One request, unsigned. */
export type VenueRequest = {
  /** Which of the venue's interfaces, as its signer names them. */
  readonly api: string
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly params: Readonly<Record<string, string | number>>
  readonly cost: Readonly<Record<string, number>>
  readonly priority: Priority
}

/** A new order as it is to be written for a venue: texts on its grid. */
export type NewOrder = {
  readonly symbol: string
  readonly side: 'buy' | 'sell'
  readonly type: 'market' | 'limit' | 'post-only' | 'stop' | 'stop-limit'
  readonly quantity: string
  readonly price: string
  readonly stopPrice: string
  readonly timeInForce: 'GTC' | 'IOC' | 'FOK'
  readonly clientId: string
}

/** What a venue can be asked for, by which the rules decide before anything is sent (T-TIF, T-CLOSE). */
export type VenueFeatures = {
  readonly stop: boolean
  readonly stopLimit: boolean
  /** Two resting orders of which one ends the other, linked at the venue. */
  readonly oco: boolean
  readonly trailingTicks: boolean
  readonly timesInForce: readonly TimeInForce[]
}
