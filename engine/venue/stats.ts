/** What a report has to say about the fills beside the fills themselves. Counted only while orders work. */
export type VenueStats = {
  /** Bars in which it was a rule, not the data, that said whether stop or target, or entry or its guard, came first. */
  ambiguousBars: number
  /** Bars the data lacks (T-FILL-GAP). */
  missingBars: number
  /** Bars without volume, in which nothing fills. */
  emptyBars: number
  /** Market orders that enter, cut to what cash could bear (T-FILL-CASH). */
  cuts: number
  /** Fills made smaller by the bar's volume (T-FILL-VOLUME). */
  partialFills: number
  /** Times the rest of a market order had to wait for another open. */
  restsForNextOpen: number
}

export function noStats(): VenueStats {
  return { ambiguousBars: 0, missingBars: 0, emptyBars: 0, cuts: 0, partialFills: 0, restsForNextOpen: 0 }
}
