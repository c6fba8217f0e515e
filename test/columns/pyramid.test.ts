import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildLevels, chooseBuckets, foldBuckets, largestBefore, type Fold, type Rows } from '../../engine/columns/pyramid.ts'

const folds = ['first', 'last', 'min', 'max', 'sum'] as const

/** What a bucket is by definition, in the plainest words. */
function plainly(fold: Fold, rows: readonly number[]): number {
  const present = rows.filter((value) => !Number.isNaN(value))
  if (present.length === 0) return NaN
  if (fold === 'first') return present[0]!
  if (fold === 'last') return present.at(-1)!
  if (fold === 'sum') return present.reduce((sum, value) => sum + value)
  return fold === 'min' ? Math.min(...present) : Math.max(...present)
}

function rowsOf(values: readonly number[]): Rows {
  const data = Float64Array.from(values)
  return { length: data.length, read: (from, to) => data.slice(from, to) }
}

/** Whole numbers, so that sums come out the same in any order; every third value may be missing. */
const column = fc
  .tuple(fc.integer({ min: 1, max: 40_000 }), fc.integer({ min: 1, max: 1000 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([length, seed, holes]) => {
    let state = seed
    const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296
    return Array.from({ length }, () => (random() < holes / 3 ? NaN : Math.floor(random() * 2000) - 1000))
  })
const share = fc.double({ min: 0, max: 1, noNaN: true })

test('buckets are what a plain loop over their rows gives, at any zoom', () => {
  fc.assert(
    fc.property(column, share, share, fc.integer({ min: 1, max: 500 }), (values, a, b, points) => {
      const rows = rowsOf(values)
      const [from, to] = [a, b].map((part) => Math.floor(part * values.length)).toSorted((x, y) => x - y) as [number, number]
      const buckets = chooseBuckets(from, to, points)
      const levels = buildLevels(folds, rows)
      for (const fold of folds) {
        const folded = foldBuckets(fold, rows, () => levels, buckets)
        const expected = Array.from({ length: buckets.count }, (_, i) => {
          const start = buckets.from + i * buckets.size
          return plainly(fold, values.slice(start, start + buckets.size))
        })
        expect([...folded]).toEqual(expected)
      }
    }),
    { numRuns: 60 },
  )
})

test('buckets cover what was asked for, are never more than asked for and never coarser than need be', () => {
  fc.assert(
    fc.property(fc.nat(2_000_000), fc.nat(2_000_000), fc.integer({ min: 1, max: 4000 }), (a, b, points) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)]
      const buckets = chooseBuckets(from, to, points)
      expect(buckets.count).toBeLessThanOrEqual(points)
      expect(buckets.from % buckets.size).toBe(0)
      const covers = buckets.from <= from && buckets.from + buckets.count * buckets.size >= to
      expect(covers || to === from).toBe(true)
      const finer = buckets.size / 2
      expect(finer < 1 || Math.ceil(to / finer) - Math.floor(from / finer) > points).toBe(true)
    }),
  )
})

test('no zoom misses an extreme: a single spike is the largest of every view that holds it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300_000 }),
      share,
      share,
      share,
      fc.integer({ min: 1, max: 4000 }),
      (length, at, a, b, points) => {
        const data = new Float64Array(length)
        const spike = Math.min(length - 1, Math.floor(at * length))
        data[spike] = 7
        const rows: Rows = { length, read: (from, to) => data.slice(from, to) }
        const buckets = chooseBuckets(Math.floor(a * spike), spike + 1 + Math.floor(b * (length - spike - 1)), points)
        const folded = foldBuckets('max', rows, () => buildLevels(['max'], rows), buckets)
        expect(Math.max(...folded)).toBe(7)
        expect(folded[Math.floor((spike - buckets.from) / buckets.size)]).toBe(7)
      },
    ),
    { numRuns: 60 },
  )
})

test('the largest value before a row is that of a plain loop', () => {
  fc.assert(
    fc.property(column, share, (values, part) => {
      const row = Math.floor(part * values.length)
      const rows = rowsOf(values)
      expect(largestBefore(row, rows, buildLevels(['max'], rows))).toBe(plainly('max', values.slice(0, row)))
    }),
    { numRuns: 60 },
  )
})
