/** Numbers as the chart writes them. */

const formats = new Map<string, Intl.NumberFormat>()

function formatter(decimals: number, compact = false): Intl.NumberFormat {
  const key = `${decimals} ${compact}`
  const known =
    formats.get(key) ??
    new Intl.NumberFormat(
      'en-GB',
      compact ? { notation: 'compact', maximumFractionDigits: 1 } : { minimumFractionDigits: decimals, maximumFractionDigits: decimals },
    )
  formats.set(key, known)
  return known
}

/** What stands where there is no value. */
export const NOTHING = '–'

/** With so many decimals, thousands apart. */
export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return NOTHING
  const text = formatter(decimals).format(value)
  // Nothing is nothing, from whichever side it was rounded.
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text
}

/** Decimals of a step written as decimal text: a tick of "0.05" is told with two. */
export function decimalsOfText(step: string): number {
  return step.split('.')[1]?.replace(/0+$/, '').length ?? 0
}

/** Short: 12.3K. For volumes. */
export function compact(value: number): string {
  return Number.isFinite(value) ? formatter(0, true).format(value) : NOTHING
}

/** 0.123 as 12.30 %. */
export function percent(value: number): string {
  return Number.isFinite(value) ? `${formatter(2).format(value * 100)} %` : NOTHING
}

/** An indicator's value: as many digits as tell something. */
export function measured(value: number): string {
  if (!Number.isFinite(value)) return NOTHING
  const size = Math.abs(value)
  return fixed(value, size >= 1000 ? 2 : size >= 1 ? 3 : size >= 0.001 ? 5 : 8)
}
