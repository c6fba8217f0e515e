import { describe, expect, test } from 'vitest'
import { both, either, opposite } from '../../../nodes/define/kleene.ts'
import { barsSince } from '../../../nodes/logic/bars-since.ts'
import { cooldown } from '../../../nodes/logic/cooldown.ts'
import { latch } from '../../../nodes/logic/latch.ts'
import { previousCondition } from '../../../nodes/logic/previous-condition.ts'
import { sessionHours } from '../../../nodes/logic/session-hours.ts'
import { exampleParams } from '../../kit/contract/run-example.ts'
import { asSubject, run } from '../../kit/contract/subject.ts'

const letters = { n: 0, y: 1, u: 2 } as const
type Letters = string

/** "nyu" as a column: no, yes, unknown. */
const column = (text: Letters) => Uint8Array.from(text, (letter) => letters[letter as keyof typeof letters])
const asText = (data: ArrayLike<number>): Letters => Array.from(data, (value) => 'nyu'[value]).join('')

describe('Kleene', () => {
  const table = (rule: (a: number, b: number) => number) => asText([0, 0, 0, 1, 1, 1, 2, 2, 2].map((a, i) => rule(a, i % 3)))

  test('an unknown side matters only where it could change the answer', () => {
    expect(table(both)).toBe('nnnnyunuu')
    expect(table(either)).toBe('nyuyyyuyu')
    expect(asText([0, 1, 2].map(opposite))).toBe('ynu')
  })
})

describe('latch', () => {
  const subject = asSubject(latch)!
  const answers = (set: Letters, reset: Letters, params = {}) =>
    asText(run(subject, exampleParams(subject, params), { set: column(set), reset: column(reset) }).result)

  /** One event on a latch that stands on or off, and a quiet row that shows what it kept. */
  const step = (before: 'on' | 'off', set: Letters, reset: Letters, wins: string) =>
    answers(`${set}n`, `${reset}n`, { start: before, wins })

  // before, set, reset → answer and what is kept, as the table in its docs says for "reset wins".
  const table: [before: 'on' | 'off', set: Letters, reset: Letters, answer: Letters][] = [
    ['off', 'n', 'y', 'nn'],
    ['on', 'y', 'y', 'nn'],
    ['on', 'u', 'y', 'nn'],
    ['off', 'y', 'n', 'yy'],
    ['on', 'y', 'n', 'yy'],
    ['off', 'y', 'u', 'un'],
    ['on', 'y', 'u', 'uy'],
    ['off', 'n', 'n', 'nn'],
    ['off', 'n', 'u', 'nn'],
    ['off', 'u', 'n', 'un'],
    ['off', 'u', 'u', 'un'],
    ['on', 'n', 'n', 'yy'],
    ['on', 'u', 'n', 'yy'],
    ['on', 'n', 'u', 'uy'],
    ['on', 'u', 'u', 'uy'],
  ]
  test.each(table)('%s, set %s, reset %s: %s', (before, set, reset, answer) => {
    expect(step(before, set, reset, 'reset')).toBe(answer)
  })

  test.each(table)('mirrored, %s, set %s, reset %s', (before, set, reset, answer) => {
    const mirrored = asText(column(answer).map(opposite))
    expect(step(before === 'on' ? 'off' : 'on', reset, set, 'set')).toBe(mirrored)
  })
})

test('bars since: an unknown bar is missing and never taken for a yes', () => {
  expect([...run(asSubject(barsSince)!, {}, { when: column('nunynnuny') }).bars]).toEqual([NaN, NaN, NaN, 0, 1, 2, NaN, 4, 0])
})

test('cooldown: at most one yes in bars + 1 rows', () => {
  expect(asText(run(asSubject(cooldown)!, { bars: 3 }, { when: column('yyyyyyyyuu') }).result)).toBe('ynnnynnnuu')
})

test('previous condition keeps the unknown', () => {
  expect(asText(run(asSubject(previousCondition)!, { bars: 2, start: 'unknown' }, { source: column('ynuyn') }).result)).toBe('uuynu')
})

describe('session hours', () => {
  const subject = asSubject(sessionHours)!
  const HOUR = 3_600_000
  /** Hourly bars from Monday 2 September 2024, 00:00 UTC, for eight days. */
  const monday = Date.UTC(2024, 8, 2)
  const time = Float64Array.from({ length: 192 }, (_, i) => monday + i * HOUR)
  const hours = (params: Record<string, unknown>) => {
    const { result } = run(subject, exampleParams(subject, params), {
      candles: { time, open: time, high: time, low: time, close: time, volume: time },
    })
    return Array.from(result.keys()).filter((row) => result[row] === 1)
  }

  test('equals what a calendar says, for every pair of hours', () => {
    for (let from = 0; from < 24; from++) {
      for (let to = 0; to <= 24; to++) {
        const expected = Array.from({ length: 192 }, (_, i) => i).filter((i) => {
          const hour = new Date(time[i]).getUTCHours()
          return from === to || (from < to ? hour >= from && hour < to : hour >= from || hour < to)
        })
        expect(hours({ from, to }), `${from} to ${to}`).toEqual(expected)
      }
    }
  })

  test('the part after midnight belongs to the day on which it began', () => {
    const onlyMonday = { tuesday: false, wednesday: false, thursday: false, friday: false, saturday: false, sunday: false }
    expect(hours({ from: 22, to: 2, ...onlyMonday })).toEqual([22, 23, 24, 25, 168 + 22, 168 + 23])
    expect(hours({ from: 9, to: 11, monday: false, saturday: false, sunday: false })).toEqual([33, 34, 57, 58, 81, 82, 105, 106])
  })
})
