import type { GraphNode, Source } from '../../nodes/strategy/1-resolve.ts'
import type { Checked } from '../../nodes/strategy/2-check.ts'
import { barLength } from '../../nodes/define/timeframe.ts'
import { streamName } from '../../nodes/strategy/check-facts.ts'
import { streamOf, type Clock } from '../../nodes/strategy/wire-types.ts'
import type { Simplified } from './3-simplify.ts'
import { keyOf } from './keys.ts'
import {
  fields,
  streamColumn,
  type AccountStep,
  type CircleStep,
  type ClockNumber,
  type ColumnNumber,
  type Field,
  type KernelStep,
  type PlanColumn,
  type PlanStream,
  type SeriesStep,
  type StepInput,
} from './plan.ts'

export type Schedule = {
  readonly streams: readonly PlanStream[]
  readonly baseStreams: readonly number[]
  readonly baseClock: ClockNumber
  readonly columns: readonly PlanColumn[]
  readonly series: readonly SeriesStep[]
  readonly account: readonly AccountStep[]
  /** Column of a data output on its node's own clock. */
  readonly column: (source: Source) => ColumnNumber | undefined
  /** Inputs of a money node as columns on the base clock. */
  readonly rowInputs: (node: GraphNode) => Readonly<Record<string, StepInput>>
  /** A gate's own conditions as columns on the base clock. */
  readonly rowOutputs: (node: GraphNode) => Readonly<Record<string, StepInput>>
}

/**
 * Puts computations in order, gives each output a column, and inserts steps that carry values between clocks.
 * **Series stage**: what depends only on market data, computed over whole columns. **Account stage**: what reads the
 * account, computed row by row on the base clock.
 */
