import type { AnswerTable } from './classify.ts'
import type { ClientIdShape } from './client-id.ts'
import type { Limit } from './limiter.ts'
import * as read from './binance-read.ts'
import * as requests from './binance-requests.ts'
import * as streams from './binance-streams.ts'
import { BINANCE_RECEIVE_WINDOW, binanceAnswers, binanceLimits, binanceUsage } from './binance.ts'
import { binanceClientId } from './client-id.ts'

/** All that is one venue's own: its words and numbers. A further venue is one more of these and nothing else. */
export type VenueProtocol = {
  readonly name: string
  /** The name ccxt knows it by, for addresses and signatures. */
  readonly signer: 'binance'
  /** Its streams' addresses. */
  readonly streams: { readonly account: string; readonly market: string }
  readonly answers: AnswerTable
  readonly limits: readonly Limit[]
  readonly usage: Readonly<Record<string, string>>
  readonly receiveWindow: number
  readonly clientIds: ClientIdShape
  readonly requests: typeof requests
  readonly read: typeof read
  readonly talk: typeof streams
}

export const binance: VenueProtocol = {
  name: 'Binance',
  signer: 'binance',
  streams: { account: 'wss://ws-api.binance.com:443/ws-api/v3', market: 'wss://stream.binance.com:9443/ws' },
  answers: binanceAnswers,
  limits: binanceLimits,
  usage: binanceUsage,
  receiveWindow: BINANCE_RECEIVE_WINDOW,
  clientIds: binanceClientId,
  requests,
  read,
  talk: streams,
}
