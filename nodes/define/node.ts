import type { Judge } from './judgement.ts'
import type { InputColumns, Inputs, OutputColumns, Outputs } from './ports.ts'
import type { Params, Values } from './params.ts'
import type { AccountView, CancelRequest, Denial, Intent, OrderRequest, Signal, SizedSignal, Verdict } from './trade.ts'

/** Families of the palette, in the order of the lanes: data flows left to right into money. */
export const categories = ['market', 'indicators', 'math', 'logic', 'signals', 'sizing', 'risk', 'orders'] as const
export type Category = (typeof categories)[number]

/**
 * A worked example, shown in the docs panel and run as a test. Columns oldest first; `null` is missing (a number) or unknown (a condition).
 * A candles input is written as {open, high, low, close, volume}; columns left out are filled from `close`.
 */
export type Example = {
  readonly title: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly inputs: Readonly<Record<string, readonly (number | null)[] | Readonly<Record<string, readonly number[]>>>>
  readonly outputs: Readonly<Record<string, readonly (number | null)[]>>
}

/**
 * The account in an example, in whole account currency. What is left out: 10,000 in cash, nothing held, a price of 100, a tick of
 * 0.01, a lot of 0.001 (one lot is worth 0.1) and no costs.
 */
export type ExampleAccount = {
  /** null is unknown. */
  readonly equity?: number | null
  readonly cash?: number
  readonly peak?: number
  readonly dayStart?: number
  readonly exposure?: number
  /** Of the slot "main". Lots held, below 0 short; lots of working orders that increase them. */
  readonly heldLots?: number
  readonly workingLots?: number
  readonly barsHeld?: number
  readonly entries?: number
  readonly lossStreak?: number
  readonly barsSinceExit?: number
  readonly barsSinceLoss?: number
}

/** A worked example of a node that decides about money: what it is asked, when, and what it answers. */
export type DecisionExample = {
  readonly title: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly account?: ExampleAccount
  readonly signal: 'enter long' | 'enter short' | 'exit'
  /** For gates and order nodes: lots and stop distance as sizing gave them. */
  readonly lots?: number
  readonly stopTicks?: number
  /** What its wires carry, and what a gate's own kernel says, on that bar; null is missing. */
  readonly wires?: Readonly<Record<string, number | null>>
  /** "allow", or the members of the answer worth seeing. */
  readonly answer: 'allow' | Readonly<Record<string, unknown>>
}

/** A worked example of a node that reads the account; null is missing. */
export type AccountExample = {
  readonly title: string
  readonly account: ExampleAccount
  readonly outputs: Readonly<Record<string, number | null>>
}

/** What every node says of itself: read by palette, inspector, docs, checker, compiler, runtime and tests. */
export type NodeWords<P extends Params, I extends Inputs, O extends Outputs, E = Example> = {
  /** Stored in documents: never rename, add a migration instead. */
  readonly type: string
  readonly version: number
  readonly title: string
  readonly category: Category
  /** One line for the palette. */
  readonly summary: string
  /** Markdown: formula, source, seed, what differs from other programs. */
  readonly docs: string
  readonly params: P
  readonly inputs: I
  readonly outputs: O
  /** Parameters of an older version → the next. Key: the version migrated from. */
  readonly migrations?: Readonly<Record<number, (params: Record<string, unknown>) => Record<string, unknown>>>
  /** Why a condition among the outputs is what it is. Absent: the explanation names the node and goes no deeper. */
  readonly judge?: (params: Values<P>) => Judge
  /** Where the chart draws the outputs: over the candles or in a pane of their own. */
  readonly plot?: 'price' | 'pane'
  readonly examples: readonly E[]
}

/**
 * Computes rows [from, to) of the outputs from rows ≤ i of the inputs, carrying `state` from row to row.
 * Row numbers index the columns. May read `input[i - n]` for n ≤ history, never i + 1. One row at a time and any
 * block size give the same bits. Every local a double; only + − × ÷, √, abs, floor, ceil, min, max.
 */
export type Kernel<I extends Inputs, O extends Outputs> = (
  inputs: InputColumns<I>,
  outputs: OutputColumns<O>,
  state: Float64Array,
  from: number,
  to: number,
) => void

/**
 * Seeds the state at `row`, the `warmup`-th row in a row without missing inputs, and writes the outputs of that row.
 * Rows row − warmup + 1 … row are all present. The kernel goes on from row + 1.
 */
export type Start<I extends Inputs, O extends Outputs> = (
  inputs: InputColumns<I>,
  outputs: OutputColumns<O>,
  state: Float64Array,
  row: number,
) => void

