import type { CandleColumns } from './ports.ts'

/** A number a condition is judged by, `back` rows before the row judged: of an input, of a field of its candles, or of an own output. */
export type Reading =
  | { readonly input: string; readonly field?: keyof CandleColumns; readonly back?: number }
  | { readonly output: string; readonly back?: number }

/** Names a trader gives to the ways in which one number stands to another. */
export type Relation = 'above' | 'at-or-above' | 'below' | 'at-or-below'

/** A number against its threshold: a reading or a written number, `plus` added where the threshold is a distance away. */
export type Comparison = {
  readonly value: Reading
  readonly is: Relation
  readonly than: Reading | number
  readonly plus?: number
}

/**
 * How a condition comes about at a row, for whoever asks why: comparisons, joined by Kleene's rules. `yes` is the condition at an
 * input; `known` says that a number must be there although nothing is compared with it.
 */
export type Judgement =
  | Comparison
  | { readonly yes: string; readonly back?: number }
  | { readonly known: Reading }
  | { readonly all: readonly Judgement[] }
  | { readonly any: readonly Judgement[] }
  | { readonly not: Judgement }

/** What a reading is at the row judged; NaN where nothing is there. */
export type Read = (reading: Reading) => number

/** The judgement behind one of a node's condition outputs. It says in other words what the kernel computes; a test holds the two together. */
export type Judge = (output: string, read: Read) => Judgement

export function above(value: Reading, than: Reading | number, plus?: number): Comparison {
  return { value, is: 'above', than, ...(plus ? { plus } : {}) }
}

export function below(value: Reading, than: Reading | number, plus?: number): Comparison {
  return { value, is: 'below', than, ...(plus ? { plus } : {}) }
}

/** A signal on every yes, or only on the first yes after a no: what `firing` computes. */
export function firingJudge(everyBar: boolean): Judge {
  return () => (everyBar ? { yes: 'when' } : { all: [{ yes: 'when' }, { not: { yes: 'when', back: 1 } }] })
}

/** Every one of the last changes in one direction, or all of them together. Oldest first, as a chain is mended. */
export function changes(bars: number, overall: boolean, is: 'above' | 'below'): Judge {
  const at = (back: number): Reading => ({ input: 'source', back })
  return () => {
    if (!overall) return { all: Array.from({ length: bars }, (_, i): Judgement => ({ value: at(bars - 1 - i), is, than: at(bars - i) })) }
    const between = Array.from({ length: bars - 1 }, (_, i): Judgement => ({ known: at(i + 1) }))
    return { all: [...between, { value: at(0), is, than: at(bars) }] }
  }
}
