/** What of a run is in view, in bar numbers of its base clock: [from, to), fractions allowed. */
export type Range = { readonly from: number; readonly to: number }

/** Bars [from, to) in buckets of `size` bars, as they are asked of the engine. */
export type Wanted = { readonly from: number; readonly to: number; readonly size: number; readonly points: number }

/** Closer than this a bar is only wider, not clearer. */
export const FEWEST_BARS = 8
/** The engine's limit on every series. */
const MOST_POINTS = 4000

export const spanOf = ({ from, to }: Range): number => to - from

/** Half a bar of air on either side of everything. */
export function fitAll(bars: number): Range {
  return { from: -0.5, to: Math.max(bars, FEWEST_BARS) + 0.5 }
}

/** The run itself, from its first decision on, with a sliver of the lead-in before it: what a person asked to see. */
export function fitRun({ bars, firstBar }: { readonly bars: number; readonly firstBar: number }): Range {
  const from = firstBar - Math.min(firstBar, (bars - firstBar) * 0.02)
  return keepInside({ from: from - 0.5, to: bars + 0.5 }, bars)
}

/** Keeps a range inside the run: no wider than all of it, and never past its ends. */
export function keepInside({ from, to }: Range, bars: number): Range {
  const all = fitAll(bars)
  const span = Math.min(spanOf(all), Math.max(Math.min(FEWEST_BARS, spanOf(all)), to - from))
  const start = Math.min(all.to - span, Math.max(all.from, from))
  return { from: start, to: start + span }
}

/** Moves by bars; below 0 towards the past. */
export function pan(range: Range, bars: number, total: number): Range {
  return keepInside({ from: range.from + bars, to: range.to + bars }, total)
}

/** Makes the view `factor` times as wide around a bar, which stays where it is on screen as far as the ends of the run let it. */
export function zoomAround({ from, to }: Range, bar: number, factor: number, total: number): Range {
  const all = spanOf(fitAll(total))
  const span = Math.min(all, Math.max(Math.min(FEWEST_BARS, all), (to - from) * factor))
  const share = (bar - from) / (to - from)
  return keepInside({ from: bar - share * span, to: bar + (1 - share) * span }, total)
}

/** Moves just as far as it takes to see a bar, with a tenth of the view to spare. */
export function reveal(range: Range, bar: number, total: number): Range {
  const air = spanOf(range) / 10
  if (bar + 0.5 < range.from + air) return pan(range, bar + 0.5 - air - range.from, total)
  if (bar + 0.5 > range.to - air) return pan(range, bar + 0.5 + air - range.to, total)
  return range
}

/**
 * What to ask for to draw a range `width` pixels wide: buckets of at least a pixel, a view's width to spare on either side so that the
 * hand does not wait for the engine, and never more than 4,000.
 */
export function wantedFor({ from, to }: Range, width: number, bars: number): Wanted {
  const first = Math.max(0, Math.floor(from))
  const last = Math.min(bars, Math.ceil(to))
  const seen = Math.max(1, last - first)
  let size = 1
  while (seen / size > Math.min(width, MOST_POINTS / 2)) size *= 2
  const spare = Math.floor(Math.min(seen, (MOST_POINTS * size - seen) / 2 - size))
  const start = Math.max(0, Math.floor((first - spare) / size) * size)
  const end = Math.min(bars, Math.ceil((last + spare) / size) * size)
  return { from: start, to: end, size, points: Math.max(1, Math.ceil(end / size) - Math.floor(start / size)) }
}

/** Whether what is loaded will do for a range: the right size of bucket, and at least a quarter of a view to spare where there is more to see. */
export function isEnough(
  loaded: { readonly from: number; readonly to: number; readonly size: number },
  range: Range,
  width: number,
  bars: number,
): boolean {
  const wanted = wantedFor(range, width, bars)
  const air = spanOf(range) / 4
  return (
    loaded.size === wanted.size &&
    loaded.from <= Math.max(0, range.from - air, wanted.from) &&
    loaded.to >= Math.min(bars, range.to + air, wanted.to)
  )
}
