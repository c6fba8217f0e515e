import { MOST_DECIMALS, snap } from './decimals.ts'

const numberText = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/

/** A number as written in a field, or NaN for anything else ("", "NaN", "1,234.5", "12 USD"). */
export function parseNumber(text: string): number {
  return numberText.test(text) ? Number(text) : NaN
}

/** Decimals a written number really uses: "1.500" one, "1.5e-7" eight, "1e3" none. */
export function decimalsInText(text: string): number {
  const [mantissa, exponent = '0'] = text.toLowerCase().split('e')
  const fraction = (mantissa.split('.')[1] ?? '').replace(/0+$/, '')
  return Number(mantissa) === 0 ? 0 : Math.max(0, fraction.length - Number(exponent))
}

/** The finest grid of numbers seen so far, and how many had more decimals than any venue uses and were rounded to eight. */
export type SeenGrid = { price: number; volume: number; rounded: number }

/** Takes a number's decimals into account; answers the number on the grid of at most eight decimals. */
export function noteDecimals(seen: SeenGrid, kind: 'price' | 'volume', value: number, decimals: number): number {
  if (decimals <= seen[kind]) return value
  seen[kind] = Math.min(decimals, MOST_DECIMALS)
  if (decimals <= MOST_DECIMALS) return value
  seen.rounded++
  return snap(value, MOST_DECIMALS)
}

const DAY = 86_400_000

/** UTC milliseconds of a date that exists, else NaN; month from 1. */
function dateTime(year: number, month: number, day: number): number {
  const time = Date.UTC(year, month - 1, day)
  const date = new Date(time)
  return year >= 1900 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? time : NaN
}

/**
 * UTC milliseconds of a number that stands for a time: seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by size
 * (each from 1973 on), or a date written 20240131. NaN for what is none of these.
 */
export function timeOfNumber(value: number): number {
  if (value >= 19000101 && value <= 21001231) {
    return Number.isInteger(value) ? dateTime(Math.floor(value / 10000), Math.floor(value / 100) % 100, value % 100) : NaN
  }
  if (!(value >= 1e8)) return NaN
  if (value < 1e11) return Math.round(value * 1000)
  if (value < 1e14) return Math.round(value)
  if (value < 1e17) return Math.round(value / 1e3)
  return value < 1e20 ? Math.round(value / 1e6) : NaN
}

const isoText =
  /^(\d{4})[-/.](\d{2})[-/.](\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?(?: ?(Z|UTC|GMT|([+-])(\d{2}):?(\d{2})?))?$/i

/** UTC milliseconds of a written time: a number as above or an ISO date with or without time of day and zone (UTC where none is given); else NaN. */
export function parseTime(text: string): number {
  const number = parseNumber(text)
  if (!Number.isNaN(number)) return timeOfNumber(number)
  const match = isoText.exec(text)
  if (match === null) return NaN
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', , sign, zoneHour = '0', zoneMinute = '0'] = match
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return NaN
  const milliseconds = Math.round(Number(`0.${fraction}`) * 1000)
  const zone = (Number(zoneHour) * 60 + Number(zoneMinute)) * 60_000 * (sign === '-' ? -1 : 1)
  const clock = (Number(hour) * 60 + Number(minute)) * 60_000 + Number(second) * 1000 + milliseconds
  return dateTime(Number(year), Number(month), Number(day)) + clock - zone
}

/** Time of day in milliseconds, UTC. */
export function timeOfDay(time: number): number {
  return ((time % DAY) + DAY) % DAY
}
