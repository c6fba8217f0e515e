import { minuteOfDay } from './time-zone.ts'

/** When nothing but what is critical may disturb, by the clock on the wall: "22:00" to "07:00", the end itself left out. */
export type QuietHours = { readonly from: string; readonly to: string; readonly zone: string }

/**
 * Whether it is quiet at `time`. Asked of the wall clock at each moment, so a day of 23 or 25 hours needs no care: an hour
 * that comes twice is quiet twice, one that is left out is over at once.
 */
export function isQuiet({ from, to, zone }: QuietHours, time: number): boolean {
  const now = minuteOfDay(zone, time)
  const [begin, end] = [minutes(from), minutes(to)]
  return begin < end ? now >= begin && now < end : now >= begin || now < end
}

function minutes(clock: string): number {
  const [hours, rest] = clock.split(':').map(Number)
  return hours * 60 + rest
}
