import type { SlotView } from './trade.ts'

/**
 * Most whole lots, at most `upTo`, whose notional together with `held` lots stays within `units` of account currency.
 * Found by halving, since only the slot knows how a notional is rounded; notional never falls as lots grow.
 */
export function mostLots(slot: SlotView, held: number, units: number, upTo: number): number {
  let fits = 0
  let tooMany = upTo + 1
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2)
    if (slot.notional(held + middle) <= units) fits = middle
    else tooMany = middle
  }
  return fits
}
