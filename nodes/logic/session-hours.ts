import { defineNode } from '../define/node.ts'
import { flag, int } from '../define/params.ts'
import { candles } from '../define/ports.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** 1970-01-01, day 0, was a Thursday; with Monday as 0 that is 3. */
const THURSDAY = 3

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
  kernel: ({ from: opens, to: closes, monday, tuesday, wednesday, thursday, friday, saturday, sunday }) => {
    const chosen = [monday, tuesday, wednesday, thursday, friday, saturday, sunday]
    const start = opens * HOUR
    const span = closes * HOUR - start
    const length = span > 0 ? span : span + DAY
    return ({ candles: { time } }, { result }, _state, from, to) => {
      for (let i = from; i < to; i++) {
        // Days that begin when the session does: a session over midnight then lies within one of them.
        const sessionDay = Math.floor((time[i] - start) / DAY)
        const into = time[i] - start - sessionDay * DAY
        const weekday = sessionDay + THURSDAY - Math.floor((sessionDay + THURSDAY) / 7) * 7
        result[i] = into < length && chosen[weekday] ? 1 : 0
      }
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
