/** What a result comes to at a glance: for pictures of strategies side by side. Fractions; null where there is none. */
export type Glance = {
  readonly return: number | null
  readonly maxDrawdown: number | null
  readonly trades: number | null
  /** Close times of the first and the last bar decided on, UTC milliseconds; null without bars. */
  readonly from: number | null
  readonly to: number | null
  /** Equity at evenly spaced bars, in account currency. */
  readonly equity: readonly number[]
}
