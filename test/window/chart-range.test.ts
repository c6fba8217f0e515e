import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitAll, isEnough, keepInside, pan, reveal, spanOf, wantedFor, zoomAround, type Range } from '../../renderer/chart/view-range.ts'

const total = fc.integer({ min: 1, max: 2_000_000 })
const share = fc.double({ min: 0, max: 1, noNaN: true })
const inside = fc
  .tuple(total, share, share)
  .map(([bars, a, b]) => ({ bars, range: keepInside({ from: Math.min(a, b) * bars, to: Math.max(a, b) * bars }, bars) }))

function expectInside({ from, to }: Range, bars: number): void {
  const all = fitAll(bars)
  expect(from).toBeGreaterThanOrEqual(all.from - 1e-6)
  expect(to).toBeLessThanOrEqual(all.to + 1e-6)
  expect(to).toBeGreaterThan(from)
}

test('whatever hand and wheel do, the view stays inside the run', () => {
  fc.assert(
    fc.property(
      inside,
      fc.double({ min: -3e6, max: 3e6, noNaN: true }),
      fc.double({ min: 0.01, max: 100, noNaN: true }),
      share,
      ({ bars, range }, by, factor, at) => {
        expectInside(pan(range, by, bars), bars)
        expectInside(zoomAround(range, range.from + at * spanOf(range), factor, bars), bars)
        expectInside(reveal(range, Math.floor(at * bars), bars), bars)
      },
    ),
  )
})

test('moving does not change the width, and the bar under the pointer stays under it while zooming', () => {
  fc.assert(
    fc.property(inside, fc.double({ min: -1000, max: 1000, noNaN: true }), share, ({ bars, range }, by, at) => {
      expect(spanOf(pan(range, by, bars))).toBeCloseTo(spanOf(range), 6)
      const bar = range.from + at * spanOf(range)
      const closer = zoomAround(range, bar, 0.8, bars)
      const place = (bar - closer.from) / spanOf(closer)
      const held = Math.abs(place - at) < 1e-6
      const stopped = spanOf(closer) < 9 || closer.from <= fitAll(bars).from + 1e-6 || closer.to >= fitAll(bars).to - 1e-6
      expect(held || stopped).toBe(true)
    }),
  )
})

test('what is asked for is never more than 4,000 buckets, covers the view, and is enough for it', () => {
  fc.assert(
    fc.property(inside, fc.integer({ min: 40, max: 4000 }), ({ bars, range }, width) => {
      const wanted = wantedFor(range, width, bars)
      expect(wanted.points).toBeLessThanOrEqual(4000)
      expect(wanted.from).toBeLessThanOrEqual(Math.max(0, range.from))
      expect(wanted.to).toBeGreaterThanOrEqual(Math.min(bars, range.to))
      expect(wanted.from % wanted.size).toBe(0)
      expect(isEnough(wanted, range, width, bars)).toBe(true)
    }),
  )
})

test('a bar brought into view is in view', () => {
  fc.assert(
    fc.property(inside, share, ({ bars, range }, at) => {
      const bar = Math.min(bars - 1, Math.floor(at * bars))
      const { from, to } = reveal(range, bar, bars)
      expect(bar + 0.5).toBeGreaterThanOrEqual(from)
      expect(bar + 0.5).toBeLessThanOrEqual(to)
    }),
  )
})
