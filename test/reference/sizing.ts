import type { FillProfile } from '../../engine/protocol/profiles.ts'
import { ceilDiv, fraction, type Fraction } from './exact.ts'

/** Most lots, each worth `lot` units, that with entry costs and the reserve fit into `units` (reading S1). */
export function lotsForNotional(units: bigint, lot: bigint, fee: Fraction, profile: FillProfile): number {
  const [slip, kept] = [fraction(profile.slippageBps), fraction(profile.reserve)]
  const under = fee.under * slip.under * 10_000n * kept.under
  const over = under + (fee.over * slip.under * 10_000n + slip.over * fee.under) * kept.under + kept.over * fee.under * slip.under * 10_000n
  return units <= 0n ? 0 : Number((units * under) / (lot * over))
}

/** Most lots, each losing `loss` units at the stop and worth `worth`, whose loss with the costs of both ways stays within `units` (reading S2). */
export function lotsForRisk(units: bigint, loss: bigint, worth: bigint, fee: Fraction, profile: FillProfile): number {
  const slip = fraction(profile.slippageBps)
  const under = fee.under * slip.under * 10_000n
  const each = loss * under + 2n * worth * (fee.over * slip.under * 10_000n + slip.over * fee.under)
  return units <= 0n || each === 0n ? 0 : Number((units * under) / each)
}

/** Worst price of a guarded market order: rounded towards the reference, so never worse than asked. */
export function capOf(reference: number, part: number, buy: boolean): number {
  const { over, under } = fraction(part)
  const moved = buy ? under + over : under - over
  const exact = BigInt(reference) * moved
  return Number(buy ? exact / under : ceilDiv(exact, under))
}
