/**
 * Trading days and sessions of the New York Stock Exchange, by rule, since 1998 (the first Martin Luther King day kept) and on into the future.
 * Source: NYSE Rule 7.2 and its published closings; days are numbers of days since 1970-01-01.
 */

const DAY = 86_400_000
const HOUR = 3_600_000

/** Day number of a calendar date, month from 1. */
function dayOf(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day) / DAY
}

/** 0 Sunday … 6 Saturday; 1970-01-01 was a Thursday. */
function weekday(day: number): number {
  return (((day + 4) % 7) + 7) % 7
}

/** The nth given weekday of a month. */
function nth(year: number, month: number, wanted: number, n: number): number {
  const first = dayOf(year, month, 1)
  return first + ((wanted - weekday(first) + 7) % 7) + 7 * (n - 1)
}

function lastOf(year: number, month: number, wanted: number): number {
  const last = dayOf(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1) - 1
  return last - ((weekday(last) - wanted + 7) % 7)
}

/** Easter Sunday, Gregorian: the anonymous computus (Nature, 1876). */
function easter(year: number): number {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114
  return dayOf(year, Math.floor(f / 31), (f % 31) + 1)
}

/** A holiday on Saturday is kept on Friday, on Sunday on Monday. */
function observed(day: number): number {
  const on = weekday(day)
  return on === 6 ? day - 1 : on === 0 ? day + 1 : day
}

/** Whole days closed for other reasons. */
const closings = [
  [2001, 9, 11],
  [2001, 9, 12],
  [2001, 9, 13],
  [2001, 9, 14], // attacks on New York
  [2004, 6, 11], // President Reagan's funeral
  [2007, 1, 2], // President Ford's funeral
  [2012, 10, 29],
  [2012, 10, 30], // hurricane Sandy
  [2018, 12, 5], // President Bush's funeral
  [2025, 1, 9], // President Carter's funeral
] as const

const closed = new Map<number, ReadonlySet<number>>()

function closedDays(year: number): ReadonlySet<number> {
  let days = closed.get(year)
  if (days === undefined) {
    const newYear = dayOf(year, 1, 1)
    const list = [
      nth(year, 1, 1, 3),
      nth(year, 2, 1, 3),
      easter(year) - 2,
      lastOf(year, 5, 1),
      observed(dayOf(year, 7, 4)),
      nth(year, 9, 1, 1),
      nth(year, 11, 4, 4),
      observed(dayOf(year, 12, 25)),
    ]
    // A New Year's day on Saturday is not made up for: the Friday before closes the books of the year.
    if (weekday(newYear) !== 6) list.push(observed(newYear))
    if (year >= 2022) list.push(observed(dayOf(year, 6, 19)))
    for (const [closingYear, month, day] of closings) if (closingYear === year) list.push(dayOf(year, month, day))
    days = new Set(list)
    closed.set(year, days)
  }
  return days
}

/** Whether the exchange trades on this day. */
export function isTradingDay(day: number): boolean {
  const on = weekday(day)
  return on !== 0 && on !== 6 && !closedDays(new Date(day * DAY).getUTCFullYear()).has(day)
}

/** Early closes at 13:00: the day after Thanksgiving, Christmas Eve, and the eve of Independence Day. */
function closesEarly(day: number): boolean {
  const date = new Date(day * DAY)
  const year = date.getUTCFullYear()
  if (day === nth(year, 11, 4, 4) + 1 || day === dayOf(year, 12, 24)) return true
  if (year === 2003 && day === dayOf(2003, 12, 26)) return true
  return day === (year === 2002 ? dayOf(2002, 7, 5) : dayOf(year, 7, 3))
}

/** Daylight saving in New York: from the second Sunday of March to the first of November; before 2007 first of April to last of October. */
function summerTime(day: number): boolean {
  const year = new Date(day * DAY).getUTCFullYear()
  const start = year >= 2007 ? nth(year, 3, 0, 2) : nth(year, 4, 0, 1)
  const end = year >= 2007 ? nth(year, 11, 0, 1) : lastOf(year, 10, 0)
  return day >= start && day < end
}

/** Opening and close of a trading day in UTC milliseconds: 9:30 to 16:00 in New York, 13:00 on short days. */
export function session(day: number): { open: number; close: number } {
  const midnight = day * DAY + (summerTime(day) ? 4 : 5) * HOUR
  return { open: midnight + 9.5 * HOUR, close: midnight + (closesEarly(day) ? 13 : 16) * HOUR }
}
