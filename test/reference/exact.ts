import type { Instrument } from '../../engine/money/instruments.ts'

/** A decimal as the fraction it is: 0.001 is 1/1000. */
export type Fraction = { readonly over: bigint; readonly under: bigint }

/** Reads decimal text, or a double as the shortest decimal that stands for it, exponents included. */
export function fraction(decimal: string | number): Fraction {
  const [mantissa, exponent = '0'] = String(decimal).toLowerCase().split('e')
  const [whole, part = ''] = mantissa.split('.')
  const digits = BigInt(whole + part)
  const shift = Number(exponent) - part.length
  return shift >= 0 ? { over: digits * 10n ** BigInt(shift), under: 1n } : { over: digits, under: 10n ** BigInt(-shift) }
}

const finest = 10n ** 12n

/** A ratio that was computed rather than written, such as 0.2 ÷ 0.3996: to the nearest 1e-12. */
export function ratio(value: number): Fraction {
  const exact = fraction(value)
  return finest % exact.under === 0n ? exact : { over: floorDiv(2n * exact.over * finest + exact.under, 2n * exact.under), under: finest }
}

/** ⌊a ÷ b⌋ for b > 0, towards minus infinity. */
export function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b
  return a % b < 0n ? quotient - 1n : quotient
}

/** ⌈a ÷ b⌉ for b > 0. */
export function ceilDiv(a: bigint, b: bigint): bigint {
  return -floorDiv(-a, b)
}

export function floorTimes(amount: bigint, rate: Fraction): bigint {
  return floorDiv(amount * rate.over, rate.under)
}

export function ceilTimes(amount: bigint, rate: Fraction): bigint {
  return ceilDiv(amount * rate.over, rate.under)
}

function decimalsOf(text: string): number {
  return text.split('.')[1]?.length ?? 0
}

/** Digits after the point of every amount of an account that trades these instruments (reading M1). */
export function accountScale(instruments: readonly Instrument[]): number {
  return Math.max(8, ...instruments.map(({ tick, lot }) => decimalsOf(tick) + decimalsOf(lot)))
}

/** One instrument's steps in integers: what a tick of one lot costs, what a lot weighs, how doubles become ticks and lots. */
export type Grid = ReturnType<typeof gridOf>

/** `scale`: digits after the point of both the quote's and the base's unit. */
export function gridOf(instrument: Instrument, scale: number) {
  const one = 10n ** BigInt(scale)
  const tick = fraction(instrument.tick)
  const lot = fraction(instrument.lot)
  const lotUnits = (lot.over * one) / lot.under
  const tickLotUnits = (tick.over * lot.over * one) / (tick.under * lot.under)
  const inSteps = (value: number, step: Fraction, round: (a: bigint, b: bigint) => bigint): number => {
    const exact = fraction(value)
    return Number(round(exact.over * step.under, exact.under * step.over))
  }
  const lots = (text: string) => Number(ceilDiv(fraction(text).over * lot.under, fraction(text).under * lot.over))
  return {
    scale,
    one,
    /** Base units in one lot. */
    lotUnits,
    /** Quote units of one lot at a price of one tick. */
    tickLotUnits,
    /** Least lots that can be sold, at least 1. */
    leastLots: Math.max(1, lots(instrument.minimums.quantity)),
    /** Least notional of an order, quote units. */
    leastNotional: ceilDiv(fraction(instrument.minimums.notional).over * one, fraction(instrument.minimums.notional).under),
    shortable: instrument.shortable,
    notional: (lots: number, ticks: number): bigint => BigInt(lots) * BigInt(ticks) * tickLotUnits,
    floorTicks: (price: number): number => inSteps(price, tick, floorDiv),
    ceilTicks: (price: number): number => inSteps(price, tick, ceilDiv),
    floorLots: (quantity: number): number => inSteps(quantity, lot, floorDiv),
    /** Ticks as the double nearest to the price they stand for. */
    price: (ticks: number): number => (ticks * Number(tick.over)) / Number(tick.under),
    quantity: (lots: number): number => (lots * Number(lot.over)) / Number(lot.under),
  }
}