/** The computing part of a node: numbers and conditions from numbers, conditions and candles. */
export type Computation<P extends Params, I extends Inputs, O extends Outputs> = {
  /**
   * What a missing number (NaN) or an unknown condition (2) among the inputs means. `restart`: the output is missing and the
   * node warms up anew. `skip`: the output is missing, the state stays (only for nodes that read no history). `pass`: the
   * kernel sees it, is called from the first row on and writes its own missing values; `warmup` is then a promise only.
   */
  readonly missing: 'restart' | 'skip' | 'pass'
  /** Rows without a missing input before the first value, that one included: EMA 200 speaks at its 200th row. At least 1. */
  readonly warmup: (params: Values<P>) => number
  /** Rows until the seed weighs less than 1e-9; absent where the seed leaves no trace after warm-up. */
  readonly settle?: (params: Values<P>) => number
  /** How many rows back the kernel (or start) reads: 0 for none. */
  readonly history: (params: Values<P>) => number
  /** Doubles of carried state. Set to 0 at every restart. */
  readonly state: (params: Values<P>) => number
  readonly start?: (params: Values<P>) => Start<I, O>
  /** `start` is called again at absolute rows that are multiples of 1,024, so that a running sum cannot drift. Needs history ≥ warmup − 1. */
  readonly rebase?: true
  readonly kernel: (params: Values<P>) => Kernel<I, O>
}

/** A node that computes: indicators, maths, logic. */
export type SeriesNode<P extends Params = Params, I extends Inputs = Inputs, O extends Outputs = Outputs> = NodeWords<P, I, O> &
  Computation<P, I, O> & {
    readonly role: 'series'
    /** Reads its inputs only on rows before the current one, so a wire through it may close a cycle. */
    readonly delayed?: true
    /** Takes forming values and hands them on as if closed: the person accepts that they repaint, and every report says so. */
    readonly acceptsForming?: true
  }

/** Candles of a slot, at its own timeframe or another. */
export type CandlesNode<P extends Params = Params, I extends Inputs = Inputs, O extends Outputs = Outputs> = NodeWords<P, I, O> & {
  readonly role: 'candles'
  /** `timeframe` undefined is the slot's own. */
  readonly stream: (params: Values<P>) => { readonly slot: string; readonly timeframe: string | undefined }
}

/** A written number. */
export type ConstantNode<P extends Params = Params, I extends Inputs = Inputs, O extends Outputs = Outputs> = NodeWords<P, I, O> & {
  readonly role: 'constant'
  readonly value: (params: Values<P>) => number
}

/** Reads the account at every base-clock row: position, equity. What hangs on it runs in the account stage. */
export type AccountNode<P extends Params = Params, I extends Inputs = Inputs, O extends Outputs = Outputs> = NodeWords<
  P,
  I,
  O,
  AccountExample
> & {
  readonly role: 'account'
  /** Slot whose clock and unit the outputs carry. */
  readonly slot: (params: Values<P>) => string
  /** Writes the outputs at `row` of the base clock. NaN and 2 where nothing can be said. */
  readonly read: (params: Values<P>) => (account: AccountView, outputs: OutputColumns<O>, row: number) => void
}

/** Turns a condition into a signal. Its kernel writes the condition `fires`: the rows on which the signal is given. */
export type SignalNode<P extends Params = Params, I extends Inputs = Inputs, O extends Outputs = Outputs> = NodeWords<P, I, O> &
  Computation<P, I, O> & {
    readonly role: 'signal'
    /** The record given on every row that fires; `node` is filled in with the node's path. */
    readonly signal: (params: Values<P>) => Omit<Signal, 'node'>
  }

/** An upper bound on money at stake: a fraction of equity, an amount of account currency, or a quantity of base. */
export type Most = { readonly share: number } | { readonly amount: number } | { readonly quantity: number }

/** Gives a signal its quantity. Data inputs are read at the current base-clock row. */
export type SizingNode<P extends Params = Params, I extends Inputs = Inputs, O extends Outputs = Outputs> = NodeWords<
  P,
  I,
  O,
  DecisionExample
> & {
  readonly role: 'sizing'
  readonly size: (
    params: Values<P>,
  ) => (signal: Signal, account: AccountView, inputs: InputColumns<I>, row: number) => Omit<SizedSignal, 'signal'> | Denial
  /** The most one entry is worth, while no wire stands in for a parameter. Absent: nothing can be said. */
  readonly most?: (params: Values<P>) => Most
}

/**
 * Lets entries pass, shrinks or refuses them; exits always pass. A gate that watches the market has a kernel that
 * writes the condition `blocked` (unknown fails closed).
 */
export type GateNode<P extends Params = Params, I extends Inputs = Inputs, O extends Outputs = Outputs> = NodeWords<
  P,
  I,
  O,
  DecisionExample
