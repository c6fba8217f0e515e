import { z } from 'zod'

/** A decimal written out, as venues publish it: "0.01", "10", "0.00001". Never a double, so a step is exactly what it says. */
const decimalText = z.string().regex(/^\d{1,12}(\.\d{1,12})?$/, 'a plain decimal such as 0.01')

/**
 * What a venue says about one market, stored beside the data it came with and part of every bound hash.
 * Amounts are decimal text; `grid.ts` turns them into integer ticks, lots and asset units.
 */
export const instrumentSchema = z.strictObject({
  version: z.literal(1),
  /** "BASE/QUOTE", the name slots use. */
  symbol: z.string().regex(/^[A-Z0-9.]{1,20}\/[A-Z0-9.]{1,20}$/, 'BASE/QUOTE, such as BTC/USDT'),
  base: z.string(),
  quote: z.string(),
  /** Smallest price step, in quote per base. */
  tick: decimalText,
  /** Smallest quantity step, in base. */
  lot: decimalText,
  minimums: z.strictObject({ quantity: decimalText, notional: decimalText }),
  /** Fractions of notional: 0.001 is 0.10 %. */
  fees: z.strictObject({ maker: z.number().min(0).max(0.1), taker: z.number().min(0).max(0.1) }),
  /** Whether a position below zero may be held (a margin or derivatives market). Spot may not. */
  shortable: z.boolean(),
  /** Sessions in which bars are expected: every day round the clock, or the exchange's weekdays and holidays. */
  calendar: z.enum(['24/7', 'nyse']),
  /** Where this record came from, in words: "practice market (simulated)", "vega-datasets S&P 500", "derived from btc.csv". */
  source: z.string(),
})

export type Instrument = z.output<typeof instrumentSchema>
