/** Where axes put their lines. */

/** At most `most` + 1 round values (1, 2 or 5 times a power of ten apart) within [low, high]. */
export function valueTicks(low: number, high: number, most = 5): number[] {
  const step = roundStep((high - low) / most)
  const ticks: number[] = []
  for (let n = Math.ceil(low / step); n * step <= high; n++) ticks.push(n * step)
  return ticks
}

/** Values 1, 2 and 5 times a power of ten within [low, high], for an axis of ratios. Every second or third kind is left out while there are more than `most`. */
export function ratioTicks(low: number, high: number, most = 6): number[] {
  for (const digits of [[1, 2, 5], [1, 3], [1]]) {
    const ticks: number[] = []
    let decade = 1
    while (decade > low) decade /= 10
    while (decade * 10 < low) decade *= 10
    for (; decade <= high; decade *= 10)
      ticks.push(...digits.map((digit) => digit * decade).filter((value) => value >= low && value <= high))
    if (ticks.length <= most || digits.length === 1) return ticks
  }
  return []
}

function roundStep(least: number): number {
  let decade = 1
  while (decade < least) decade *= 10
  while (decade / 10 >= least) decade /= 10
  // Now decade / 10 < least ≤ decade.
  return [decade / 5, decade / 2, decade].find((step) => step >= least) ?? decade
}

export type TimeTick = { readonly time: number; readonly label: string }

const HOUR = 3_600_000
const hourSteps = [1, 2, 3, 6, 12, 24, 48, 96, 168, 336]
const monthSteps = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200]
const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Round instants (UTC) within [from, to], at most about `most`: hours and days within three months, months and years beyond. */
export function timeTicks(from: number, to: number, most = 8): TimeTick[] {
  const hours = hourSteps.find((step) => (to - from) / (step * HOUR) <= most)
  return hours === undefined ? monthTicks(from, to, most) : hourTicks(from, to, hours * HOUR)
}

function hourTicks(from: number, to: number, step: number): TimeTick[] {
  const ticks: TimeTick[] = []
  for (let time = Math.ceil(from / step) * step; time <= to; time += step) {
    const text = new Date(time).toISOString()
    ticks.push({ time, label: step >= 24 * HOUR || text.slice(11, 16) === '00:00' ? text.slice(5, 10) : text.slice(11, 16) })
  }
  return ticks
}

function monthTicks(from: number, to: number, most: number): TimeTick[] {
  const first = new Date(from)
  const months = (to - from) / (30.4 * 24 * HOUR)
  const step = monthSteps.find((size) => months / size <= most) ?? 1200
  const ticks: TimeTick[] = []
  const start = Math.ceil((first.getUTCFullYear() * 12 + first.getUTCMonth()) / step) * step
  for (let month = start; ; month += step) {
    const time = Date.UTC(Math.floor(month / 12), month % 12)
    if (time > to) return ticks
    const year = String(Math.floor(month / 12))
    if (time >= from) ticks.push({ time, label: month % 12 === 0 ? year : `${monthNames[month % 12]} ${year}` })
  }
}
