import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isQuiet } from '../../engine/alerts/quiet-hours.ts'
import { isZone, minuteOfDay } from '../../engine/alerts/time-zone.ts'

const night = { from: '22:00', to: '07:00', zone: 'Europe/Berlin' }
/** The moments, every ten minutes between two, at which quiet begins or ends, as UTC text. */
function turns(hours: typeof night, from: string, to: string): string[] {
  const found: string[] = []
  const [begin, end] = [Date.parse(from), Date.parse(to)]
  for (let time = begin + 600_000; time <= end; time += 600_000)
    if (isQuiet(hours, time) !== isQuiet(hours, time - 600_000)) found.push(new Date(time).toISOString().slice(0, 16))
  return found
}

describe('quiet hours', () => {
  test('over midnight', () => {
    expect(turns({ ...night, zone: 'UTC' }, '2026-01-05T12:00Z', '2026-01-06T12:00Z')).toEqual(['2026-01-05T22:00', '2026-01-06T07:00'])
    expect(turns({ ...night, zone: '+05:30' }, '2026-01-05T12:00Z', '2026-01-06T12:00Z')).toEqual(['2026-01-05T16:30', '2026-01-06T01:30'])
    expect(turns({ ...night, zone: '-08:00' }, '2026-01-05T00:00Z', '2026-01-05T20:00Z')).toEqual(['2026-01-05T06:00', '2026-01-05T15:00'])
  })

  test('within a day', () => {
    const noon = { from: '12:30', to: '13:00', zone: 'UTC' }
    expect(turns(noon, '2026-01-05T00:00Z', '2026-01-06T00:00Z')).toEqual(['2026-01-05T12:30', '2026-01-05T13:00'])
  })

  // Changes of the European Union in 2026: 29 March, 25 October, 01:00 UTC (Directive 2000/84/EC).
  test('the night the clocks go forward is an hour shorter', () => {
    expect(turns(night, '2026-03-28T12:00Z', '2026-03-29T12:00Z')).toEqual(['2026-03-28T21:00', '2026-03-29T05:00'])
  })

  test('the night the clocks go back is an hour longer', () => {
    expect(turns(night, '2026-10-24T12:00Z', '2026-10-25T12:00Z')).toEqual(['2026-10-24T20:00', '2026-10-25T06:00'])
  })

  test('an end within the hour that is left out is over when the clock jumps past it, one that comes twice is quiet twice', () => {
    const short = { ...night, to: '02:30' }
    expect(turns(short, '2026-03-28T23:00Z', '2026-03-29T12:00Z')).toEqual(['2026-03-29T01:00'])
    expect(turns(short, '2026-10-24T22:00Z', '2026-10-25T12:00Z')).toEqual(['2026-10-25T00:30', '2026-10-25T01:00', '2026-10-25T01:30'])
  })

  test('a zone written as an offset is that many minutes ahead of UTC, always', () => {
    const time = fc.integer({ min: 0, max: 4e12 })
    fc.assert(
      fc.property(time, fc.integer({ min: 0, max: 13 }), (at, hours) => {
        const [utc, there] = ['+00:00', `-${String(hours).padStart(2, '0')}:00`].map((zone) => minuteOfDay(zone, at))
        return (utc - there + 1440) % 1440 === hours * 60 && utc === minuteOfDay('UTC', at)
      }),
    )
  })

  test('a zone is one the machine knows', () => {
    expect(['UTC', 'Europe/Berlin', 'America/St_Johns', '+14:00', '-03:30'].map(isZone)).toEqual(Array(5).fill(true))
    expect(['', 'Europe/Nowhere', '+15:00', '+01:75', 'CET\n'].map(isZone)).toEqual(Array(5).fill(false))
  })
})
