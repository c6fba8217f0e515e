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
    help: 'An opposite entry closes and enters at once; otherwise it closes first and enters a bar later',
  }),
}

/** The denial of an entry whose size cannot be worked out from `value`: missing, or not above zero. */
export function sizeUnknown(value: number): Denial {
  return { code: 'SIZE_UNKNOWN', value, limit: 0 }
}

/** An entry of `lots` whole lots with its stop distance in ticks (0: none); a denial when it is less than one lot. */
export function entrySize(
  lots: number,
  stopTicks: number,
  { additions, reverse }: { readonly additions: number; readonly reverse: boolean },
): Omit<SizedSignal, 'signal'> | Denial {
  return lots >= 1 ? { lots, stopTicks, additions, reverse } : { code: 'SIZE_ZERO', value: lots, limit: 1 }
}
