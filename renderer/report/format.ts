import type { FigureMeasure, FigureValue } from '../../engine/protocol/report.ts'

/** How figures, money and times of a result are written in the window. Times are UTC: so are the bars. */

/** What is shown where a figure cannot be had. */
export const NONE = '–'

/** Costs are rounded up and earnings down, whichever way they are shown. */
const costs = new Set(['fees', 'slippage'])

const writers = new Map<string, Intl.NumberFormat>()

function writer(decimals: number, roundingMode: 'halfExpand' | 'floor' | 'ceil' = 'halfExpand'): Intl.NumberFormat {
  const key = `${decimals} ${roundingMode}`
  const known = writers.get(key)
  if (known) return known
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
  const made = new Intl.NumberFormat('en', { ...digits, roundingMode, signDisplay: 'negative' })
  writers.set(key, made)
  return made
}

/** A number with `decimals` decimals and thousands apart. */
export function numberText(value: number, decimals = 0): string {
  return writer(decimals).format(value)
}

/** A fraction as percent: 0.1234 → "12.34 %". */
export function percentText(fraction: number | null, decimals = 2): string {
  return fraction === null ? NONE : `${numberText(fraction * 100, decimals)} %`
}

/** Exact money rounded for reading, from its digits and never through a double. */
export function moneyText(amount: string, decimals: number, rounding: 'floor' | 'ceil' = 'floor'): string {
  return writer(decimals, rounding).format(amount as Intl.StringNumericLiteral)
}

/** Decimals money is shown with, by the size of the account: an account of 0.5 BTC is not read in cents. */
export function moneyDecimals(capital: string): number {
  return capital.split('.')[0]!.length >= 3 ? 2 : 8
}

/** A price for reading: two decimals from 1,000 on, four from 1 on, eight below. */
export function priceText(price: number | null): string {
  return price === null ? NONE : numberText(price, price >= 1000 ? 2 : price >= 1 ? 4 : 8)
}

/** A number of days: "12 days", "0.5 days". */
export function daysText(days: number): string {
  const text = numberText(days, days >= 10 || Number.isInteger(days) ? 0 : 1)
  return `${text} ${text === '1' ? 'day' : 'days'}`
}

/** A stretch of time in its two largest units: "7 d", "3 d 4 h", "35 min". */
export function durationText(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000)
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60]
  if (days > 0) return days > 9 || hours === 0 ? `${numberText(days)} d` : `${days} d ${hours} h`
  if (hours > 0) return rest > 0 ? `${hours} h ${rest} min` : `${hours} h`
  return `${minutes} min`
}

/** "2024-01-31 14:00", UTC; midnight is written as the day alone. */
export function timeText(time: number): string {
  const text = new Date(time).toISOString()
  return text.slice(11, 16) === '00:00' ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 16)}`
}

export function dayText(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

/** A figure's value as its measure asks. */
export function figureText(id: string, measure: FigureMeasure, value: FigureValue | undefined, decimals: number): string {
  if (value === null || value === undefined) return NONE
  if (typeof value === 'string') return moneyText(value, decimals, costs.has(id) ? 'ceil' : 'floor')
  if (measure === 'fraction') return percentText(value)
  if (measure === 'days') return daysText(value)
  if (measure === 'count') return numberText(value)
  return numberText(value, measure === 'bars' ? 1 : 2)
}

/** Colour of money won and lost; its sign says the same without colour. */
export function toneOf(value: number | string | null | undefined): 'gain' | 'loss' | undefined {
  const number = Number(value ?? 0)
  return number > 0 ? 'gain' : number < 0 ? 'loss' : undefined
}
