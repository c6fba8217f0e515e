/** A mark on an axis: where, and what stands there. */
export type Tick = { readonly at: number; readonly label: string; readonly strong?: boolean }

/** Round values between two, about one every `gap` pixels of `height`, in steps of 1, 2 or 5 times a power of ten and never finer than `finest`. */
export function roundSteps(
  low: number,
  high: number,
  height: number,
  gap = 44,
  finest = 0,
): { readonly values: readonly number[]; readonly step: number } {
  const span = high - low
  if (!(span > 0) || height <= 0) return { values: [], step: finest }
  const rough = Math.max(finest, (span * gap) / height)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((times) => times * power).find((one) => one >= rough * 0.999) ?? rough
  const values: number[] = []
  for (let i = Math.ceil(low / step); i * step <= high; i++) values.push(i * step)
  return { values, step }
}

/** Decimals that tell values of this step apart. */
export function decimalsOf(step: number): number {
  return step > 0 ? Math.min(12, Math.max(0, -Math.floor(Math.log10(step) + 1e-9))) : 0
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Steps a trader reads times in. Months and years follow, by the calendar. */
const steps = [MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY]
const monthSteps = [1, 2, 3, 6, 12, 24, 60, 120]

const formats = {
  minute: new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', hour: '2-digit', minute: '2-digit' }),
  day: new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' }),
  month: new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', month: 'short' }),
  year: new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', year: 'numeric' }),
  whole: new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }),
  date: new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }),
} as const

/** A time in words: the day alone where bars are days or longer. UTC. */
export function timeWords(time: number, barLength: number): string {
  return (barLength >= DAY ? formats.date : formats.whole).format(time)
}

/**
 * Times of day, days, months or years between two, about one every `gap` pixels. `strong` where a larger unit begins. UTC.
 */
export function timeTicks(from: number, to: number, width: number, gap = 96): Tick[] {
  const span = to - from
  if (!(span > 0) || width <= 0) return []
  const rough = (span * gap) / width
  const step = steps.find((one) => one >= rough)
  return step === undefined ? monthTicks(from, to, rough) : clockTicks(from, to, step)
}

function clockTicks(from: number, to: number, step: number): Tick[] {
  const ticks: Tick[] = []
  // Weeks begin on Mondays; 1970-01-01 was a Thursday.
  const offset = step % (7 * DAY) === 0 ? 4 * DAY : 0
  for (let at = Math.ceil((from - offset) / step) * step + offset; at <= to; at += step) {
    const isDay = at % DAY === 0
    const strong = step >= DAY ? new Date(at).getUTCDate() <= step / DAY : isDay
    ticks.push({ at, label: isDay ? dayLabel(at) : formats.minute.format(at), strong })
  }
  return ticks
}

function dayLabel(at: number): string {
  const date = new Date(at)
  return date.getUTCMonth() === 0 && date.getUTCDate() === 1 ? formats.year.format(at) : formats.day.format(at)
}

function monthTicks(from: number, to: number, rough: number): Tick[] {
  const months = monthSteps.find((one) => one * 30 * DAY >= rough) ?? monthSteps.at(-1)!
  const ticks: Tick[] = []
  const start = new Date(from)
  const first = Math.ceil((start.getUTCFullYear() * 12 + start.getUTCMonth()) / months) * months
  for (let month = first; ; month += months) {
    const at = Date.UTC(Math.floor(month / 12), month % 12, 1)
    if (at > to) return ticks
    if (at >= from)
      ticks.push({ at, label: month % 12 === 0 ? formats.year.format(at) : formats.month.format(at), strong: month % 12 === 0 })
  }
}
