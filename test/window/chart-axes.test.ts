import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ChartInfo } from '../../engine/protocol/chart-requests.ts'
import { barOfTime, timeAt } from '../../renderer/chart/bar-times.ts'
import { compact, decimalsOfText, fixed, measured, NOTHING, percent } from '../../renderer/chart/numbers.ts'
import { decimalsOf, roundSteps, timeTicks, timeWords } from '../../renderer/chart/ticks.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

test('values on an axis are round, in order, inside, and as many as there is room for', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      fc.integer({ min: 20, max: 1000 }),
      (low, span, height) => {
        const { values, step } = roundSteps(low, low + span, height)
        // A span far below the values themselves is as exact as doubles are there.
        const slack = step * 1e-6 + Math.abs(low) * 2 ** -50
        expect(values.every((value) => value >= low - slack && value <= low + span + slack)).toBe(true)
        expect(values.length).toBeLessThanOrEqual(height / 44 + 2)
        const digits = Number(step.toExponential().split('e')[0])
        expect([1, 2, 5, 10].some((digit) => Math.abs(digits - digit) < 1e-9)).toBe(true)
      },
    ),
  )
})

test('no step is finer than a tick of the price', () => {
  expect(roundSteps(100, 100.1, 500, 44, 0.05).step).toBe(0.05)
  expect(decimalsOf(0.05)).toBe(2)
  expect(decimalsOf(20)).toBe(0)
})

test('times on an axis are round in UTC: hours, days, months, years', () => {
  const from = Date.UTC(2023, 10, 30)
  const labels = (span: number) => timeTicks(from, from + span, 960).map(({ label }) => label)
  expect(labels(2 * DAY)).toEqual(['30 Nov', '06:00', '12:00', '18:00', '1 Dec', '06:00', '12:00', '18:00', '2 Dec'])
  expect(labels(40 * DAY)).toContain('4 Dec')
  expect(labels(900 * DAY)).toContain('2024')
  for (const { at } of timeTicks(from, from + 900 * DAY, 960)) expect(new Date(at).getUTCDate()).toBe(1)
})

test('a bar has one time and a time one bar, whatever the size of the buckets and the gaps', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 400 }),
      fc.constantFrom(1, 2, 8, 64),
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 10 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (count, size, gaps, place) => {
        const closes = Array.from({ length: count * size }, () => 0)
        let time = Date.UTC(2024, 0, 1)
        for (let bar = 0; bar < closes.length; bar++) {
          time += HOUR * (bar % 37 === 36 ? gaps[bar % gaps.length]! : 1)
          closes[bar] = time
        }
        const stretch = { from: 0, size, times: Float64Array.from({ length: count }, (_, i) => closes[i * size]!) }
        const info = { bars: closes.length, end: closes.at(-1)!, barLength: HOUR } as ChartInfo
        const bar = Math.floor(place * (count - 1)) * size
        expect(timeAt(stretch, bar, info)).toBe(closes[bar])
        expect(barOfTime(stretch, closes[bar]!, info)).toBeCloseTo(bar, 6)
      },
    ),
  )
})

test('numbers are written as traders read them', () => {
  expect(fixed(1234.5, 2)).toBe('1,234.50')
  expect(fixed(-0.001, 2)).toBe('0.00')
  expect(fixed(Number.NaN, 2)).toBe(NOTHING)
  expect([decimalsOfText('0.05'), decimalsOfText('0.10'), decimalsOfText('10')]).toEqual([2, 1, 0])
  expect(percent(0.1234)).toBe('12.34 %')
  expect(measured(0.00012345)).toBe('0.00012345')
  expect(compact(Number.NaN)).toBe(NOTHING)
  expect(timeWords(Date.UTC(2024, 1, 29), DAY)).toBe('Thu, 29 Feb 2024')
  expect(timeWords(Date.UTC(2024, 1, 29, 5), HOUR)).toBe('Thu, 29 Feb 2024, 05:00')
})
