import { nodes } from '../../nodes/index.ts'
import type { StrategyDocument, Wire } from '../../nodes/strategy/document.ts'
import { graphOf, type Scope } from '../edit/scope.ts'
import { say } from '../text/en.ts'
import type { PickItem } from './Picker.tsx'
import { portAt, portsFit, portsOf, portsOfNode, portWords, type Port } from './ports.ts'

/** What an added node must do: go on from an output, feed an input, stand in a wire, or nothing in particular. */
export type Wanted = { readonly end: string; readonly side: 'from' | 'to' } | { readonly wire: Wire } | undefined

/** Node types that can be added here, recents first. */
export function addItems(document: StrategyDocument, scope: Scope, wanted: Wanted, recents: readonly string[]): PickItem[] {
  const all = [
    ...nodes.map(({ type, title, summary, category }) => ({ type, title, summary, family: category as string })),
    ...Object.entries(document.subgraphs)
      .filter(([name]) => name !== scope.subgraph)
      .map(([name, { title }]) => ({ type: `subgraph.${name}`, title, summary: say('canvas.subgraph'), family: 'subgraph' })),
  ]
  const fits = fitting(document, scope, wanted)
  const items = all.flatMap(({ type, title, summary, family }): PickItem[] => {
    const { inputs, outputs } = portsOf(document, type)
    if (!fits(inputs, outputs)) return []
    return [
      {
        id: type,
        title,
        hint: summary,
        group: familyTitle(family),
        family,
        takes: inputs.map(({ kind }) => kind),
        gives: outputs.map(({ kind }) => kind),
        words: type.slice(type.lastIndexOf('.') + 1).replaceAll('-', ' '),
      },
    ]
  })
  const recent = recents.flatMap((type) => items.filter(({ id }) => id === type)).map((item) => ({ ...item, group: say('canvas.recent') }))
  const shown = new Set(recent.map(({ id }) => id))
  return [...recent, ...items.filter(({ id }) => !shown.has(id))]
}

function fitting(document: StrategyDocument, scope: Scope, wanted: Wanted): (inputs: readonly Port[], outputs: readonly Port[]) => boolean {
  if (!wanted) return () => true
  if ('wire' in wanted) {
    const from = portAt(document, scope, wanted.wire.from, 'from')
    const to = portAt(document, scope, wanted.wire.to, 'to')
    return (inputs, outputs) =>
      !!from && !!to && inputs.some((input) => portsFit(from, input)) && outputs.some((output) => portsFit(output, to))
  }
  const port = portAt(document, scope, wanted.end, wanted.side)
  if (!port) return () => false
  return wanted.side === 'from'
    ? (inputs) => inputs.some((input) => portsFit(port, input))
    : (_inputs, outputs) => outputs.some((output) => portsFit(output, port))
}

/** Ports of nodes that are there already and fit the end of a wire: how a wire is drawn by keys. */
export function endItems(document: StrategyDocument, scope: Scope, end: string, side: 'from' | 'to'): PickItem[] {
  const port = portAt(document, scope, end, side)
  const own = end.slice(0, end.lastIndexOf('.'))
  if (!port) return []
  const ids = [...Object.keys(graphOf(document, scope).nodes), ...(scope.subgraph === undefined ? [] : ['in', 'out'])]
  return ids.flatMap((id) => {
    if (id === own) return []
    const { inputs, outputs } = portsOfNode(document, scope, id)
    const fit = side === 'from' ? inputs.filter((input) => portsFit(port, input)) : outputs.filter((output) => portsFit(output, port))
    return fit.map((one): PickItem => ({
      id: `${id}.${one.name}`,
      title: `${id} · ${one.name}`,
      hint: portWords(one),
      group: say('canvas.wire-to'),
      gives: [one.kind],
    }))
  })
}

/** The ports of a node, outputs first: where a wire drawn by keys begins. */
export function portItems(document: StrategyDocument, scope: Scope, id: string): PickItem[] {
  const { inputs, outputs } = portsOfNode(document, scope, id)
  const item =
    (side: 'from' | 'to', group: string) =>
    (port: Port): PickItem => ({
      id: `${side} ${id}.${port.name}`,
      title: port.name,
      hint: portWords(port),
      group,
      gives: [port.kind],
    })
  return [...outputs.map(item('from', say('canvas.output'))), ...inputs.map(item('to', say('canvas.input')))]
}

/** A family as the palette and lists call it. */

export function familyTitle(family: string): string {
  return family === 'logic' ? 'Conditions' : family.charAt(0).toUpperCase() + family.slice(1)
}
