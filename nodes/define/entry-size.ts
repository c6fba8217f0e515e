import { flag, int } from './params.ts'
import type { Denial, SizedSignal } from './trade.ts'

/** What every sizing node asks about entries that meet a position. */
export const entryParams = {
  additions: int({
    label: 'Additions',
    default: 0,
    min: 0,
    max: 50,
    help: 'How many further entries on the same side may join an open position',
  }),
  reverse: flag({
    label: 'Reverse',
    default: false,
    help: 'An opposite entry closes and enters at once; otherwise it closes first and enters on the next signal',
  }),
}

/** An entry of `lots` whole lots with its stop distance in ticks (0: none); a denial when the number is unknown or less than one lot. */
export function entrySize(
  lots: number,
  stopTicks: number,
  { additions, reverse }: { readonly additions: number; readonly reverse: boolean },
): Omit<SizedSignal, 'signal'> | Denial {
  if (!(lots >= 1)) return lots < 1 ? { code: 'SIZE_ZERO', value: lots, limit: 1 } : { code: 'SIZE_UNKNOWN', value: NaN, limit: NaN }
  return { lots, stopTicks, additions, reverse }
}
