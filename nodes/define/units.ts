/**
 * What a number measures. Exponents of quote and base: a price is quote/base, a notional is quote, a quantity is base.
 * `ratio` is a pure fraction of like by like, `count` counts bars or trades, `plain` means nothing in particular
 * (an oscillator, a product of prices). `literal` is a written constant: it fits wherever a number is wanted.
 */
export const units = ['price', 'notional', 'quantity', 'ratio', 'count', 'plain', 'literal'] as const
export type Unit = (typeof units)[number]

type Exponents = { readonly quote: number; readonly base: number }

const exponents: Record<'price' | 'notional' | 'quantity' | 'ratio', Exponents> = {
  price: { quote: 1, base: -1 },
  notional: { quote: 1, base: 0 },
  quantity: { quote: 0, base: 1 },
  ratio: { quote: 0, base: 0 },
}

const NOTHING: Exponents = { quote: 0, base: 0 }

/** Counts and literals scale a measure without changing it; plain swallows whatever it meets. */
function exponentsOf(unit: Unit): Exponents | undefined {
  if (unit === 'plain') return undefined
  return unit === 'count' || unit === 'literal' ? NOTHING : exponents[unit]
}

function named({ quote, base }: Exponents): Unit {
  for (const [unit, known] of Object.entries(exponents)) if (known.quote === quote && known.base === base) return unit as Unit
  return 'plain'
}

/** Unit of a × b. A result outside the named set (price × price) is plain. */
export function timesUnit(a: Unit, b: Unit): Unit {
  if (a === 'literal') return b
  if (b === 'literal') return a
  const x = exponentsOf(a)
  const y = exponentsOf(b)
  return x && y ? named({ quote: x.quote + y.quote, base: x.base + y.base }) : 'plain'
}

/** Unit of a ÷ b. Like by like is a ratio; count by count too. */
export function overUnit(a: Unit, b: Unit): Unit {
  if (b === 'literal') return a
  if (a === 'literal' && (b === 'ratio' || b === 'count')) return 'ratio'
  const x = exponentsOf(a)
  const y = exponentsOf(b)
  return x && y ? named({ quote: x.quote - y.quote, base: x.base - y.base }) : 'plain'
}

/** Unit of √a: exponents halve; what cannot be halved is plain. */
export function rootUnit(a: Unit): Unit {
  if (a === 'literal' || a === 'ratio') return a
  return 'plain'
}

/**
 * Unit of a sum, difference, minimum, maximum or comparison: both sides must measure the same thing.
 * Returns undefined where they do not; a literal takes the other side's unit.
 */
export function sameUnit(a: Unit, b: Unit): Unit | undefined {
  if (a === 'literal') return b
  if (b === 'literal') return a
  return a === b ? a : undefined
}

/** The same for any number of sides; those not wired (`undefined`) do not count. */
export function commonUnit(sides: readonly (Unit | undefined)[]): Unit | undefined {
  let common: Unit | undefined = 'literal'
  for (const side of sides) if (side !== undefined && common !== undefined) common = sameUnit(common, side)
  return common
}