> &
  (Computation<P, I, O> | { readonly kernel?: undefined }) & {
    readonly role: 'gate'
    readonly gate: (
      params: Values<P>,
    ) => (order: SizedSignal, account: AccountView, inputs: InputColumns<I>, outputs: OutputColumns<O>, row: number) => Verdict
    /** False when, at these parameters, the limit can never bind: a finding. */
    readonly binds?: (params: Values<P>) => boolean
    /** What an entry that passes leaves at the most: as the slot's position, or as all positions of the run together. */
    readonly leaves?: (params: Values<P>) => { readonly position?: readonly Most[]; readonly exposure?: readonly Most[] }
  }

/** Turns an intent into requests to the desk. Data inputs are read at the current base-clock row. */
export type OrderNode<P extends Params = Params, I extends Inputs = Inputs, O extends Outputs = Outputs> = NodeWords<
  P,
  I,
  O,
  DecisionExample
> & {
  readonly role: 'order'
  /** `node` is filled in with the node's path. A missing price is a denial, never a guess. */
  readonly orders: (
    params: Values<P>,
  ) => (intent: Intent, account: AccountView, inputs: InputColumns<I>, row: number) => Omit<OrderRequest, 'node' | 'intent'> | Denial
  /** True when, at these parameters, every entry comes with a stop, target or trail: it needs no exit signal. */
  readonly protects?: (params: Values<P>) => boolean
}

/** Withdraws working orders where its kernel's condition `fires` says so. */
export type CancelNode<P extends Params = Params, I extends Inputs = Inputs, O extends Outputs = Outputs> = NodeWords<P, I, O> &
  Computation<P, I, O> & {
    readonly role: 'cancel'
    readonly cancel: (params: Values<P>) => Omit<CancelRequest, 'node'>
  }

/** Any node, its own types forgotten: what lists of nodes hold. */
export type NodeDefinition =
  | SeriesNode
  | CandlesNode
  | ConstantNode
  | AccountNode
  | SignalNode
  | SizingNode
  | GateNode
  | OrderNode
  | CancelNode

/**
 * `define…` only checks types and marks the role. The one cast forgets a node's own parameter and port names, which the
 * compiler has checked here and the document's parser checks again at run time.
 */
type Anonymous<Role extends NodeDefinition['role']> = Extract<NodeDefinition, { role: Role }>

const define =
  <Role extends NodeDefinition['role']>(role: Role) =>
  (definition: object): Anonymous<Role> =>
    ({ ...definition, role }) as unknown as Anonymous<Role>

/** A node that computes. */
export function defineNode<P extends Params, const I extends Inputs, const O extends Outputs>(
  definition: Omit<SeriesNode<P, I, O>, 'role'>,
): SeriesNode {
  return define('series')(definition)
}

export function defineCandles<P extends Params, const I extends Inputs, const O extends Outputs>(
  definition: Omit<CandlesNode<P, I, O>, 'role'>,
): CandlesNode {
  return define('candles')(definition)
}

export function defineConstant<P extends Params, const I extends Inputs, const O extends Outputs>(
  definition: Omit<ConstantNode<P, I, O>, 'role'>,
): ConstantNode {
  return define('constant')(definition)
}

export function defineAccount<P extends Params, const I extends Inputs, const O extends Outputs>(
  definition: Omit<AccountNode<P, I, O>, 'role'>,
): AccountNode {
  return define('account')(definition)
}

export function defineSignal<P extends Params, const I extends Inputs, const O extends Outputs>(
  definition: Omit<SignalNode<P, I, O>, 'role'>,
): SignalNode {
  return define('signal')(definition)
}

export function defineSizing<P extends Params, const I extends Inputs, const O extends Outputs>(
  definition: Omit<SizingNode<P, I, O>, 'role'>,
): SizingNode {
  return define('sizing')(definition)
}

type GateShape<P extends Params, I extends Inputs, O extends Outputs> = NodeWords<P, I, O, DecisionExample> &
  Partial<Computation<P, I, O>> &
  Pick<GateNode<P, I, O>, 'gate' | 'binds' | 'leaves'>

export function defineGate<P extends Params, const I extends Inputs, const O extends Outputs>(definition: GateShape<P, I, O>): GateNode {
  return define('gate')(definition)
}

export function defineOrder<P extends Params, const I extends Inputs, const O extends Outputs>(
  definition: Omit<OrderNode<P, I, O>, 'role'>,
): OrderNode {
  return define('order')(definition)
}

export function defineCancel<P extends Params, const I extends Inputs, const O extends Outputs>(
  definition: Omit<CancelNode<P, I, O>, 'role'>,
): CancelNode {
  return define('cancel')(definition)
}
