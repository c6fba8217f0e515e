import type { Grid } from '../money/grid.ts'
import type { ApprovedOrder } from '../protocol/orders.ts'

/** One order of ours at the venue: what has been proven of it so far. */
export type SentOrder = {
  readonly order: ApprovedOrder
  readonly clientId: string
  readonly grid: Grid
  /** The venue's name of the market. */
  readonly symbol: string
  /** The venue's own number; empty until it is known. */
  venueId: string
  /** `waiting`: not handed over yet; `sent`: on its way; `unknown`: its fate is not proven; `proven`: it is or was there; `never`: proven never to have been placed. */
  created: 'waiting' | 'sent' | 'unknown' | 'proven' | 'never'
  /** That it is there has been told. */
  accepted: boolean
  /** Its end is told. */
  over: boolean
  /** Lots of its trades, by trade id. */
  readonly trades: Map<string, number>
  filled: number
  /** The venue's time in the request that carried it. */
  sentAt: number
  /** To be withdrawn as soon as it is known to be there. */
  cancelWanted: boolean
  canceling: boolean
  /** Somebody is finding out about it already. */
  chased: boolean
}

export function sentOrder(order: ApprovedOrder, clientId: string, grid: Grid, symbol: string): SentOrder {
  return {
    order,
    clientId,
    grid,
    symbol,
    venueId: '',
    created: 'waiting',
    accepted: false,
    over: false,
    trades: new Map(),
    filled: 0,
    sentAt: 0,
    cancelWanted: false,
    canceling: false,
    chased: false,
  }
}

/** Whether the venue may still do something with it. */
export const mayLive = ({ over, created }: SentOrder): boolean => !over && created !== 'never'
