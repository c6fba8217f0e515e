import { z } from 'zod'
import type { Relation } from '../../nodes/define/judgement.ts'
import type { DenialCode } from '../../nodes/define/trade.ts'
import type { Had } from './report-requests.ts'

/** Why a condition or signal is what it is at one moment. Part of the table in `requests.ts`. Answered for runs made since the engine started. */
export const whyRequestSchemas = {
  /** `node` is a path; the last row known to it at `time` (UTC milliseconds) is explained. */
  'run.why': z.strictObject({ run: z.string().max(40), node: z.string().max(120), time: z.number() }),
} as const

/**
 * One thing that decided. Put `threshold` and one step more on the side `needs` in the place of the value, in all of them at once,
 * and the answer is the other one.
 */
export type Reason = {
  /** The node that judges, and the row of its own clock whose value it judged by. */
  readonly node: string
  readonly row: number
  /** Rows before the one the answer is about. */
  readonly back: number
} & (
  | {
      readonly kind: 'number'
      readonly value: number
      readonly threshold: number
      /** What the node asks for. */
      readonly is: Relation
      /** The side of the threshold on which the value would have to be for the other answer. */
      readonly needs: 'above' | 'below'
      /** Ports of the node that were compared, with the field of a candle; a written number has no name. */
      readonly names: readonly [value: string, threshold: string | null]
      /** The number that would have to be another: where the value is missing too, the threshold is given first. */
      readonly moves: 'value' | 'threshold'
    }
  /** A node that says yes, no or unknown without telling by what. */
  | { readonly kind: 'condition'; readonly output: string; readonly says: number; readonly needs: 0 | 1 }
  /** A number that has to be there, whatever it is. */
  | { readonly kind: 'missing'; readonly names: readonly [string] }
)

export type Explanation = {
  /** When the row explained became known; null before the first. */
  readonly time: number | null
  /** Of a signal: 1 it was given. Of a condition: 0 no, 1 yes, 2 unknown. */
  readonly says: number
  /** Fewest that decided together; empty where no value could have made it otherwise, such as on the first bars. */
  readonly reasons: readonly Reason[]
  /** Refusals that the signal met at that step. */
  readonly denials: readonly { readonly by: string; readonly code: DenialCode; readonly value: number; readonly limit: number }[]
}

export type WhyReplies = { readonly 'run.why': Had<{ readonly why: Explanation }> }
