import { below, type Reading } from '../define/judgement.ts'
import { defineNode } from '../define/node.ts'
import { flag, int } from '../define/params.ts'
import { candles } from '../define/ports.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const WEEK = 7 * DAY
/** 1970-01-01, day 0, was a Thursday; with Monday as 0 that is 3. */
const THURSDAY = 3

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

const day = (label: string) => flag({ label, default: true })

export const sessionHours = defineNode({
  type: 'logic.session-hours',
  version: 1,
  title: 'Session hours',
  category: 'logic',
  summary: 'Is this bar within certain hours and weekdays? (UTC)',
  docs: `Yes for bars whose **open** lies within the hours, on a chosen weekday. All times are **UTC**; there is no summer time.

| hours | session |
|---|---|
| from 8 to 16 | bars opening at 08:00 up to, not including, 16:00 |
| from 22 to 4 | 22:00 to 04:00 over midnight; the part after midnight belongs to the weekday on which it began |
| from and to equal | all day |

The decision on a bar is taken at its close: with hourly bars and hours 8 to 16 the last decision falls on 16:00.`,
  params: {
    from: int({ label: 'From', default: 8, min: 0, max: 23, unit: 'h UTC' }),
    to: int({ label: 'To', default: 16, min: 0, max: 24, unit: 'h UTC' }),
    monday: day('Monday'),
    tuesday: day('Tuesday'),
    wednesday: day('Wednesday'),
    thursday: day('Thursday'),
    friday: day('Friday'),
    saturday: day('Saturday'),
    sunday: day('Sunday'),
  },
  inputs: { candles: candles() },
  outputs: { result: { kind: 'condition' } },
  missing: 'skip',
  warmup: () => 1,
  history: () => 0,
  state: () => 0,
  kernel: (params) => {
    const isOpen = session(params)
    return ({ candles: { time } }, { result }, _state, from, to) => {
      for (let i = from; i < to; i++) result[i] = isOpen(time[i]) ? 1 : 0
    }
  },
  judge: (params) => {
    const isOpen = session(params)
    const time: Reading = { input: 'candles', field: 'time' }
    return (_output, read) => {
      const now = read(time)
      const inside = isOpen(now)
      // Hours may join over midnight and days may be left out: the next full hour at which it is otherwise is looked for.
      let change = Math.floor(now / HOUR) * HOUR + HOUR
      while (isOpen(change) === inside) {
        change += HOUR
        if (change - now > WEEK) return inside ? { all: [] } : { any: [] }
      }
      return inside ? below(time, change) : { value: time, is: 'at-or-above', than: change }
    }
  },
  examples: [
    {
      title: 'Thursday 1 January 1970, six-hour bars',
      inputs: { candles: { time: [0, 21_600_000, 28_800_000, 57_600_000], close: [1, 1, 1, 1] } },
      outputs: { result: [0, 0, 1, 0] },
    },
    {
      title: 'Over midnight, begun on Thursday',
      params: { from: 22, to: 4, friday: false },
      inputs: { candles: { time: [75_600_000, 79_200_000, 93_600_000, 100_800_000, 165_600_000], close: [1, 1, 1, 1, 1] } },
      outputs: { result: [0, 1, 1, 0, 0] },
    },
  ],
})

type Hours = { readonly from: number; readonly to: number } & Readonly<Record<(typeof weekdays)[number], boolean>>

/** Tells of an open time whether it lies within the hours, on a chosen weekday. */
function session(params: Hours): (time: number) => boolean {
  const chosen = weekdays.map((name) => params[name])
  const start = params.from * HOUR
  const span = params.to * HOUR - start
  const length = span > 0 ? span : span + DAY
  return (time) => {
    // Days that begin when the session does: a session over midnight then lies within one of them.
    const sessionDay = Math.floor((time - start) / DAY)
    const into = time - start - sessionDay * DAY
    const weekday = sessionDay + THURSDAY - Math.floor((sessionDay + THURSDAY) / 7) * 7
    return into < length && chosen[weekday]!
  }
}
