import type { ReportDocument } from '../../engine/protocol/report.ts'

export type Year = {
  readonly year: number
  /** January to December; null where the run has no such month or its return cannot be had. */
  readonly months: readonly (number | null)[]
  /** The known months of the year compounded; null without one. */
  readonly total: number | null
  readonly hold: number | null
}

/** Monthly returns, a row a year, as fractions. */
export function tabulateYears(months: ReportDocument['months']): Year[] {
  return [...new Set(months.map(({ year }) => year))].map((year) => {
    const own = months.filter((month) => month.year === year)
    return {
      year,
      months: Array.from({ length: 12 }, (_, i) => own.find(({ month }) => month === i + 1)?.return ?? null),
      total: compound(own.map((month) => month.return)),
      hold: compound(own.map((month) => month.hold)),
    }
  })
}

/** The shade of a return: 0 for next to nothing, growing at 2 % and 6 %, below 0 for losses. */
export function shadeOf(value: number): -3 | -2 | -1 | 0 | 1 | 2 | 3 {
  const size = Math.abs(value)
  const step = size < 0.0005 ? 0 : size < 0.02 ? 1 : size < 0.06 ? 2 : 3
  return (value < 0 ? -step : step) as ReturnType<typeof shadeOf>
}

function compound(returns: readonly (number | null)[]): number | null {
  const known = returns.filter((x) => x !== null)
  return known.length === 0 ? null : known.reduce((growth, x) => growth * (1 + x), 1) - 1
}
