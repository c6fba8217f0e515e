import type { ReportDocument } from '../../engine/protocol/report.ts'

/** Two equity curves as paths in a box of 1,000 by 1,000, each as a multiple of its own capital, on one axis of time. */
export type Overlay = { readonly a: string; readonly b: string }

type Run = Pick<ReportDocument, 'equity' | 'capital'>

/** Undefined where either has no known point. */
export function overlay(a: Run, b: Run): Overlay | undefined {
  const [first, second] = [pointsOf(a), pointsOf(b)]
  const all = [...first, ...second]
  if (first.length === 0 || second.length === 0) return undefined
  const span = (values: readonly number[]) => {
    const low = values.reduce((least, value) => Math.min(least, value), Infinity)
    const high = values.reduce((most, value) => Math.max(most, value), -Infinity)
    return (value: number) => (high === low ? 500 : ((value - low) / (high - low)) * 1000)
  }
  const x = span(all.map(({ time }) => time))
  const y = span(all.map(({ growth }) => growth))
  const path = (points: typeof first) =>
    points.map(({ time, growth }, i) => `${i === 0 ? 'M' : 'L'}${x(time).toFixed(1)} ${(1000 - y(growth)).toFixed(1)}`).join('')
  return { a: path(first), b: path(second) }
}

function pointsOf({ equity, capital }: Run): { readonly time: number; readonly growth: number }[] {
  return equity.flatMap(([time, value]) => (value === null ? [] : [{ time, growth: Number(value) / Number(capital) }]))
}
