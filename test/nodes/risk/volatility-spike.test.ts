import fc from 'fast-check'
import { expect, test } from 'vitest'
import { volatilitySpike } from '../../../nodes/risk/volatility-spike.ts'
import { asSubject, run } from '../../kit/contract/subject.ts'

const subject = asSubject(volatilitySpike)!

function blockedOver(values: readonly number[], window: number): number[] {
  return [...run(subject, { window }, { volatility: Float64Array.from(values) }).blocked]
}

/** T-VOLSPIKE as the page says it: percentiles by sorting, nearest rank, the current observation left out. */
function bySorting(values: readonly number[], window: number): number[] {
  let blocked = false
  let calm = 0
  return values.map((value, i) => {
    const earlier = values.slice(Math.max(0, i - window), i).sort((a, b) => a - b)
    if (earlier.length < 100) return 2
    const rank = (share: number) => earlier[Math.ceil((share * earlier.length) / 100) - 1]
    if (value > rank(95)) blocked = true
    calm = blocked && value <= rank(90) ? calm + 1 : 0
    if (calm === 3) {
      blocked = false
      calm = 0
    }
    return blocked ? 1 : 0
  })
}

test('T-VOLSPIKE: equal to percentiles found by sorting', () => {
  const seen = new Set<number>()
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 130, maxLength: 260 }),
      fc.integer({ min: 100, max: 180 }),
      (values, window) => {
        const blocked = blockedOver(values, window)
        expect(blocked).toEqual(bySorting(values, window))
        for (const one of blocked) seen.add(one)
      },
    ),
  )
  expect(seen).toEqual(new Set([0, 1, 2]))
})

test('T-VOLSPIKE: of 100 earlier values the 95th stands as limit, and equal to it is no breach', () => {
  const ramp = Array.from({ length: 100 }, (_, i) => i + 1)
  expect(blockedOver([...ramp, 95], 100).at(-1)).toBe(0)
  expect(blockedOver([...ramp, 95.1], 100).at(-1)).toBe(1)
})

test('T-VOLSPIKE: released only by three calm values in a row', () => {
  const ramp = Array.from({ length: 100 }, (_, i) => i + 1)
  expect(blockedOver([...ramp, 200, 50, 50, 50, 50], 200).slice(100)).toEqual([1, 1, 1, 0, 0])
  expect(blockedOver([...ramp, 200, 50, 50, 93, 50, 50, 50], 200).slice(100)).toEqual([1, 1, 1, 1, 1, 1, 0])
})
