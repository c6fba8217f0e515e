import type { ReportDocument } from '../protocol/report.ts'

export type Year = {
  readonly year: number
  /** January to December; null where the run has no month or its return cannot be had. */
  readonly months: readonly (number | null)[]
  /** All known months of the year compounded; null without one. */
  readonly total: number | null
  readonly hold: number | null
}

/** The monthly table: one row a year, as fractions. */
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

function compound(returns: readonly (number | null)[]): number | null {
  const known = returns.filter((x) => x !== null)
  return known.length === 0 ? null : known.reduce((growth, x) => growth * (1 + x), 1) - 1
}
