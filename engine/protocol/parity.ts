/** What a comparison of a session with the backtest of the same bars found (T-PARITY). */

export const parityCauses = [
  'late bar',
  'revised bar',
  'gap',
  'manual act',
  'watched here',
  'other strategy',
  'partial fill',
  'latency',
  'fee',
  'rounding',
  'strategy fault',
] as const
export type ParityCause = (typeof parityCauses)[number]

export type ParityDifference = {
  /** When it shows, UTC milliseconds, and the order it shows on. */
  readonly time: number
  readonly sequence: number
  /** "order" or "fill", as recorded and as the backtest has it; null for none at all. */
  readonly what: 'order' | 'fill'
  readonly recorded: string | null
  readonly backtest: string | null
  /** Proven causes: with these recorded facts put in, the backtest no longer differs here. Empty: unexplained. */
  readonly causes: readonly { readonly cause: ParityCause; readonly fact: string }[]
}

export type ParityReport = {
  readonly steps: number
  readonly orders: number
  readonly fills: number
  /** Orders and fills that agree before the first difference, with every proven cause put in. */
  readonly differences: readonly ParityDifference[]
  /** Differences without a proven cause. 0: live equals backtest. */
  readonly unexplained: number
}