export function schedule(checked: Checked, { units, keys }: Simplified): Schedule {
  const { graph, types } = checked
  const slotNames = Object.keys(graph.slots).sort()
  const { streams, byName } = collectStreams(
    checked,
    units.flatMap((unit) => unit.nodes),
    slotNames,
  )
  const finest = Math.min(...streams.map((stream) => barLength(stream.timeframe)))
  const baseStreams = streams.flatMap((stream, i) => (barLength(stream.timeframe) === finest ? [i] : []))
  const baseClock = baseStreams.length === 1 ? baseStreams[0]! : streams.length

  const columns: PlanColumn[] = streams.flatMap((stream, i) =>
    fields.map((field) => ({
      kind: 'number' as const,
      clock: i,
      key: keyOf(['stream', slotNames[stream.slot]!, stream.timeframe, field]),
      reads: [i],
    })),
  )
  const series: SeriesStep[] = []
  const account: AccountStep[] = []
  const made = new Map<string, ColumnNumber>()

  const clockStreams = (clock: ClockNumber) => (clock < streams.length ? [clock] : baseStreams)

  function addColumn(kind: PlanColumn['kind'], clock: ClockNumber, key: string, inputs: readonly StepInput[] = []): ColumnNumber {
    const reads = new Set(clockStreams(clock))
    for (const input of inputs) {
      for (const stream of input === undefined ? [] : 'column' in input ? columns[input.column]!.reads : [input.candles]) reads.add(stream)
    }
    columns.push({ kind, clock, key, reads: [...reads].sort((a, b) => a - b) })
    return columns.length - 1
  }

  const clockNumber = (clock: Clock): ClockNumber | undefined =>
    clock === undefined ? undefined : clock === 'base' ? baseClock : byName.get(streamName(clock))
  const inAccount = (node: GraphNode) => types.clock(node.path) === 'base'

  /** Column of an output on a clock, computed, carried over or written out as needed. */
  function columnOn(source: Source, clock: ClockNumber): ColumnNumber {
    const node = graph.byPath.get(source.node)!
    const ownClock = clockNumber(types.clock(node.path))
    if (node.definition.role === 'constant') return constantOn(node.definition.value(node.params), clock)
    const column = outputs(node, ownClock ?? clock)[source.port]!
    return align(column, clock)
  }

  function constantOn(value: number, clock: ClockNumber): ColumnNumber {
    const key = keyOf(['constant', String(value)])
    return once(`${key}@${clock}`, () => {
      const to = addColumn('number', clock, key)
      series.push({ kind: 'constant', to, value })
      return to
    })
  }

  function align(from: ColumnNumber, clock: ClockNumber): ColumnNumber {
    const column = columns[from]!
    if (column.clock === clock) return from
    return once(`${from}@${clock}`, () => {
      const to = addColumn(column.kind, clock, keyOf(['align', column.key, clockKey(clock)]), [{ column: from }])
      series.push({ kind: 'align', from, to })
      return to
    })
  }

  function clockKey(clock: ClockNumber): string {
    return clockStreams(clock)
      .map((i) => `${slotNames[streams[i]!.slot]} ${streams[i]!.timeframe}`)
      .join()
  }

  function once(name: string, make: () => ColumnNumber): ColumnNumber {
    const known = made.get(name)
    if (known !== undefined) return known
    const column = make()
    made.set(name, column)
    return column
  }

  /** Output columns by node key and clock; equal computations share theirs. */
  const nodeOutputs = new Map<string, Record<string, ColumnNumber>>()

  function allocate(node: GraphNode, clock: ClockNumber, inputs: readonly StepInput[] = []): Record<string, ColumnNumber> {
    const own: Record<string, ColumnNumber> = {}
    for (const [port, output] of Object.entries(node.definition.outputs)) {
      if (output.kind === 'number' || output.kind === 'condition')
        own[port] = addColumn(output.kind, clock, keyOf([keys.get(node.path)!, port, clockKey(clock)]), inputs)
    }
    return own
  }

  function outputs(node: GraphNode, clock: ClockNumber): Record<string, ColumnNumber> {
    const stream = streamOf(node, graph)
    if (stream) {
      const number = byName.get(streamName(stream))!
      return Object.fromEntries(fields.map((field: Field) => [field, streamColumn(number, field)]))
    }
    const name = `${keys.get(node.path)}@${clock}`
    const known = nodeOutputs.get(name)
    if (known) return known
    const { definition } = node
    if (definition.role === 'account') {
      const own = allocate(node, clock)
      account.push({ kind: 'read', node: node.path, read: definition.read(node.params) as never, outputs: own })
      nodeOutputs.set(name, own)
      return own
    }
    const inputs = stepInputs(node, clock)
    const own = allocate(node, clock, Object.values(inputs))
    nodeOutputs.set(name, own)
    const step = kernelStep(node, clock, inputs, own)
    if (inAccount(node)) account.push(step)
    else series.push(step)
    return own
  }

  function kernelStep(node: GraphNode, clock: ClockNumber, inputs: KernelStep['inputs'], own: Record<string, ColumnNumber>): KernelStep {
    const { definition } = node
    if (!('kernel' in definition) || !definition.kernel) throw new Error(`${definition.type} computes nothing, yet a value of it is wanted`)
    return { kind: 'kernel', node: node.path, computation: definition, params: node.params, clock, inputs, outputs: own }
  }

  function stepInputs(node: GraphNode, clock: ClockNumber): Record<string, StepInput> {
    const inputs: Record<string, StepInput> = {}
    for (const [port, input] of Object.entries(node.definition.inputs)) {
      const source = node.inputs[port]?.[0]
      if (input.kind === 'candles') {
        const stream = source && streamOf(graph.byPath.get(source.node)!, graph)
        inputs[port] = stream && { candles: byName.get(streamName(stream))! }
      } else if (input.kind === 'number' || input.kind === 'condition') {
        if (source) inputs[port] = { column: columnOn(source, clock) }
        else if (input.kind === 'number' && input.literal !== undefined)
          inputs[port] = { column: constantOn(Number(node.params[input.literal]), clock) }
        else inputs[port] = undefined
      }
    }
    return inputs
  }

  function circle(nodes: readonly GraphNode[]): void {
    const clock = clockNumber(types.clock(nodes[0]!.path)) ?? baseClock
    if (nodeOutputs.has(`${keys.get(nodes[0]!.path)}@${clock}`)) return
    // What a circle reads is known only once its members are linked: it is taken to read everything.
    const everything = streams.map((_, candles) => ({ candles }))
    for (const node of nodes) nodeOutputs.set(`${keys.get(node.path)}@${clock}`, allocate(node, clock, everything))
    const members = nodes.map((node) =>
      kernelStep(node, clock, stepInputs(node, clock), nodeOutputs.get(`${keys.get(node.path)}@${clock}`)!),
    )
    const step: CircleStep = { kind: 'circle', members }
    if (nodes.some(inAccount)) account.push(step)
    else series.push(step)
  }

  for (const unit of units) {
    if (unit.circular) circle(unit.nodes)
    else for (const node of unit.nodes) if (computes(node)) outputs(node, clockNumber(types.clock(node.path)) ?? baseClock)
  }

  return {
    streams,
    baseStreams,
    baseClock,
    columns,
    series,
    account,
    column: (source) => {
      const node = graph.byPath.get(source.node)
      if (!node || !keys.has(node.path)) return undefined
      const clock = clockNumber(types.clock(node.path)) ?? baseClock
      const kind = node.definition.outputs[source.port]?.kind
      return kind === 'number' || kind === 'condition' ? columnOn(source, clock) : undefined
    },
    rowInputs: (node) => stepInputs(node, baseClock),
    rowOutputs: (node) => {
      if (!computes(node)) return {}
      const own = outputs(node, clockNumber(types.clock(node.path)) ?? baseClock)
      return Object.fromEntries(Object.entries(own).map(([port, column]) => [port, { column: align(column, baseClock) }]))
    },
  }
}

/** Nodes with a kernel or a reading of their own; constants are written where they are used. */
function computes({ definition }: GraphNode): boolean {
  return definition.role === 'account' || ('kernel' in definition && definition.kernel !== undefined)
}

/** Every stream the strategy reads, and one for every slot it trades, in slot order and from fine to coarse. */
function collectStreams(checked: Checked, nodes: readonly GraphNode[], slotNames: readonly string[]) {
  const { graph, types } = checked
  const wanted = new Map<string, PlanStream>()
  const want = (slot: string, timeframe: PlanStream['timeframe']) =>
    wanted.set(streamName({ slot, timeframe }), { slot: slotNames.indexOf(slot), timeframe })
  for (const node of nodes) {
    const clock = types.clock(node.path)
    if (clock !== undefined && clock !== 'base') want(clock.slot, clock.timeframe)
    if (node.definition.role === 'signal') {
      const { slot } = node.definition.signal(node.params)
      if (Object.hasOwn(graph.slots, slot)) want(slot, graph.slots[slot]!.timeframe)
    }
  }
  if (wanted.size === 0) for (const name of slotNames) want(name, graph.slots[name]!.timeframe)
  const streams = [...wanted.values()].sort((a, b) => a.slot - b.slot || barLength(a.timeframe) - barLength(b.timeframe))
  const byName = new Map(streams.map((stream, i) => [streamName({ slot: slotNames[stream.slot]!, timeframe: stream.timeframe }), i]))
  return { streams, byName }
}
