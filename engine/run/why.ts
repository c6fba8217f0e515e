import type { Comparison, Judge, Judgement, Reading } from '../../nodes/define/judgement.ts'
import { both, either, opposite } from '../../nodes/define/kleene.ts'
import type { Graph, GraphNode } from '../../nodes/strategy/1-resolve.ts'
import { streamColumn, type ColumnNumber, type KernelStep, type Plan, type StepInput } from '../compile/plan.ts'
import type { Reason } from '../protocol/why.ts'
import { lowerBound, type RunColumns } from './run-columns.ts'

/** Values put in the place of those judged by: "node reading @ row". */
export type Instead = ReadonlyMap<string, number>

/** What decided, with the values that would have decided otherwise. */
type Change = { readonly root: GraphNode; readonly reasons: readonly Reason[]; readonly instead: Instead }

/** A judged output at a row of its own clock. */
type Place = { readonly node: GraphNode; readonly row: number }

/** Explains the conditions of one finished run. */
export type Explainer = {
  /** The last row of a node's clock known at `time`, and when it became known. */
  rowAt(path: string, time: number): { readonly row: number; readonly time: number } | undefined
  /** What the node's condition says at a row, the values in `instead` put in their places. 2 where it has none. */
  says(path: string, row: number, instead?: Instead): number
  /** The fewest values that decided it; undefined where none could have made it otherwise. */
  explain(path: string, row: number): Change | undefined
}

const ORDER = { above: (a: number, b: number) => a > b, below: (a: number, b: number) => a < b }
const NOTHING: Instead = new Map()

/**
 * Asks the nodes' own judgements, from a signal or condition down to the numbers. `graph` is the graph that was compiled into
 * the plan of `columns`.
 */
