import type { AccountView, Denial, SizedSignal, Signal } from './trade.ts'

/**
 * How much of its slot's position an exit signal closes: the floor of `share` (0 to 1) of the lots held.
 * `NO_POSITION` when there is nothing on the side it speaks of, `SIZE_ZERO` when the share is less than a lot.
 */
export function closingSize(signal: Signal, account: AccountView, share = 1): Omit<SizedSignal, 'signal'> | Denial {
  const held = account.slot(signal.slot).positionLots
  const speaksOfIt = held !== 0 && (signal.side === 'any' || (signal.side === 'long') === held > 0)
  if (!speaksOfIt) return { code: 'NO_POSITION', value: held, limit: 0 }
  const lots = share === 1 ? Math.abs(held) : account.share(Math.abs(held), share)
  return lots > 0 ? { lots, stopTicks: 0, additions: 0, reverse: false } : { code: 'SIZE_ZERO', value: lots, limit: 1 }
}

/** Whether carrying out the signal means buying: entering long, or leaving a short position. */
export function buys(signal: Signal, account: AccountView): boolean {
  if (signal.action === 'enter') return signal.side === 'long'
  return account.slot(signal.slot).positionLots < 0
}

/** Lots of the slot's position that stand against an entry: 0 when flat or on the same side. */
export function lotsAgainst(signal: Signal, account: AccountView): number {
  const held = account.slot(signal.slot).positionLots
  return signal.action === 'enter' && held !== 0 && (signal.side === 'long') !== held > 0 ? Math.abs(held) : 0
}
