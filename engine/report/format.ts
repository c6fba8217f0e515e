import type { Rounding } from '../money/amounts.ts'
import type { FigureMeasure, FigureValue } from '../protocol/report.ts'
import { roundedText } from './exact-text.ts'

/** How numbers and times are written for people: the same on every machine, so no locale data. */

/** What is shown where a figure cannot be had. */
export const NONE = '–'

/** A double with `decimals` decimals and thousands apart: 1234.5 → "1,234.50"; a number that rounds to zero has no sign. */
export function numberText(value: number, decimals: number): string {
  const text = value.toFixed(decimals)
  return grouped(/[1-9]/.test(text) ? text : text.replace('-', ''))
}

/** A fraction as percent: 0.1234 → "12.34 %". */
export function percentText(fraction: number | null, decimals = 2): string {
  return fraction === null ? NONE : `${numberText(fraction * 100, decimals)} %`
}

/** A rate as percent with no more digits than it has: 0.001 → "0.1 %", 0.1 → "10 %". */
export function rateText(fraction: number): string {
  return `${numberText(fraction * 100, 4).replace(/\.?0+$/, '')} %`
}

/** Exact money rounded by its digits for reading: two decimals from 100 whole units of capital on, eight below. */
export function moneyText(amount: string, decimals: number, rounding: Rounding = 'down'): string {
  return grouped(roundedText(amount, decimals, rounding))
}

/** Decimals money is shown with, by the size of the account: an account of 0.5 BTC is not read in cents. */
export function moneyDecimals(capital: string): number {
  return capital.split('.')[0].length >= 3 ? 2 : 8
}

/** A price for reading: two decimals from 1,000 on, four from 1 on, eight below. */
export function priceText(price: number | null): string {
  return price === null ? NONE : numberText(price, price >= 1000 ? 2 : price >= 1 ? 4 : 8)
}

/** A number of days: "12 days", "0.5 days". */
export function daysText(days: number): string {
  const text = days >= 10 || Number.isInteger(days) ? numberText(days, 0) : numberText(days, 1)
  return `${text} ${text === '1' ? 'day' : 'days'}`
}

/** A stretch of time in its two largest units: "7 d", "3 d 4 h", "35 min". */
export function durationText(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000)
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24]
  if (days > 9) return `${days} d`
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`
  if (hours > 0) return minutes % 60 > 0 ? `${hours} h ${minutes % 60} min` : `${hours} h`
  return `${minutes} min`
}

/** "1 order", "3 orders". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${numberText(count, 0)} ${count === 1 ? one : many}`
}

/** "2024-01-31 14:00", UTC. Midnight is written as the day alone where `short` says so. */
export function timeText(time: number, short = false): string {
  const text = new Date(time).toISOString()
  const clock = text.slice(11, 16)
  return short && clock === '00:00' ? text.slice(0, 10) : `${text.slice(0, 10)} ${clock}`
}

export function dayText(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

/** Costs are rounded up and earnings down, whichever way they are shown. */
const costs = new Set(['fees', 'slippage'])

/** A figure's value as its measure asks. */
export function figureText(id: string, measure: FigureMeasure, value: FigureValue | undefined, decimals: number): string {
  if (value === null || value === undefined) return NONE
  if (typeof value === 'string') return moneyText(value, decimals, costs.has(id) ? 'up' : 'down')
  if (measure === 'fraction') return percentText(value)
  if (measure === 'days') return daysText(value)
  if (measure === 'count') return numberText(value, 0)
  if (measure === 'bars') return numberText(value, 1)
  return numberText(value, 2)
}

function grouped(text: string): string {
  const [whole, fraction] = text.split('.')
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? spaced : `${spaced}.${fraction}`
}
