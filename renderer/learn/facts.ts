import type { DenialRecord } from '../../engine/protocol/orders.ts'
import { findNode } from '../../nodes/index.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { endOf } from '../edit/scope.ts'
import { checkedOf } from '../stores/check.ts'
import type { DockPanel } from '../stores/layout.ts'
import { isStale, type RunState } from '../stores/run.ts'
import type { ViewState } from '../stores/view.ts'

/** What a lesson's steps are judged by: how things stand now, and the strategy as it was when the lesson began. */
export type Facts = {
  readonly start: StrategyDocument
  readonly document: StrategyDocument
  readonly isSaved: boolean
  readonly run: Pick<RunState, 'autoRun' | 'resultOf' | 'settings' | 'running'> & {
    readonly result: { readonly outcome: { readonly denials: readonly Pick<DenialRecord, 'by'>[] } } | undefined
  }
  readonly view: Pick<ViewState, 'selection' | 'cursor' | 'entered'>
  readonly dock: DockPanel
}

/** A result of the strategy as it stands. */
export function hasResult({ run, document }: Facts): boolean {
  return run.result !== undefined && run.running === undefined && !isStale(run, document)
}

export function hasNoErrors({ document }: Facts): boolean {
  return checkedOf(document).findings.every(({ severity }) => severity !== 'error')
}

/** Nodes of a type, or of types that begin so, that were not there when the lesson began. */
export function added({ start, document }: Facts, type: string): string[] {
  return Object.entries(document.nodes).flatMap(([id, node]) => (node.type.startsWith(type) && !Object.hasOwn(start.nodes, id) ? [id] : []))
}

/** True where a wire leads from a node of the first type to one of the second, either of which may be the beginning of a type. */
export function leads(document: StrategyDocument, from: string, to: string, port?: string): boolean {
  return document.wires.some((wire) => {
    const [source, target] = [endOf(wire.from), endOf(wire.to)]
    return (
      document.nodes[source.node]?.type.startsWith(from) === true &&
      document.nodes[target.node]?.type.startsWith(to) === true &&
      (port === undefined || target.port === port)
    )
  })
}

/** True where a number of a node that was there is another now. */
export function hasChangedNumber({ start, document }: Facts): boolean {
  return Object.entries(start.nodes).some(([id, node]) => {
    const now = document.nodes[id]
    const params = Object.entries(findNode(node.type)?.params ?? {})
    return (
      now !== undefined &&
      params.some(([name, { kind }]) => (kind === 'int' || kind === 'decimal') && now.params[name] !== node.params[name])
    )
  })
}

/** True where every node stands as it stood. */
export function isAsBefore({ start, document }: Facts): boolean {
  return JSON.stringify(document.nodes) === JSON.stringify(start.nodes) && JSON.stringify(document.wires) === JSON.stringify(start.wires)
}
