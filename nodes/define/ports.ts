import type { Unit } from './units.ts'

/** Unit an input asks for: anything, one unit, or the unit of another input of the same node. */
export type InputUnit = 'any' | Unit | { readonly sameAs: string }

/**
 * Unit an output has: one unit, an input's unit, or worked out from the inputs' units.
 * `undefined` from `from` means the inputs do not go together: a finding on this node.
 */
export type OutputUnit = Unit | { readonly sameAs: string } | { readonly from: (units: Readonly<Record<string, Unit>>) => Unit | undefined }

type Described = { readonly summary?: string }

/** `literal` names the parameter whose number stands in while no wire is attached. `optional` may stay unwired: the kernel then gets `undefined`. */
export type NumberInput = Described & {
  readonly kind: 'number'
  readonly unit: InputUnit
  readonly optional?: true
  readonly literal?: string
}
export type ConditionInput = Described & { readonly kind: 'condition'; readonly optional?: true }
export type CandlesInput = Described & { readonly kind: 'candles' }
/** A sized or unsized signal; many wires may end here. `sized` asks for one that has passed a sizing node. */
export type SignalInput = Described & { readonly kind: 'signal'; readonly sized: boolean }
/** What a gate takes: a sized signal or an intent from the gate before. Many wires may end here. */
export type GateInput = Described & { readonly kind: 'gate' }
/** What an order node takes: only a gate makes one. Many wires may end here. */
export type IntentInput = Described & { readonly kind: 'intent' }

export type InputPort = NumberInput | ConditionInput | CandlesInput | SignalInput | GateInput | IntentInput

/** `plotted: false`: of no use as a line of its own. `forming`: the value belongs to a bar that is not closed yet and may still change. Everything computed from it is forming too. */
export type NumberOutput = Described & {
  readonly kind: 'number'
  readonly unit: OutputUnit
  readonly forming?: true
  readonly plotted?: false
}
export type ConditionOutput = Described & { readonly kind: 'condition'; readonly forming?: true }
export type CandlesOutput = Described & { readonly kind: 'candles' }
export type SignalOutput = Described & { readonly kind: 'signal'; readonly sized: boolean }
export type IntentOutput = Described & { readonly kind: 'intent' }

export type OutputPort = NumberOutput | ConditionOutput | CandlesOutput | SignalOutput | IntentOutput

export type Inputs = Readonly<Record<string, InputPort>>
export type Outputs = Readonly<Record<string, OutputPort>>

/** A number wanted. Any unit unless one is named. */
export function number<const Rest extends { optional?: true; literal?: string; summary?: string } = Record<never, never>>(
  unit: InputUnit = 'any',
  rest?: Rest,
): { readonly kind: 'number'; readonly unit: InputUnit } & Rest {
  return { kind: 'number', unit, ...(rest as Rest) }
}

/** A condition wanted: 0 no, 1 yes, 2 unknown. */
export function condition<const Rest extends { optional?: true; summary?: string } = Record<never, never>>(
  rest?: Rest,
): { readonly kind: 'condition' } & Rest {
  return { kind: 'condition', ...(rest as Rest) }
}

/**
 * Candles wanted or given, on the clock of their slot and timeframe. A node that takes candles takes no other data: they
 * decide its clock, and nothing else may.
 */
export function candles(rest: Described = {}): CandlesInput & CandlesOutput {
  return { kind: 'candles', ...rest }
}

/** A number given, measured in `unit`. */
export function measured(unit: Unit, rest: Described & { readonly plotted?: false } = {}): NumberOutput {
  return { kind: 'number', unit, ...rest }
}

/** A number given, in the unit (and symbol) of the named input. */
export function sameAs(input: string, rest: Described = {}): NumberOutput {
  return { kind: 'number', unit: { sameAs: input }, ...rest }
}

/** Bars as a kernel reads them. `time` is the open in UTC milliseconds, `close time` is the open plus the bar's length. */
export type CandleColumns = {
  readonly time: Float64Array
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
}

type InputColumn<P extends InputPort> = P extends { kind: 'candles' }
  ? CandleColumns
  : P extends { kind: 'number' }
    ? P extends { optional: true }
      ? Float64Array | undefined
      : Float64Array
    : P extends { kind: 'condition' }
      ? P extends { optional: true }
        ? Uint8Array | undefined
        : Uint8Array
      : never

type OutputColumn<P extends OutputPort> = P extends { kind: 'number' } ? Float64Array : P extends { kind: 'condition' } ? Uint8Array : never

/** Columns a kernel reads, by input name. */
export type InputColumns<I extends Inputs> = { readonly [K in keyof I]: InputColumn<I[K]> }
/** Columns a kernel writes, by output name. */
export type OutputColumns<O extends Outputs> = { readonly [K in keyof O]: OutputColumn<O[K]> }
