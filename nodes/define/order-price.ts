import type { Denial, SlotView } from './trade.ts'

/** The denial of an order whose price cannot be worked out: `value` is missing or not above zero. */
export function priceUnknown(value: number): Denial {
  return { code: 'PRICE_UNKNOWN', value, limit: 0 }
}

/**
 * The price of an order: what a wire carries on the row, else the slot's last price moved up by `offset` (a fraction of it,
 * below 0 moves down). Quote per base; a denial when there is no such price.
 */
export function orderPrice(wire: Float64Array | undefined, row: number, slot: SlotView, offset: number): number | Denial {
  const price = wire ? wire[row] : slot.referencePrice * (1 + offset)
  return price > 0 && price < Infinity ? price : priceUnknown(price)
}

/**
 * A distance between prices: what a wire carries on the row, else a fraction of the slot's last price. Quote per base, above 0;
 * undefined when nothing is wired and the fraction is 0, a denial when there is no such distance.
 */
export function orderDistance(wire: Float64Array | undefined, row: number, slot: SlotView, fraction: number): number | undefined | Denial {
  if (!wire && fraction === 0) return undefined
  const distance = wire ? wire[row] : slot.referencePrice * fraction
  return distance > 0 && distance < Infinity ? distance : priceUnknown(distance)
}

/** `expiresAfter` of a request, from a parameter in which 0 means never. */
export function expiry(bars: number): { readonly expiresAfter?: number } {
  return bars > 0 ? { expiresAfter: bars } : {}
}
