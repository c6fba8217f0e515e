import type { FeedEvent } from '../market/feed.ts'
import { toTicks, type Grid } from '../money/grid.ts'
import type { SimulatedVenue } from '../venue/contract.ts'
import { wholeLots } from './bar-feed.ts'

/** Lets simulated orders meet a live price: the best of the book where it is known, else the price itself. */
export function meetPrice(venue: Pick<SimulatedVenue, 'point' | 'quote'>, grid: Grid, event: Extract<FeedEvent, { kind: 'price' }>): void {
  const { slot, price, quantity, best, time } = event
  if (best) {
    const { bid, bidQuantity, ask, askQuantity } = best
    const quote = {
      bid: toTicks(grid, bid),
      bidLots: wholeLots(grid, bidQuantity),
      ask: toTicks(grid, ask),
      askLots: wholeLots(grid, askQuantity),
    }
    return venue.quote(slot, quote, time)
  }
  venue.point(slot, toTicks(grid, price), time, quantity === undefined ? undefined : wholeLots(grid, quantity))
}
