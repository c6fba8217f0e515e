import { log } from '../../nodes/define/functions.ts'

/**
 * A stream of pseudo-random numbers that any four integers name: the same names give the same numbers on every machine, and any stream
 * can be read without reading those before it. Generator: sfc32 of PractRand (C. Doty-Humphrey); seeding: the finaliser of MurmurHash3.
 */
export type Random = {
  /** Starts the stream these numbers name. */
  readonly seek: (seed: number, purpose: number, level: number, index: number) => void
  /** Uniform in (0, 1), never either end. */
  readonly unit: () => number
  /** Standard normal (Marsaglia's polar method). */
  readonly normal: () => number
  /** Triangular with mean 0 and standard deviation 1: a cheap hump for noise whose tails do not matter. */
  readonly tent: () => number
}

function stir(hash: number, value: number): number {
  hash = Math.imul(hash ^ value, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

/** √6 ÷ 2^16: two uniforms of 16 bits add up to a variance of 1/6. */
const TENT = 2.449489742783178 / 65536

/** A generator to be aimed with `seek`; it allocates nothing afterwards. */
export function createRandom(): Random {
  let a = 0
  let b = 0
  let c = 0
  let counter = 1
  let spare = NaN

  function next(): number {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum
  }

  const unit = () => ((next() >>> 0) + 0.5) / 4294967296

  function seek(seed: number, purpose: number, level: number, index: number): void {
    a = stir(stir(seed | 0, 0x9e3779b9), purpose)
    b = stir(stir(a, level), index)
    c = stir(stir(b, seed | 0), 0x243f6a88)
    counter = 1
    spare = NaN
    for (let i = 0; i < 10; i++) next()
  }

  function normal(): number {
    if (spare === spare) {
      const value = spare
      spare = NaN
      return value
    }
    for (;;) {
      const x = 2 * unit() - 1
      const y = 2 * unit() - 1
      const s = x * x + y * y
      if (s >= 1) continue
      const scale = Math.sqrt((-2 * log(s)) / s)
      spare = y * scale
      return x * scale
    }
  }

  function tent(): number {
    const bits = next()
    return ((bits & 0xffff) + (bits >>> 16) - 65535) * TENT
  }
  return { seek, unit, normal, tent }
}
