import { candlesBetween, type Candles } from './candles.ts'

/** Bars made once and asked for again: every edit of a strategy runs over the same ones. */
export type KeptBars<Made> = {
  /** What `make` made of exactly these bars before, else what it makes now. Undefined, and nothing kept, where it was stopped. */
  of(key: string, from: number, to: number, make: (near: Candles | undefined) => Promise<Made | undefined>): Promise<Made | undefined>
}

/** Bytes of one bar: six numbers. */
const BAR = 48

/**
 * Keeps what was made last, up to so many bytes. `near` is what is kept of a range that contains the one asked for: another period
 * needs a few bars more or less before the range, and what is there need not be made again.
 */
export function keepBars<Made extends { readonly candles: Candles }>(bound: number): KeptBars<Made> {
  type Entry = { readonly key: string; readonly from: number; readonly to: number; readonly made: Made }
  /** Oldest first. */
  let entries: readonly Entry[] = []

  function put(entry: Entry): void {
    // What lies whole inside the new one shares its memory or is not needed: only an exact repetition is answered from it.
    const next = [...entries.filter((one) => one !== entry), entry]
    let bytes = next.reduce((sum, { made }) => sum + made.candles.length * BAR, 0)
    while (next.length > 1 && bytes > bound) bytes -= next.shift()!.made.candles.length * BAR
    entries = bytes > bound ? [] : next
  }

  return {
    async of(key, from, to, make) {
      const same = entries.find((one) => one.key === key && one.from === from && one.to === to)
      if (same) {
        put(same)
        return same.made
      }
      const around = entries.findLast((one) => one.key === key && one.from <= from && one.to >= to)
      const made = await make(around && candlesBetween(around.made.candles, from, to))
      if (made) put({ key, from, to, made })
      return made
    },
  }
}
