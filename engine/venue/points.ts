import type { FillProfile } from '../protocol/profiles.ts'
import type { TickBar } from './contract.ts'

/**
 * Whether the path of a bar goes from its open to the low first (O-L-H-C) or to the high (T-FILL-PATH). Adverse to the
 * position held after the open's fills; when flat, or under `nearest-first`, the extreme nearer the open, a tie to the
 * low. Under `detail` each finer bar is passed like a bar of its own, adverse first.
 */
export function lowFirst(bar: TickBar, positionLots: number, path: FillProfile['path']): boolean {
  if (positionLots === 0 || path === 'nearest-first') return bar.open - bar.low <= bar.high - bar.open
  return positionLots > 0
}