export function createExplainer(graph: Graph, { plan, timeline, read }: Pick<RunColumns, 'plan' | 'timeline' | 'read'>): Explainer {
  const steps = stepsByColumn(plan)
  const judges = new Map<string, Judge | undefined>()

  const columnOf = (path: string, port: string): ColumnNumber | undefined => plan.wires.get(`${path}.${port}`)

  function judgeOf(node: GraphNode): Judge | undefined {
    if (!judges.has(node.path)) judges.set(node.path, node.definition.judge?.(node.params))
    return judges.get(node.path)
  }

  function cell(column: ColumnNumber | undefined, row: number): number {
    const data = column === undefined || row < 0 ? undefined : read(column, row, row + 1)
    return data?.[0] ?? NaN
  }

  /** Where a node's kernel takes an input from; equal nodes share one. */
  function stepOf(node: GraphNode): KernelStep | undefined {
    const port = Object.keys(node.definition.outputs).find((name) => columnOf(node.path, name) !== undefined)
    const column = port === undefined ? undefined : columnOf(node.path, port)
    return column === undefined ? undefined : steps.get(column)
  }

  function number({ node, row }: Place, reading: Reading, instead: Instead): number {
    const at = row - (reading.back ?? 0)
    const given = instead.get(placeKey(node.path, reading, at))
    if (given !== undefined) return given
    if ('output' in reading) return cell(columnOf(node.path, reading.output), at)
    return cell(columnBehind(stepOf(node)?.inputs[reading.input], reading), at)
  }

  function threshold(place: Place, { than, plus = 0 }: Comparison, instead: Instead): number {
    return (typeof than === 'number' ? than : number(place, than, instead)) + plus
  }

  /** The output that feeds a condition input, at the row its reader sees. */
  function behind({ node, row }: Place, port: string, back: number): (Place & { readonly output: string }) | undefined {
    const source = node.inputs[port]?.[0]
    const from = source && graph.byPath.get(source.node)
    if (!source || !from) return undefined
    const [clock, own] = [clockOf(source.node, source.port), clockOfNode(node)]
    const at = row - back
    if (at < 0) return undefined
    const seen = clock === undefined || own === undefined || clock === own ? at : timeline.rows(clock, own)[at]!
    return { node: from, row: seen, output: source.port }
  }

  function clockOf(path: string, port: string): number | undefined {
    const column = columnOf(path, port)
    return column === undefined ? undefined : plan.columns[column]!.clock
  }

  function clockOfNode(node: GraphNode): number | undefined {
    return Object.keys(node.definition.outputs)
      .map((port) => clockOf(node.path, port))
      .find((clock) => clock !== undefined)
  }

  function judgementOf(place: Place, name: string, instead: Instead): Judgement | undefined {
    return judgeOf(place.node)?.(name, (reading) => number(place, reading, instead))
  }

  /** Kernels that do not see missing numbers say unknown as soon as one of them is missing, whatever the others would decide. */
  function isBlind(place: Place, judgement: Judgement, instead: Instead): boolean {
    return isStrict(place.node) && readingsOf(judgement).some((reading) => !isKnown(number(place, reading, instead)))
  }

  function output(place: Place, name: string, instead: Instead): number {
    const given = instead.get(placeKey(place.node.path, { output: name }, place.row))
    if (given !== undefined) return given
    if (place.row < 0) return 2
    const judgement = judgementOf(place, name, instead)
    if (judgement) return isBlind(place, judgement, instead) ? 2 : judged(place, judgement, instead)
    const says = cell(columnOf(place.node.path, name), place.row)
    return says === says ? says : 2
  }

  function judged(place: Place, judgement: Judgement, instead: Instead): number {
    if ('value' in judgement) {
      const [value, limit] = [number(place, judgement.value, instead), threshold(place, judgement, instead)]
      if (value !== value || limit !== limit) return 2
      return ORDER[sideOf(judgement)](value, limit) || (judgement.is.startsWith('at-or') && value === limit) ? 1 : 0
    }
    if ('known' in judgement) return isKnown(number(place, judgement.known, instead)) ? 1 : 2
    if ('not' in judgement) return opposite(judged(place, judgement.not, instead))
    if ('yes' in judgement) {
      const source = behind(place, judgement.yes, judgement.back ?? 0)
      return source ? output(source, source.output, instead) : 2
    }
    if ('all' in judgement) return wired(place, judgement.all).reduce((sum, one) => both(sum, judged(place, one, instead)), 1)
    return wired(place, judgement.any).reduce((sum, one) => either(sum, judged(place, one, instead)), 0)
  }

  /** An optional condition input that is free has no say. */
  function wired(place: Place, judgements: readonly Judgement[]): readonly Judgement[] {
    return judgements.filter((one) => !('yes' in one) || (place.node.inputs[one.yes] ?? []).length > 0)
  }

  function turnOutput(place: Place, name: string, want: 0 | 1, change: Change, before: number): Change | undefined {
    // Another clock may not have brought a bar yet; and another value on a bar gone by would have changed what is carried on from it.
    const judgement = place.row < 0 ? undefined : judgementOf(place, name, change.instead)
    const carries = judgement !== undefined && before > 0 && place.node.definition.role === 'series' && isCarried(judgement)
    const turned = judgement && !carries ? turnJudgement(place, judgement, want, change, before) : undefined
    if (turned) return turned
    // No number can be named: the condition itself is the reason, but never the one that is asked about.
    if (judgement && place.node === change.root) return undefined
    const says = output(place, name, change.instead)
    if (says === want) return change
    if (change.instead.has(placeKey(place.node.path, { output: name }, place.row))) return undefined
    return {
      ...change,
      reasons: [
        ...change.reasons,
        { kind: 'condition', node: place.node.path, row: place.row, back: before, output: name, says, needs: want },
      ],
      instead: new Map(change.instead).set(placeKey(place.node.path, { output: name }, place.row), want),
    }
  }

  /** Numbers that decide first; where the kernel sees nothing while others are missing, those as well. */
  function turnJudgement(place: Place, judgement: Judgement, want: 0 | 1, change: Change, before: number): Change | undefined {
    let turned = turn(place, judgement, want, change, before)
    if (!turned || !isBlind(place, judgement, turned.instead)) return turned
    for (const reading of readingsOf(judgement)) {
      if (isKnown(number(place, reading, turned.instead))) continue
      if (place.row < (reading.back ?? 0)) return undefined
      turned = putMissing(place, reading, turned, before)
    }
    return turn(place, judgement, want, turned, before)
  }

  /** The fewest further changes after which the judgement says what is wanted. */
  function turn(place: Place, judgement: Judgement, want: 0 | 1, change: Change, before: number): Change | undefined {
    if (judged(place, judgement, change.instead) === want) return change
    if ('value' in judgement) return moveNumber(place, judgement, want, change, before)
    if ('known' in judgement) {
      if (want === 0 || place.row < (judgement.known.back ?? 0)) return undefined
      return putMissing(place, judgement.known, change, before)
    }
    if ('not' in judgement) return turn(place, judgement.not, want === 1 ? 0 : 1, change, before)
    if ('yes' in judgement) {
      const source = behind(place, judgement.yes, judgement.back ?? 0)
      return source && turnOutput(source, source.output, want, change, before + (judgement.back ?? 0))
    }
    const needsAll = 'all' in judgement ? want === 1 : want === 0
    const members = wired(place, 'all' in judgement ? judgement.all : judgement.any)
    if (!needsAll) return cheapest(members.flatMap((one) => turn(place, one, want, change, before) ?? []))
    const inOrder = (order: readonly Judgement[]) => {
      const last = order.reduce<Change | undefined>((sum, one) => sum && turn(place, one, want, sum, before), change)
      return last && judged(place, judgement, last.instead) === want ? last : undefined
    }
    // A change may undo the one before it where both meet the same value: then the other order is tried. Never both: along a chain of
    // conditions each of which asks the next, that doubles at every one.
    return inOrder(members) ?? inOrder(members.toReversed())
  }

  function moveNumber(place: Place, judgement: Comparison, want: 0 | 1, change: Change, before: number): Change | undefined {
    const { value: reading, than, plus = 0, is } = judgement
    if (place.row < (reading.back ?? 0) || (typeof than !== 'number' && place.row < (than.back ?? 0))) return undefined
    const [value, limit] = [number(place, reading, change.instead), threshold(place, judgement, change.instead)]
    const needs = (sideOf(judgement) === 'above') === (want === 1) ? 'above' : 'below'
    // What was put somewhere to turn one thing is not put elsewhere to turn another.
    if (change.instead.has(placeKey(place.node.path, reading, place.row - (reading.back ?? 0)))) return undefined
    const instead = new Map(change.instead)
    const put = (where: Reading, to: number) => void instead.set(placeKey(place.node.path, where, place.row - (where.back ?? 0)), to)
    const moves = limit === limit || typeof than === 'number' ? 'value' : 'threshold'
    if (moves === 'value') put(reading, beyond(limit, needs))
    else if (typeof than !== 'number') {
      const known = value === value ? value : 1
      put(reading, known)
      put(than, beyond(known, needs === 'above' ? 'below' : 'above') - plus)
    }
    const back = before + (moves === 'threshold' && typeof than !== 'number' ? (than.back ?? 0) : (reading.back ?? 0))
    if (moves === 'threshold' && typeof than !== 'number' && 'output' in than) {
      // The node has not come to a threshold yet: there is nothing to compare with, whatever the value.
      return { ...change, reasons: [...change.reasons, missingReason(place, than, before)], instead }
    }
    const names = [nameOf(reading), typeof than === 'number' ? null : nameOf(than)] as const
    const reason: Reason = { kind: 'number', node: place.node.path, row: place.row, back, value, threshold: limit, is, needs, names, moves }
    return { ...change, reasons: [...change.reasons, reason], instead }
  }

  function putMissing(place: Place, reading: Reading, change: Change, before: number): Change {
    const instead = new Map(change.instead).set(placeKey(place.node.path, reading, place.row - (reading.back ?? 0)), 1)
    return { ...change, reasons: [...change.reasons, missingReason(place, reading, before)], instead }
  }

  function missingReason(place: Place, reading: Reading, before: number): Reason {
    return { kind: 'missing', node: place.node.path, row: place.row, back: before + (reading.back ?? 0), names: [nameOf(reading)] }
  }

  function conditionOf(path: string): { readonly node: GraphNode; readonly output: string } | undefined {
    const node = graph.byPath.get(path)
    const output = node && Object.entries(node.definition.outputs).find(([, { kind }]) => kind === 'condition')?.[0]
    return node && output !== undefined && columnOf(path, output) !== undefined ? { node, output } : undefined
  }

  return {
    rowAt(path, time) {
      const found = conditionOf(path)
      const clock = found && clockOf(path, found.output)
      if (clock === undefined) return undefined
      const closes = timeline.closes(clock)
      const row = lowerBound(closes, time + 1) - 1
      return row < 0 ? undefined : { row, time: closes[row]! }
    },
    says(path, row, instead = NOTHING) {
      const found = conditionOf(path)
      return found ? output({ node: found.node, row }, found.output, instead) : 2
    },
    explain(path, row) {
      const found = conditionOf(path)
      if (!found) return undefined
      const place = { node: found.node, row }
      const want = output(place, found.output, NOTHING) === 1 ? 0 : 1
      const change = turnOutput(place, found.output, want, { root: place.node, reasons: [], instead: NOTHING }, 0)
      return change && output(place, found.output, change.instead) === want ? change : undefined
    },
  }
}

