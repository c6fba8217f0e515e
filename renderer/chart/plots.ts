import type { OutputPort } from '../../nodes/define/ports.ts'
import type { GraphNode } from '../../nodes/strategy/1-resolve.ts'
import type { Checked } from '../../nodes/strategy/2-check.ts'

/** A wire the chart draws: over the candles, or in the pane that belongs to its node. */
export type Plot = {
  /** "path.port", as runs and values name it. */
  readonly wire: string
  readonly node: string
  /** "SMA 20", and the port where the node has several. */
  readonly title: string
  readonly port: string | undefined
  readonly place: 'price' | 'pane'
  /** A by-product of a node that is drawn over the candles, such as the width of a band: shown when asked for. */
  readonly aside: boolean
  /** In the currency of the candles: written by tick. */
  readonly isPrice: boolean
}

/** Panes below the candles that are open from the start, and lines over them: more than these are a click away. */
export const OPEN_PANES = 2
export const OPEN_LINES = 12

/**
 * Every wire whose node says that it is for looking at. A node drawn over the candles is so only where its values are prices of the
 * slot shown: an average of an oscillator goes into a pane.
 */
export function plotsOf({ graph, types }: Checked, wires: readonly string[], slot: string): Plot[] {
  const known = new Set(wires)
  return graph.nodes.flatMap((node) => {
    const { plot, outputs } = node.definition
    if (plot === undefined || node.muted) return []
    const ports = Object.keys(outputs).filter((port) => isLine(outputs[port]!) && known.has(`${node.path}.${port}`))
    return ports.map((port): Plot => {
      const type = types.of({ node: node.path, port })
      const isPrice = type?.kind === 'number' && type.unit === 'price' && type.slot === slot
      return {
        wire: `${node.path}.${port}`,
        node: node.path,
        title: titleOf(node),
        port: ports.length > 1 ? port : undefined,
        aside: plot === 'price' && !isPrice && ports.length > 1,
        place: plot === 'price' && isPrice ? 'price' : 'pane',
        isPrice,
      }
    })
  })
}

function isLine(output: OutputPort): boolean {
  return output.kind === 'number' && output.plotted !== false
}

/** "SMA 20": the node's title and its numbers, which is how traders call it. */
export function titleOf({ definition, params }: GraphNode): string {
  const numbers = Object.values(params).filter((value) => typeof value === 'number')
  return [definition.title, ...numbers.slice(0, 3)].join(' ')
}
