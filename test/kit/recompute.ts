import { createRunner, type Runner } from '../../engine/compile/runner.ts'
import type { Column } from '../../engine/columns/column.ts'
import { streamColumn, type KernelStep, type Plan } from '../../engine/compile/plan.ts'
import { placeKey, type Instead } from '../../engine/run/why.ts'
import type { Timeline } from '../../engine/run/timeline.ts'
import type { CandleColumns } from '../../nodes/define/ports.ts'
import type { Graph, GraphNode, Source } from '../../nodes/strategy/1-resolve.ts'
import { accountView } from './account-view.ts'

/** Rows computed anew before the one asked about: what a signal and the conditions behind it look back. */
const WINDOW = 5

/** Computes conditions of a finished run anew by their own kernels, with other values in their inputs at single rows. */
export type Recompute = (path: string, output: string, row: number, instead: Instead) => number

type Station = { readonly inputs: Map<string, Column | CandleColumns>; readonly outputs: Map<string, Column>; readonly runner: Runner }

/**
 * Every node works on columns of its own, so that a value put into one node's input is seen by no other. Kernels begin `WINDOW`
 * rows earlier with the state they carried there in the run itself.
 */
export function createRecompute(graph: Graph, plan: Plan, timeline: Timeline, columns: readonly Column[]): Recompute {
  const stations = new Map<string, Station | undefined>()
  const states = new Map<string, Float64Array[]>()
  const kernels = new Map(
    [...plan.series, ...plan.account].flatMap((step) =>
      (step.kind === 'circle' ? step.members : [step]).flatMap((one): [number, KernelStep][] =>
        one.kind === 'kernel' ? Object.values(one.outputs).map((column) => [column, one]) : [],
      ),
    ),
  )
  const column = (path: string, port: string) => plan.wires.get(`${path}.${port}`)!
  const own = (data: Float64Array | Uint8Array): Column => ({ data: data.slice(), validFrom: 0, holes: true })

  function stationOf(node: GraphNode): Station | undefined {
    if (stations.has(node.path)) return stations.get(node.path)
    const step = kernels.get(
      column(
        node.path,
        Object.keys(node.definition.outputs).find((port) => column(node.path, port) !== undefined)!,
      ),
    )
    const station = step && build(step, node)
    stations.set(node.path, station)
    return station
  }

  function build(step: KernelStep, node: GraphNode): Station {
    const inputs = new Map<string, Column | CandleColumns>()
    for (const [port, input] of Object.entries(step.inputs)) {
      if (!input) continue
      if ('column' in input) inputs.set(port, own(columns[input.column]!.data))
      else {
        const field = (name: 'time' | 'open' | 'high' | 'low' | 'close' | 'volume') =>
          (columns[streamColumn(input.candles, name)]!.data as Float64Array).slice()
        inputs.set(port, {
          time: field('time'),
          open: field('open'),
          high: field('high'),
          low: field('low'),
          close: field('close'),
          volume: field('volume'),
        })
      }
    }
    const outputs = new Map(Object.entries(step.outputs).map(([port, number]) => [port, own(columns[number]!.data)]))
    const runner = createRunner(step.computation, step.params, Object.fromEntries(inputs), Object.fromEntries(outputs))
    const rows = timeline.closes(step.clock).length
    const kept: Float64Array[] = []
    for (let row = 0; row < rows; row++) {
      kept.push(runner.state.slice())
      runner.advance(row, row + 1, 0)
    }
    states.set(node.path, kept)
    return { inputs, outputs, runner }
  }

  return function compute(path, output, row, instead) {
    const seen = instead.get(placeKey(path, { output }, row))
    if (seen !== undefined) return seen
    const node = graph.byPath.get(path)!
    const first = Math.max(0, row - WINDOW)
    if (node.definition.role === 'account') return readAccount(node, output, row, instead)
    const station = stationOf(node)
    if (!station) throw new Error(`${path} has no kernel`)
    const undo: (() => void)[] = []
    const put = (data: Float64Array | Uint8Array, at: number, value: number) => {
      const before = data[at]!
      data[at] = value
      undo.push(() => void (data[at] = before))
    }
    for (const [port, input] of station.inputs) {
      const isCondition = 'data' in input && input.data instanceof Uint8Array
      for (let at = first; at <= row; at++) {
        if (isCondition) {
          const source = node.inputs[port]![0]!
          const [from, to] = [plan.columns[column(source.node, source.port)]!.clock, plan.columns[column(path, output)]!.clock]
          const behind = from === to ? at : timeline.rows(from, to)[at]!
          put(input.data, at, behind < 0 ? unborn(source, instead) : compute(source.node, source.port, behind, instead))
          continue
        }
        for (const [name, data] of 'data' in input ? [[port, input.data] as const] : fieldsOf(port, input)) {
          const value = instead.get(placeKey(path, { input: name }, at))
          if (value !== undefined) put(data, at, value)
        }
      }
    }
    station.runner.state.set(states.get(path)![first]!)
    station.runner.advance(first, row + 1, 0)
    const answer = station.outputs.get(output)!.data[row]!
    for (const back of undo.toReversed()) back()
    return answer
  }

  /** The account node itself, read on an account that holds what is put in the place of what was held. */
  function readAccount(node: GraphNode, output: string, row: number, instead: Instead): number {
    if (node.definition.role !== 'account') throw new Error(node.path)
    const held = instead.get(placeKey(node.path, { output: 'quantity' }, row)) ?? columns[column(node.path, 'quantity')]!.data[row]!
    if (held !== held) return columns[column(node.path, output)]!.data[row]!
    const outputs = Object.fromEntries(
      Object.entries(node.definition.outputs).map(([port, { kind }]) => [
        port,
        kind === 'number' ? new Float64Array(1) : new Uint8Array(1),
      ]),
    )
    const account = accountView({ slots: { [node.definition.slot(node.params)]: { positionLots: Math.sign(held) } } })
    node.definition.read(node.params)(account, outputs as never, 0)
    return outputs[output]![0]!
  }
}

/** A condition on a clock that has not brought a bar yet: unknown, but for what is put there. */
function unborn({ node, port }: Source, instead: Instead): number {
  return instead.get(placeKey(node, { output: port }, -1)) ?? 2
}

function fieldsOf(port: string, candles: CandleColumns): (readonly [string, Float64Array])[] {
  return Object.entries(candles).map(([field, data]) => [`${port}.${field}`, data] as const)
}
