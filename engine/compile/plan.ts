import type { Computation } from '../../nodes/define/node.ts'
import type { Inputs, Outputs } from '../../nodes/define/ports.ts'
import type { Params } from '../../nodes/define/params.ts'
import type { AccountView, CancelRequest, Denial, Intent, OrderRequest, Signal, SizedSignal, Verdict } from '../../nodes/define/trade.ts'
import type { Timeframe } from '../../nodes/define/timeframe.ts'
import type { Slot } from '../../nodes/strategy/document.ts'
import type { Lead } from '../../nodes/strategy/check-facts.ts'

/** The fields of a candle, in the order in which a stream's columns are numbered. */
export const fields = ['time', 'open', 'high', 'low', 'close', 'volume'] as const
export type Field = (typeof fields)[number]

/** Number of a clock: the index of its stream, or `streams.length` for a base clock that joins several streams. */
export type ClockNumber = number
/** Number of a column of the plan. The first 6 × streams are the candles themselves. */
export type ColumnNumber = number

export type PlanStream = { readonly slot: number; readonly timeframe: Timeframe }

export type PlanColumn = {
  readonly kind: 'number' | 'condition'
  readonly clock: ClockNumber
  /** Hash of type, version, parameters and input keys down to the streams: equal keys, equal values on equal data. */
  readonly key: string
  /** Streams whose data its values depend on, its clock's own included. */
  readonly reads: readonly number[]
}

/** Where a kernel's input comes from: a column, a stream's candles, or nothing (an optional input left free). */
export type StepInput = { readonly column: ColumnNumber } | { readonly candles: number } | undefined

export type KernelStep = {
  readonly kind: 'kernel'
  /** The first node (path) that asked for this computation; equal ones share it. */
  readonly node: string
  readonly computation: Computation<Params, Inputs, Outputs>
  readonly params: Readonly<Record<string, unknown>>
  readonly clock: ClockNumber
  readonly inputs: Readonly<Record<string, StepInput>>
  readonly outputs: Readonly<Record<string, ColumnNumber>>
}

/** Carries a column to another clock: the value of the last row known at each close. */
export type AlignStep = { readonly kind: 'align'; readonly from: ColumnNumber; readonly to: ColumnNumber }
export type ConstantStep = { readonly kind: 'constant'; readonly to: ColumnNumber; readonly value: number }
/** A circle closed by a delayed node: its members compute one row at a time, in this order. */
export type CircleStep = { readonly kind: 'circle'; readonly members: readonly KernelStep[] }

export type SeriesStep = KernelStep | AlignStep | ConstantStep | CircleStep

/** Reads the account into columns at each base-clock row. */
export type ReadStep = {
  readonly kind: 'read'
  readonly node: string
  readonly read: (account: AccountView, outputs: never, row: number) => void
  readonly outputs: Readonly<Record<string, ColumnNumber>>
}

export type AccountStep = ReadStep | SeriesStep

/** Data inputs of a sizing, gate or order node: columns on the base clock. */
export type RowInputs = Readonly<Record<string, StepInput>>

export type SizingRoute = {
  readonly kind: 'sizing'
  readonly node: string
  readonly inputs: RowInputs
  readonly size: (signal: Signal, account: AccountView, inputs: never, row: number) => Omit<SizedSignal, 'signal'> | Denial
  readonly next: readonly GateRoute[]
}
export type GateRoute = {
  readonly kind: 'gate'
  readonly node: string
  readonly inputs: RowInputs
  readonly outputs: Readonly<Record<string, StepInput>>
  readonly gate: (order: SizedSignal, account: AccountView, inputs: never, outputs: never, row: number) => Verdict
  readonly next: readonly (GateRoute | OrderRoute)[]
}
export type OrderRoute = {
  readonly kind: 'order'
  readonly node: string
  readonly inputs: RowInputs
  readonly orders: (intent: Intent, account: AccountView, inputs: never, row: number) => Omit<OrderRequest, 'node' | 'intent'> | Denial
}

/** A signal node: where it fires and where its signal goes. `account` when what fires it reads the account. */
export type SignalSource = {
  readonly signal: Signal
  readonly slot: number
  readonly fires: ColumnNumber
  readonly stage: 'series' | 'account'
  readonly next: readonly SizingRoute[]
}

export type CancelSource = { readonly request: CancelRequest; readonly fires: ColumnNumber; readonly stage: 'series' | 'account' }

/** A strategy made ready to run on any data and account: pure, shared by every mode. */
export type Plan = {
  /** Meaning of the graph; names, looks and grouping do not change it. */
  readonly hash: string
  readonly slots: readonly ({ readonly name: string } & Slot)[]
  readonly streams: readonly PlanStream[]
  /** Streams of the finest timeframe; their closes are the decision steps. */
  readonly baseStreams: readonly number[]
  readonly baseClock: ClockNumber
  readonly columns: readonly PlanColumn[]
  readonly series: readonly SeriesStep[]
  readonly account: readonly AccountStep[]
  /** In node order, exits before entries. */
  readonly signals: readonly SignalSource[]
  readonly cancels: readonly CancelSource[]
  /** Column of a wire, by "path.port". */
  readonly wires: ReadonlyMap<string, ColumnNumber>
  /** Warm-up and settling of each stream, in rows of the stream. */
  readonly leads: readonly Lead[]
  /** The strategy accepted values of bars still forming. */
  readonly repaints: boolean
}

/** Column of a stream's field. */
export function streamColumn(stream: number, field: Field): ColumnNumber {
  return stream * fields.length + fields.indexOf(field)
}
