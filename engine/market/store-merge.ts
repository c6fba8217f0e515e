import { allocateCandles, sliceCandles, type Candles } from './candles.ts'

/** Two bars of one time that are not the same bar. */
export type Conflict = { readonly time: number; readonly row: number; readonly stored: string; readonly arriving: string }

export type Merged = {
  readonly candles: Candles
  /** Arriving bars that were stored already, to the last digit. */
  readonly duplicates: number
  /** Arriving bars that took the place of stored ones. */
  readonly replaced: number
}

const columns = ['open', 'high', 'low', 'close', 'volume'] as const

/**
 * Puts arriving bars among stored ones, both rising in time. Equal bars are kept once. Where two differ, the arriving one wins if `replace` is set;
 * else the first such pair is answered and nothing is merged.
 */
export function mergeCandles(stored: Candles, arriving: Candles, replace: boolean): Merged | Conflict {
  const out = allocateCandles(stored.length + arriving.length)
  let duplicates = 0
  let replaced = 0
  let rows = 0
  let s = 0
  let a = 0
  const take = (from: Candles, row: number) => {
    out.time[rows] = from.time[row]
    for (const column of columns) out[column][rows] = from[column][row]
    rows++
  }
  while (s < stored.length || a < arriving.length) {
    if (a === arriving.length || (s < stored.length && stored.time[s] < arriving.time[a])) take(stored, s++)
    else if (s === stored.length || arriving.time[a] < stored.time[s]) take(arriving, a++)
    else {
      if (columns.every((column) => stored[column][s] === arriving[column][a])) duplicates++
      else if (replace) replaced++
      else return { time: arriving.time[a], row: a, stored: barText(stored, s), arriving: barText(arriving, a) }
      take(arriving, a)
      s++
      a++
    }
  }
  return { candles: sliceCandles(out, 0, rows), duplicates, replaced }
}

/** "O 1 H 2 L 0.5 C 1.5 V 100" */
function barText({ open, high, low, close, volume }: Candles, row: number): string {
  return `O ${open[row]} H ${high[row]} L ${low[row]} C ${close[row]} V ${volume[row]}`
}
