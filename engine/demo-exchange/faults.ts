/**
 * What exchanges have been seen to do wrong. Each can be asked for once, a number of times, or drawn by a seed; the exchange asks
 * here at every place where one could happen. The numbers missing from the catalogue are no exchange's doing (F22 identity, F26
 * kill -9, F27 disk, F34 sleep) or always so (F25: a client id may come again once its order has filled).
 */
export const faults = {
  F01: 'an order is taken, the answer is a 504',
  F02: 'an order is taken, the connection is cut before the answer',
  F03: '429 with Retry-After 7',
  F04: '418 with a ban of two minutes',
  F05: '503 "Unknown error", and the order is taken a little later',
  F06: 'a fill is on the private stream before the order is answered',
  F07: 'a fill is told twice',
  F08: 'a fill is told again with another price under the same id',
  F09: 'a fill after the cancel was confirmed',
  F10: 'a cancel is answered "unknown order" because the order has filled',
  F11: 'an order cannot be found for twenty seconds after it was taken',
  F12: 'an order is said to be over without what it filled',
  F13: 'the streams stay open and say nothing for ten minutes',
  F14: 'the private stream is cut around a fill',
  F15: 'one fill is missing from the private stream',
  F16: 'a page of HTML with status 200',
  F17: "the exchange's clock is three seconds off",
  F18: 'trade ids beyond 2^53',
  F19: 'the list of open orders is cut short',
  F20: 'the account cannot be queried',
  F21: 'somebody else trades with the key',
  F23: 'a redirect to another address',
  F24: 'the key may suddenly withdraw',
  F28: 'an order fills in part, is canceled, and fills on',
  F29: 'commission in a third asset',
  F30: 'tick and lot size change',
  F31: 'an order is rejected after it was accepted',
  F32: 'a stop is triggered and then rejected',
  F33: 'a candle is told twice, out of order and revised',
  F35: 'balances are two seconds behind the fills',
  F36: 'timestamps are refused for half a minute',
  F37: 'a cancel-and-replace that only cancels',
  F38: 'a deposit while a run lives',
  F39: 'maintenance for twenty minutes',
  F40: 'the private session ends',
} as const

export type Fault = keyof typeof faults
export const isFault = (name: string): name is Fault => name in faults

export type Faults = {
  /** Lets a fault happen at its next occasion, as often as said. */
  inject(fault: Fault, times?: number): void
  /** Whether it happens here and now; one occasion is used up. */
  happens(fault: Fault): boolean
  /** What happened so far, in order. */
  readonly happened: readonly Fault[]
}

/** A generator of doubles in [0, 1) with a state of 32 bits (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** `rate`: how likely each of `drawn` is at each of its occasions, 0 to 1. */
export function createFaults(seed: number, rate: number, drawn: readonly Fault[] = []): Faults {
  const random = seeded(seed)
  const asked = new Map<Fault, number>()
  const happened: Fault[] = []
  return {
    happened,
    inject: (fault, times = 1) => void asked.set(fault, (asked.get(fault) ?? 0) + times),
    happens(fault) {
      const left = asked.get(fault) ?? 0
      if (left > 0) asked.set(fault, left - 1)
      else if (!(drawn.includes(fault) && random() < rate)) return false
      happened.push(fault)
      return true
    },
  }
}