/** The kernel step that writes each column. */
function stepsByColumn(plan: Plan): Map<ColumnNumber, KernelStep> {
  const steps = new Map<ColumnNumber, KernelStep>()
  for (const step of [...plan.series, ...plan.account]) {
    for (const one of step.kind === 'circle' ? step.members : [step]) {
      if (one.kind === 'kernel') for (const column of Object.values(one.outputs)) steps.set(column, one)
    }
  }
  return steps
}

function columnBehind(input: StepInput, reading: Reading): ColumnNumber | undefined {
  if (!input) return undefined
  if ('column' in input) return input.column
  return streamColumn(input.candles, ('field' in reading ? reading.field : undefined) ?? 'close')
}

function isKnown(value: number): boolean {
  return value === value
}

/** Judged by something the node itself carries from row to row. */
function isCarried(judgement: Judgement): boolean {
  return readingsOf(judgement).some((reading) => 'output' in reading)
}

function isStrict({ definition }: GraphNode): boolean {
  return 'missing' in definition && definition.missing !== undefined && definition.missing !== 'pass'
}

/** Numbers a judgement looks at itself, conditions at its inputs aside. */
function readingsOf(judgement: Judgement): readonly Reading[] {
  if ('value' in judgement) return typeof judgement.than === 'number' ? [judgement.value] : [judgement.value, judgement.than]
  if ('known' in judgement) return [judgement.known]
  if ('not' in judgement) return readingsOf(judgement.not)
  if ('yes' in judgement) return []
  return ('all' in judgement ? judgement.all : judgement.any).flatMap(readingsOf)
}

