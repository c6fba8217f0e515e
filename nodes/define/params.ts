import { z } from 'zod'
import { timeframes, type Timeframe } from './timeframe.ts'

/** How a form shows a parameter. Words are a trader's; `unit` is a suffix such as "bars" or "%". */
export type ParamForm = {
  readonly label?: string
  readonly unit?: string
  readonly help?: string
}

/**
 * One parameter of a node: how a document's value is parsed, what stands in for it, and how a form shows it.
 * `default` is always a valid value: a node dropped on the canvas works.
 */
export type Param<Value> = {
  readonly kind: 'int' | 'decimal' | 'choice' | 'flag' | 'text' | 'slot' | 'timeframe'
  readonly default: Value
  readonly schema: z.ZodType<Value>
  readonly form: ParamForm & { readonly min?: number; readonly max?: number; readonly options?: readonly string[] }
}

export type Params = Readonly<Record<string, Param<unknown>>>
export type Values<P extends Params> = { readonly [K in keyof P]: P[K] extends Param<infer Value> ? Value : never }

type Range = ParamForm & { readonly default: number; readonly min: number; readonly max: number }

/** A whole number within [min, max]. */
export function int(range: Range): Param<number> {
  const schema = z.int().min(range.min).max(range.max)
  return { kind: 'int', default: schema.parse(range.default), schema, form: range }
}

/** A finite decimal within [min, max]. */
export function decimal(range: Range): Param<number> {
  const schema = z.number().min(range.min).max(range.max)
  return { kind: 'decimal', default: schema.parse(range.default), schema, form: range }
}

/** One of a fixed list; the first is the default unless said otherwise. */
export function choice<const Options extends readonly [string, ...string[]]>(
  options: Options,
  form: ParamForm & { readonly default?: Options[number] } = {},
): Param<Options[number]> {
  const schema: z.ZodType<Options[number]> = z.enum(options)
  return { kind: 'choice', default: form.default ?? options[0], schema, form: { ...form, options } }
}

/** A switch. */
export function flag(form: ParamForm & { readonly default: boolean }): Param<boolean> {
  return { kind: 'flag', default: form.default, schema: z.boolean(), form }
}

/** Free text of at most 200 characters. */
export function text(form: ParamForm & { readonly default: string }): Param<string> {
  return { kind: 'text', default: form.default, schema: z.string().max(200), form }
}

/** The name of a slot of the document. Whether it exists is checked with the graph, not here. */
export function slot(form: ParamForm = {}): Param<string> {
  return { kind: 'slot', default: 'main', schema: z.string().min(1).max(32), form: { label: 'Slot', ...form } }
}

/** One of the product's timeframes. */
export function timeframe(form: ParamForm & { readonly default: Timeframe }): Param<Timeframe> {
  return {
    kind: 'timeframe',
    default: form.default,
    schema: z.enum(timeframes),
    form: { label: 'Timeframe', ...form, options: timeframes },
  }
}
