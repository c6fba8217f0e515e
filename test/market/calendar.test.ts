import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectedBarsBetween, isExpected, nextOpen } from '../../engine/market/calendar.ts'
import { gapReport } from '../../engine/market/gaps.ts'
import { session } from '../../engine/market/nyse.ts'
import { barLength, timeframes } from '../../nodes/define/timeframe.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const at = (text: string) => Date.parse(text)

describe('calendars', () => {
  it('knows the days the New York exchange was closed', () => {
    const closed = [
      '2000-01-17',
      '2000-04-21',
      '2001-09-11',
      '2001-09-14',
      '2004-06-11',
      '2004-12-24',
      '2005-12-26',
      '2006-01-02',
      '2007-01-02',
      '2010-07-05',
      '2012-10-29',
      '2012-10-30',
      '2015-07-03',
      '2017-01-02',
      '2018-12-05',
      '2019-04-19',
      '2021-12-24',
      '2022-06-20',
      '2023-06-19',
      '2024-03-29',
      '2025-01-09',
      '2026-07-03',
    ]
    expect(closed.filter((day) => isExpected('nyse', '1d', at(day)))).toEqual([])
    // Friday before a New Year's day on Saturday; Juneteenth before 2022; short days; the days around the closings.
    const open = [
      '2010-12-31',
      '2021-12-31',
      '2021-06-18',
      '2001-09-10',
      '2001-09-17',
      '2019-12-24',
      '2019-11-29',
      '2012-10-31',
      '2024-07-03',
      '2004-12-31',
    ]
    expect(open.filter((day) => !isExpected('nyse', '1d', at(day)))).toEqual([])
    expect(isExpected('nyse', '1d', at('2024-01-06'))).toBe(false)
    expect(isExpected('nyse', '1d', at('2024-01-05T05:00Z'))).toBe(false)
  })

  it('follows New York time through summer and short days', () => {
    expect(session(at('2024-01-05') / DAY)).toEqual({ open: at('2024-01-05T14:30Z'), close: at('2024-01-05T21:00Z') })
    expect(session(at('2024-03-11') / DAY)).toEqual({ open: at('2024-03-11T13:30Z'), close: at('2024-03-11T20:00Z') })
    expect(session(at('2006-03-15') / DAY).open).toBe(at('2006-03-15T14:30Z'))
    expect(session(at('2024-11-29') / DAY).close).toBe(at('2024-11-29T18:00Z'))
    expect(isExpected('nyse', '1h', at('2024-01-05T14:00Z'))).toBe(true)
    expect(isExpected('nyse', '1h', at('2024-01-05T13:00Z'))).toBe(false)
    expect(isExpected('nyse', '30m', at('2024-01-05T14:30Z'))).toBe(true)
    expect(isExpected('nyse', '30m', at('2024-01-05T21:00Z'))).toBe(false)
    expect(expectedBarsBetween('nyse', '1m', at('2024-01-01'), at('2024-01-08'))).toBe(4 * 390)
    expect(expectedBarsBetween('nyse', '1d', at('2024-01-01'), at('2025-01-01'))).toBe(252)
    expect(expectedBarsBetween('nyse', '1w', at('2001-09-03'), at('2001-10-01'))).toBe(4)
  })

  it('counts what it expects bar by bar', () => {
    let counted = 0
    fc.assert(
      fc.property(
        fc.constantFrom('24/7' as const, 'nyse' as const),
        fc.constantFrom(...timeframes),
        fc.integer({ min: at('1999-06-01'), max: at('2026-01-01') }),
        fc.integer({ min: -3, max: 900 }),
        fc.integer({ min: 0, max: DAY }),
        (calendar, timeframe, from, bars, offset) => {
          const to = from + bars * barLength(timeframe) + (offset % barLength(timeframe))
          let expected = 0
          for (let open = nextOpen(timeframe, from); open < to; open += barLength(timeframe))
            if (isExpected(calendar, timeframe, open)) expected++
          expect(expectedBarsBetween(calendar, timeframe, from, to)).toBe(expected)
          counted += expected
        },
      ),
      { numRuns: 300 },
    )
    expect(counted).toBeGreaterThan(1000)
  })

  it('reports gaps and bars nobody expected', () => {
    const hours = [0, 1, 2, 5, 6, 6.5, 9].map((hour) => at('2024-01-01') + hour * HOUR)
    expect(gapReport(Float64Array.from(hours), '1h', '24/7')).toEqual({
      bars: 7,
      missing: 4,
      gaps: [
        { from: at('2024-01-01T03:00Z'), to: at('2024-01-01T05:00Z'), bars: 2 },
        { from: at('2024-01-01T07:00Z'), to: at('2024-01-01T09:00Z'), bars: 2 },
      ],
      unexpected: 1,
      unexpectedTimes: [at('2024-01-01T06:30Z')],
    })
    const days = ['2024-01-02', '2024-01-03', '2024-01-05', '2024-01-06', '2024-01-09'].map(at)
    const report = gapReport(Float64Array.from(days), '1d', 'nyse')
    expect(report.gaps).toEqual([
      { from: at('2024-01-04'), to: at('2024-01-05'), bars: 1 },
      { from: at('2024-01-07'), to: at('2024-01-09'), bars: 1 },
    ])
    expect([report.missing, report.unexpected]).toEqual([2, 1])
    expect(gapReport(new Float64Array(0), '1m', '24/7')).toEqual({ bars: 0, missing: 0, gaps: [], unexpected: 0, unexpectedTimes: [] })
  })
})