/** Where a value judged by stands: of a node, not of the wire, so that only this judge sees what is put there. */
export function placeKey(path: string, reading: Reading, row: number): string {
  return `${path} ${nameOf(reading)} @ ${row}`
}

function nameOf(reading: Reading): string {
  if ('output' in reading) return reading.output
  return reading.field === undefined ? reading.input : `${reading.input}.${reading.field}`
}

function sideOf({ is }: Comparison): 'above' | 'below' {
  return is === 'above' || is === 'at-or-above' ? 'above' : 'below'
}

/** The threshold and one step more: the smallest that any number of its size can make. */
export function beyond(threshold: number, side: 'above' | 'below'): number {
  const step = Math.max(Math.abs(threshold), Number.MIN_VALUE / Number.EPSILON) * 2 * Number.EPSILON
  return side === 'above' ? threshold + step : threshold - step
}

/** Fewest reasons with a number, then the most recent, then the one nearest to its threshold: the shortest thing that can be said. */
function cheapest(changes: readonly Change[]): Change | undefined {
  return changes.toSorted((a, b) => cost(a) - cost(b) || age(a) - age(b) || distance(a) - distance(b))[0]
}

/** A reason without a number says less than several with one. */
function cost({ reasons }: Change): number {
  return reasons.reduce((sum, { kind }) => sum + (kind === 'condition' ? 10 : 1), 0)
}

function age({ reasons }: Change): number {
  return reasons.reduce((sum, { back }) => sum + back, 0)
}

function distance({ reasons }: Change): number {
  const shares = reasons.map((reason) => {
    if (reason.kind !== 'number') return 1
    const share = Math.abs(reason.value - reason.threshold) / Math.max(Math.abs(reason.value), Math.abs(reason.threshold), 1e-300)
    return share === share ? share : 1
  })
  return Math.max(0, ...shares)
}
